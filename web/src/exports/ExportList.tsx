import { Typography } from '@mui/material'
import { DataTable } from 'react-admin'
import type { Row } from '../api/resources'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { CardLines, ListPage } from '../layout/ListPage'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { isExportWorking } from './Begun'
import { ExportStateChip } from './states'

type ExportRow = Row<'exports'>

const Column = DataTable.Col<ExportRow>

function StateOf({ it: { state, failure } }: { it: ExportRow }) {
  return (
    <>
      <ExportStateChip state={state} />
      {failure && (
        <Typography variant="caption" component="div" color="textSecondary">
          {failure}
        </Typography>
      )}
    </>
  )
}

export default function ExportList() {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const path = usePaths()
  return (
    <ListPage
      resource="exports"
      title={t('exports.title')}
      below={t('exports.below')}
      empty={{ title: t('exports.empty'), hint: t('exports.empty_hint') }}
      isWorking={isExportWorking}
      pathTo={it => path.export(it.id)}
      card={it => (
        <CardLines
          head={it.file_name}
          aside={<ExportStateChip state={it.state} />}
          lines={[<When key="when" at={it.asked_at} />, it.failure ?? t('exports.n_rows', { n: it.rows })]}
        />
      )}
    >
      <DataTable<ExportRow> rowClick={id => path.export(String(id))} bulkActionButtons={false}>
        <Column source="file_name" label={t('exports.file')} disableSort render={it => <AppLink to={path.export(it.id)}>{it.file_name}</AppLink>} />
        <Column source="list" label={t('exports.list_label')} disableSort render={it => word('exports.list', it.list)} />
        <Column source="state" label={t('exports.state_label')} disableSort render={it => <StateOf it={it} />} />
        <Column source="rows" label={t('exports.rows')} disableSort align="right" render={it => format.number(it.rows)} />
        <Column source="bytes" label={t('exports.size')} disableSort align="right" render={it => (typeof it.bytes === 'number' ? format.bytes(it.bytes) : '–')} />
        <Column source="asked_at" label={t('exports.asked_at')} disableSort render={it => <When at={it.asked_at} />} />
        <Column source="kept_until" label={t('exports.kept_until')} disableSort render={it => <When at={it.kept_until} form="date" />} />
      </DataTable>
    </ListPage>
  )
}
