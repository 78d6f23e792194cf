import { Box, Typography } from '@mui/material'
import { DataTable } from 'react-admin'
import type { Row } from '../api/resources'
import { useMay } from '../api/store-context'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Bar } from '../layout/Bar'
import { CardLines, ListPage } from '../layout/ListPage'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { ImportProgress } from './ImportProgress'
import { ImportStateChip, isImportBusy, isImportWorking, useOutcomeSegments } from './ImportState'
import { waitingOf } from './rejected'
import { Upload } from './Upload'

type ImportRow = Row<'imports'>

const Column = DataTable.Col<ImportRow>

export default function ImportList() {
  const t = useT()
  const may = useMay()
  const word = useWord()
  const format = useFormat()
  const path = usePaths()
  const segments = useOutcomeSegments()
  return (
    <ListPage
      resource="imports"
      title={t('imports.title')}
      below={t('imports.below')}
      above={may('imports.write') && <Upload />}
      empty={{ title: t('imports.empty'), hint: t('imports.empty_hint') }}
      filters={[{ kind: 'choice', name: 'which', label: t('imports.which'), options: [{ value: 'rejected', label: t('imports.which_rejected') }] }]}
      isWorking={isImportBusy}
      pathTo={it => path.import(it.id)}
      card={it => (
        <CardLines
          head={it.file_name}
          aside={<ImportStateChip it={it} />}
          lines={[
            isImportWorking(it) ? <ImportProgress key="progress" it={it} /> : it.orders.total > 0 && <Bar key="bar" segments={segments(it.orders)} />,
            <Box key="when" sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
              <When at={it.received_at} />
              <span>{t('imports.n_orders', { n: it.orders.total })}</span>
            </Box>,
          ].filter(Boolean)}
        />
      )}
    >
      <DataTable<ImportRow> rowClick={id => path.import(String(id))} bulkActionButtons={false}>
        <Column
          source="file_name"
          label={t('imports.file')}
          disableSort
          render={it => <AppLink to={path.import(it.id)}>{it.file_name}</AppLink>}
        />
        <Column source="state" label={t('imports.state_label')} disableSort render={it => <ImportStateChip it={it} />} />
        <Column source="source" label={t('imports.source_label')} disableSort render={it => word('imports.source', it.source)} />
        <Column source="received_at" label={t('imports.received_at')} disableSort render={it => <When at={it.received_at} />} />
        <Column
          source="orders.accepted"
          label={t('imports.result')}
          disableSort
          render={it =>
            isImportWorking(it) ? <ImportProgress it={it} /> : it.orders.total > 0 ? <Bar segments={segments(it.orders)} /> : '–'
          }
        />
        <Column source="orders.total" label={t('imports.orders')} disableSort align="right" render={it => format.number(it.orders.total)} />
        <Column source="orders.rejected" label={t('imports.rejected')} disableSort align="right" render={it => <Rejected it={it} />} />
        <Column source="rows.read" label={t('imports.rows')} disableSort align="right" render={it => format.number(it.rows.read)} />
      </DataTable>
    </ListPage>
  )
}

/** How many were rejected, and whether some of those still wait to be put right. */
function Rejected({ it }: { it: ImportRow }) {
  const t = useT()
  const format = useFormat()
  return (
    <>
      {format.number(it.orders.rejected)}
      {it.mended.orders > 0 && (
        <Typography variant="caption" color="textSecondary" component="div">
          {t('imports.still_waiting', { n: waitingOf(it) })}
        </Typography>
      )}
    </>
  )
}
