import { Box, Skeleton } from '@mui/material'
import { useParams } from 'react-router-dom'
import { useRecord } from '../api/queries'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { Facts } from '../layout/Facts'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { usePaths } from '../layout/usePaths'
import { Begun, isExportWorking } from './Begun'
import { ExportStateChip } from './states'

export default function ExportPage() {
  const t = useT()
  const word = useWord()
  const path = usePaths()
  const format = useFormat()
  const { id = '' } = useParams()
  const { record: it, problem } = useRecord('exports', id, isExportWorking)
  const back = { to: path.exports(), label: t('exports.title') }
  if (!it)
    return (
      <>
        <PageHeader title={t('exports.one')} back={back} />
        {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={240} />}
      </>
    )
  return (
    <>
      <PageHeader title={it.file_name} back={back} beside={<ExportStateChip state={it.state} />} />
      <Box sx={{ display: 'grid', gap: 2, maxWidth: 560 }}>
        <Panel title={t('exports.file')}>
          <Begun it={it} />
        </Panel>
        <Panel title={t('exports.about')}>
          <Facts
            facts={[
              [t('exports.list_label'), word('exports.list', it.list)],
              [t('exports.rows'), format.number(it.rows)],
              [t('exports.asked_at'), format.dateTime(it.asked_at)],
              [t('exports.kept_until'), format.dateTime(it.kept_until)],
            ]}
          />
        </Panel>
      </Box>
    </>
  )
}
