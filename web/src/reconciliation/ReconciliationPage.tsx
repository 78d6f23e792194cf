import Download from '@mui/icons-material/Download'
import { Box, Button, Skeleton } from '@mui/material'
import { useParams } from 'react-router-dom'
import { useCommand, useRecord } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { ControlTotals, Reconciliation } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { download } from '../layout/download'
import { FrozenNotice } from '../findings/FrozenNotice'
import { Facts } from '../layout/Facts'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { SmallTable } from '../layout/SmallTable'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'

export default function ReconciliationPage() {
  const t = useT()
  const path = usePaths()
  const format = useFormat()
  const { id = '' } = useParams()
  const { record: it, problem } = useRecord('reconciliations', id)
  const back = { to: path.reconciliations(), label: t('reconciliations.title') }
  if (!it)
    return (
      <>
        <PageHeader title={t('reconciliations.one')} back={back} />
        {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={320} />}
      </>
    )
  return (
    <>
      <PageHeader
        title={t('reconciliations.number', { number: String(it.sequence) })}
        back={back}
        below={
          <>
            {t('reconciliations.cut_off_at')} <When at={it.cut_off_at} />
          </>
        }
        actions={it.files.map(file => (
          <FileButton key={file} sequence={it.sequence} file={file} />
        ))}
      />
      <FrozenNotice isAbout={finding => finding.reconciliation === it.sequence} />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) minmax(0, 1fr)' }, alignItems: 'start' }}>
        <Totals it={it} />
        <Panel title={t('reconciliations.file')}>
          <Facts
            facts={[
              [t('reconciliations.made_at'), <When key="made" at={it.made_at} />],
              [t('settings.title'), it.settings_version && t('settings.version', { n: it.settings_version })],
              [t('reconciliations.n_lines'), format.number(it.n_lines)],
              ['SHA-256', <code key="digest">{it.sha256}</code>],
              [t('reconciliations.previous'), it.previous_sha256 && <code key="previous">{it.previous_sha256}</code>],
            ]}
          />
        </Panel>
      </Box>
    </>
  )
}

const TERMS: { name: keyof ControlTotals; sign: string }[] = [
  { name: 'opening', sign: '' },
  { name: 'in', sign: '+' },
  { name: 'shipped', sign: '−' },
  { name: 'cancelled', sign: '−' },
  { name: 'rejected', sign: '−' },
  { name: 'closing', sign: '=' },
  { name: 'returned', sign: '' },
]

function Totals({ it }: { it: Reconciliation }) {
  const t = useT()
  const format = useFormat()
  const figure = (totals: ControlTotals, name: keyof ControlTotals) =>
    name === 'closing' ? <strong>{format.number(totals.closing)}</strong> : format.number(totals[name])
  return (
    <Panel title={t('reconciliations.control_totals')} flush>
      <SmallTable
        isNarrow
        rows={TERMS}
        rowKey={term => term.name}
        columns={[
          { label: t('reconciliations.term'), cell: term => `${term.sign} ${t(`reconciliations.total.${term.name}`)}`.trim() },
          { label: t('reconciliations.orders'), align: 'right', cell: term => figure(it.totals.orders, term.name) },
          { label: t('reconciliations.units'), align: 'right', cell: term => figure(it.totals.units, term.name) },
        ]}
      />
    </Panel>
  )
}

function FileButton({ sequence, file }: { sequence: number; file: string }) {
  const t = useT()
  const { reconciliationFile } = useOperations()
  const command = useCommand(() => reconciliationFile(sequence, file), [], ({ url }) => download(url))
  return (
    <Box>
      <Button variant="outlined" startIcon={<Download />} loading={command.isSending} onClick={() => command.send(undefined)}>
        {t('reconciliations.download', { format: file.toUpperCase() })}
      </Button>
      {command.problem && <ProblemAlert problem={command.problem} />}
    </Box>
  )
}
