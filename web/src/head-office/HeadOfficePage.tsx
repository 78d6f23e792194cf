import FileDownloadOutlined from '@mui/icons-material/FileDownloadOutlined'
import { Alert, Box, Button, LinearProgress, MenuItem, Paper, Skeleton, Table, TableBody, TableCell, TableFooter, TableHead, TableRow, TableSortLabel, TextField, ToggleButton, ToggleButtonGroup, Typography, useMediaQuery, useTheme } from '@mui/material'
import { useQueries } from '@tanstack/react-query'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useSearchParams } from 'react-router-dom'
import { retryUndecided } from '../api/queries'
import { useStoreContext } from '../api/store-context'
import { useFormat, useT } from '../i18n/I18n'
import { EmptyState } from '../layout/EmptyState'
import { PageHeader } from '../layout/PageHeader'
import { cellOf, totalOf } from './cells'
import { COLUMNS, PERIODS, sorted, totalsOf, type ColumnName, type Period, type StoreRow } from './overview'

const ExportDialog = lazy(() => import('../exports/ExportDialog'))

/** Each row reads what it counts, so it is not asked for more often than somebody would look. */
const REFRESH_MS = 120_000

/** The columns of the file, where they are called otherwise than on the screen. */
const FILE: [source: string, column: ColumnName][] = [
  ['name', 'store'], ['placed', 'placed'], ['shipped', 'shipped'], ['open_orders', 'open_orders'], ['back_orders', 'back_orders'], ['rejected', 'rejected'], ['oldest.placed_at', 'oldest'],
  ['stock.on_hand', 'on_hand'], ['stock.cover_days', 'cover'], ['open_findings', 'findings'], ['next_cut_off', 'next_cut_off'],
]

/** All stores that one reaches, a row each, with their totals. */
export default function HeadOfficePage() {
  const t = useT()
  const format = useFormat()
  const { me, operationsOf } = useStoreContext()
  const [query, setQuery] = useSearchParams()
  const days = PERIODS.find(days => String(days) === query.get('days')) ?? 7
  const column = COLUMNS.find(name => name === query.get('sort')) ?? 'store'
  const isDown = query.get('down') === 'yes'
  const [isExporting, setIsExporting] = useState(false)
  const keep = (next: { days?: Period; sort?: ColumnName; down?: boolean }) => {
    const { days: newDays, sort, down } = { days, sort: column, down: isDown, ...next }
    setQuery({ days: String(newDays), ...(sort !== 'store' && { sort }), ...(down && { down: 'yes' }) }, { replace: true })
  }
  const answers = useQueries({
    queries: me.stores.map(({ id }) => ({ queryKey: ['overview', id, days], queryFn: () => operationsOf(id).overview(days), refetchInterval: REFRESH_MS, retry: retryUndecided })),
  })
  const rows: StoreRow[] = me.stores.map((store, index) => ({ store, row: answers[index]?.data, hasFailed: Boolean(answers[index]?.error) && !answers[index]?.data }))
  const nCounting = rows.filter(({ row, hasFailed }) => !row && !hasFailed).length
  const looked = answers.flatMap(({ data, dataUpdatedAt }) => (data ? [dataUpdatedAt] : []))
  const failed = rows.filter(({ hasFailed }) => hasFailed)
  return (
    <>
      <PageHeader
        title={t('head_office.title')}
        below={t('head_office.below')}
        actions={
          <>
            <ToggleButtonGroup exclusive size="small" value={days} onChange={(_, chosen: Period | null) => chosen && keep({ days: chosen })} aria-label={t('head_office.period')}>
              {PERIODS.map(n => (
                <ToggleButton key={n} value={n}>
                  {t(`head_office.days.d${n}`)}
                </ToggleButton>
              ))}
            </ToggleButtonGroup>
            <Button variant="outlined" color="inherit" startIcon={<FileDownloadOutlined />} onClick={() => setIsExporting(true)} sx={{ borderColor: 'divider' }}>
              {t('exports.export')}
            </Button>
          </>
        }
      />
      {nCounting > 0 && (
        <Box sx={{ mb: 1.5 }}>
          <LinearProgress aria-label={t('board.counting', { n: nCounting })} />
        </Box>
      )}
      {failed.map(({ store }) => (
        <Alert key={store.id} severity="error" variant="outlined" sx={{ mb: 1 }}>
          {t('board.not_loaded', { store: store.name })}
        </Alert>
      ))}
      {me.stores.length === 0 ? (
        <EmptyState title={t('head_office.empty')} hint={t('head_office.empty_hint')} />
      ) : nCounting === rows.length ? (
        <Skeleton variant="rounded" height={240} />
      ) : (
        <Stores rows={sorted(rows, column, isDown)} column={column} isDown={isDown} onSort={(sort, down) => keep({ sort, down })} />
      )}
      <Typography variant="caption" component="p" color="textSecondary" sx={{ mt: 1 }}>
        {t('head_office.hints')} {looked.length > 0 && t('board.as_of', { at: format.time(new Date(Math.min(...looked)).toISOString()) })}
      </Typography>
      {isExporting && (
        <Suspense>
          <ExportDialog
            list="overview"
            filter={{ days }}
            columns={FILE.map(([source, name]) => ({ source, label: t(`head_office.${name}`) }))}
            onClose={() => setIsExporting(false)}
          />
        </Suspense>
      )}
    </>
  )
}

function Stores({ rows, column, isDown, onSort }: { rows: StoreRow[]; column: ColumnName; isDown: boolean; onSort: (column: ColumnName, isDown: boolean) => void }) {
  const t = useT()
  const theme = useTheme()
  const hasRoom = useMediaQuery(theme.breakpoints.up('lg'), { noSsr: true })
  const totals = totalsOf(rows)
  const others = COLUMNS.filter(name => name !== 'store')
  if (!hasRoom)
    return (
      <Box sx={{ display: 'grid', gap: 1 }}>
        <TextField
          select
          size="small"
          label={t('head_office.sort_by')}
          value={`${column}${isDown ? '-' : '+'}`}
          onChange={event => onSort(event.target.value.slice(0, -1) as ColumnName, event.target.value.endsWith('-'))}
        >
          {COLUMNS.flatMap(name => [
            <MenuItem key={`${name}+`} value={`${name}+`}>{`${t(`head_office.${name}`)} ↑`}</MenuItem>,
            <MenuItem key={`${name}-`} value={`${name}-`}>{`${t(`head_office.${name}`)} ↓`}</MenuItem>,
          ])}
        </TextField>
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1, gridTemplateColumns: { sm: 'repeat(2, minmax(0, 1fr))' } }}>
          {rows.map(row => (
            <Card key={row.store.id} head={cellOf(row, 'store')} figures={others.map(name => [t(`head_office.${name}`), cellOf(row, name)])} />
          ))}
          <Card head={t('head_office.total')} figures={others.map(name => [t(`head_office.${name}`), totalOf(totals, name)])} />
        </Box>
      </Box>
    )
  return (
    <Paper variant="outlined" sx={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={t('head_office.title')}>
      <Table size="small" sx={{ '& th, & td': { px: 0.75 } }}>
        <TableHead sx={{ '& th': { whiteSpace: 'normal', verticalAlign: 'bottom' } }}>
          <TableRow>
            {COLUMNS.map(name => (
              <TableCell key={name} align={name === 'store' ? 'left' : 'right'} sortDirection={name === column ? (isDown ? 'desc' : 'asc') : false}>
                <TableSortLabel hideSortIcon active={name === column} direction={name === column && isDown ? 'desc' : 'asc'} onClick={() => onSort(name, name === column ? !isDown : name !== 'store')}>
                  {t(`head_office.${name}`)}
                </TableSortLabel>
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(row => (
            <TableRow key={row.store.id}>
              {COLUMNS.map(name => (
                <TableCell key={name} {...(name === 'store' ? { component: 'th', scope: 'row' } : { align: 'right' as const })} sx={{ verticalAlign: 'top' }}>
                  {cellOf(row, name)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
        <TableFooter>
          <TableRow>
            {COLUMNS.map(name => (
              <TableCell key={name} align={name === 'store' ? 'left' : 'right'} sx={{ fontWeight: 650, color: 'text.primary', fontSize: '0.8125rem', verticalAlign: 'top' }}>
                {name === 'store' ? t('head_office.total') : totalOf(totals, name)}
              </TableCell>
            ))}
          </TableRow>
        </TableFooter>
      </Table>
    </Paper>
  )
}

/** A store, or all of them, on a phone. */
function Card({ head, figures }: { head: ReactNode; figures: [name: string, value: ReactNode][] }) {
  return (
    <Paper component="li" variant="outlined" sx={{ p: 1.5 }}>
      <Typography component="div" sx={{ fontWeight: 650, mb: 0.5 }}>
        {head}
      </Typography>
      <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', columnGap: 2, rowGap: 0.75 }}>
        {figures
          .filter(([, value]) => value !== null)
          .map(([name, value]) => (
          <Box key={name}>
            <Typography component="dt" variant="caption" color="textSecondary">
              {name}
            </Typography>
            <Typography component="dd" variant="body2" sx={{ m: 0, fontVariantNumeric: 'tabular-nums' }}>
              {value}
            </Typography>
          </Box>
        ))}
      </Box>
    </Paper>
  )
}
