import FileDownloadOutlined from '@mui/icons-material/FileDownloadOutlined'
import { Box, Button, Paper, Skeleton, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Link as RouterLink, useParams, useSearchParams } from 'react-router-dom'
import { Problem } from '../api/problem'
import { useGrowingList, useRecord } from '../api/queries'
import { useMay, useOperations } from '../api/store-context'
import type { Move, StockRecord, WaitingEntry } from '../api/types'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Bar, Legend, type Segment } from '../layout/Bar'
import { Chip } from '../layout/Chip'
import { DayField } from '../layout/DayField'
import { dayIn } from '../layout/filters'
import { Growing } from '../layout/Growing'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { SmallTable } from '../layout/SmallTable'
import { Unbroken } from '../layout/Unbroken'
import type { Tone } from '../layout/theme'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { FrozenNotice } from '../findings/FrozenNotice'
import { RecountDialog } from '../findings/RecountDialog'
import { causeOf, isOurs } from './cause'
import { AdjustDialog } from './AdjustDialog'
import { ReceiveDialog } from './ReceiveDialog'

const ExportDialog = lazy(() => import('../exports/ExportDialog'))

export default function StockPage() {
  const t = useT()
  const may = useMay()
  const path = usePaths()
  const { id: sku = '' } = useParams()
  const [isReceiving, setIsReceiving] = useState(false)
  const [isAdjusting, setIsAdjusting] = useState(false)
  const [isRecounting, setIsRecounting] = useState(false)
  const { timeZone } = useFormat()
  const [now] = useState(() => Date.now())
  const [search, setSearch] = useSearchParams()
  const day = search.get('as_of')
  const { record: level, problem } = useRecord('stock', sku)
  const { stockLevel } = useOperations()
  const then = useQuery({ queryKey: ['stock', 'record', sku, day], queryFn: () => stockLevel(sku, { as_of: day }), enabled: day !== null })
  const shown = day === null ? level : then.data
  const wrong = problem ?? (then.error && Problem.from(then.error))
  return (
    <>
      <PageHeader
        title={sku}
        back={{ to: path.stock(), label: t('stock.title') }}
        below={level?.name}
        actions={
          <>
            {may('orders.read') && (
              <Button variant="outlined" color="inherit" component={RouterLink} to={path.orders({ sku })} sx={{ borderColor: 'divider' }}>
                {t('stock.orders_of_sku')}
              </Button>
            )}
            {level && may('findings.read') && (
              <Button variant="outlined" color="inherit" onClick={() => setIsRecounting(true)} sx={{ borderColor: 'divider' }}>
                {t('findings.recount')}
              </Button>
            )}
            {level && may('stock.adjust') && (
              <Button variant="outlined" color="inherit" onClick={() => setIsAdjusting(true)} sx={{ borderColor: 'divider' }}>
                {t('stock.adjust')}
              </Button>
            )}
            {may('stock.receive') && (
              <Button variant="contained" onClick={() => setIsReceiving(true)}>
                {t('stock.receive')}
              </Button>
            )}
          </>
        }
      />
      <FrozenNotice isAbout={finding => finding.sku === sku} />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center', mb: 2 }}>
        <DayField label={t('stock.as_of')} value={day ?? ''} onChange={chosen => setSearch(chosen ? { as_of: chosen } : {}, { replace: true })} notLater={dayIn(timeZone, now)} sx={{ width: 190 }} />
        {day !== null && (
          <>
            <Button color="inherit" onClick={() => setSearch({}, { replace: true })}>
              {t('stock.as_of_now')}
            </Button>
            <Typography variant="body2" color="textSecondary">
              {t('stock.as_of_hint')}
            </Typography>
          </>
        )}
      </Box>
      {wrong && <ProblemAlert problem={wrong} />}
      {!shown && !wrong && <Skeleton variant="rounded" height={400} />}
      {level && shown && (
        <Box sx={{ display: 'grid', gap: 2 }}>
          <Level level={shown} />
          <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 7fr) minmax(0, 4fr)' }, alignItems: 'start' }}>
            <Moves sku={sku} version={level.version} day={day} />
            {day === null && <Queue sku={sku} version={level.version} />}
          </Box>
        </Box>
      )}
      {isAdjusting && level && <AdjustDialog level={level} onClose={() => setIsAdjusting(false)} />}
      {isRecounting && <RecountDialog sku={sku} onClose={() => setIsRecounting(false)} />}
      {isReceiving && <ReceiveDialog sku={sku} onClose={() => setIsReceiving(false)} />}
    </>
  )
}

function Level({ level }: { level: StockRecord }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const segments: Segment[] = [
    { name: t('stock.available'), value: level.available, tone: 'good' },
    { name: t('stock.allocated'), value: level.allocated, tone: 'info' },
    ...Object.entries(level.unavailable).map(([reason, value]): Segment => ({ name: word('stock.place', reason), value, tone: 'neutral' })),
  ]
  const figures: [name: string, value: string, note?: string][] = [
    [t('stock.on_hand'), format.number(level.on_hand)],
    [t('stock.available'), format.number(level.available)],
    [t('stock.allocated'), format.number(level.allocated)],
    [t('stock.backordered'), format.number(level.backordered)],
    ...(typeof level.incoming === 'number'
      ? [[t('stock.incoming'), format.number(level.incoming), level.next_incoming_on ? t('inbound.next_on', { day: format.day(level.next_incoming_on) }) : ''] as [string, string, string]]
      : []),
    [t('stock.counted_at'), level.counted_at ? format.date(level.counted_at) : t('stock.never')],
    [t('stock.demand_per_day'), level.demand_per_day ? format.decimal(Number(level.demand_per_day)) : '–'],
    [t('stock.cover_days'), typeof level.cover_days === 'number' ? format.number(level.cover_days) : '–'],
  ]
  return (
    <Paper variant="outlined" sx={{ p: 2, display: 'grid', gap: 1.5 }}>
      <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(104px, 1fr))', gap: 1.5 }}>
        {figures.map(([name, value, note]) => (
          <Box key={name} sx={{ display: 'flex', flexDirection: 'column-reverse', justifyContent: 'flex-end' }}>
            <Typography component="dd" sx={{ m: 0, fontSize: '1.375rem', fontWeight: 650, fontVariantNumeric: 'tabular-nums' }}>
              {value}
              {note && (
                <Typography component="span" variant="body2" color="textSecondary" sx={{ display: 'block' }}>
                  {note}
                </Typography>
              )}
            </Typography>
            <Typography component="dt" variant="body2" color="textSecondary" sx={{ order: 1 }}>
              {name}
            </Typography>
          </Box>
        ))}
      </Box>
      <Bar segments={segments} height={14} />
      <Legend segments={segments} />
    </Paper>
  )
}

const MOVE_TONES: Record<string, Tone> = {
  receipt: 'good',
  fill: 'good',
  allocation: 'info',
  release: 'active',
  shipment: 'neutral',
  unshipment: 'warn',
  short_pick: 'bad',
  adjustment: 'warn',
  return: 'good',
  count: 'warn',
}

/** The keys of both lists hold the level's version: when the stock has moved, they are read again. */
function Moves({ sku, version, day }: { sku: string; version: number; day: string | null }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const { listMoves } = useOperations()
  const [isExporting, setIsExporting] = useState(false)
  const exported = [
    { source: 'effective_at', label: t('stock.effective_at') },
    { source: 'kind', label: t('stock.move') },
    ...(['available', 'allocated', 'backordered'] as const).map(place => ({ source: `changes.${place}`, label: t(`stock.${place}`) })),
    { source: 'changes.unavailable', label: t('exports.unavailable') },
    { source: 'order', label: t('orders.one') },
    { source: 'cause', label: t('stock.cause') },
    { source: 'actor', label: t('audit.actor') },
  ]
  const list = useGrowingList<Move>(['stock', sku, 'moves', version, day], cursor => listMoves(sku, { cursor, limit: 25, as_of: day }))
  const changes = (move: Move) =>
    Object.entries(move.changes)
      .filter(([, change]) => change !== 0)
      .map(([place, change]) => `${word('stock.place', place)} ${format.signed(change)}`)
      .join(', ')
  return (
    <Panel
      title={t('stock.moves')}
      flush
      aside={
        <Button size="small" color="inherit" startIcon={<FileDownloadOutlined />} onClick={() => setIsExporting(true)}>
          {t('exports.export')}
        </Button>
      }
    >
      {isExporting && (
        <Suspense>
          <ExportDialog list="moves" filter={{ sku }} columns={exported} onClose={() => setIsExporting(false)} />
        </Suspense>
      )}
      <Growing list={list} empty={t('stock.no_moves')}>
        {moves => (
          <SmallTable
            rows={moves}
            rowKey={move => move.id}
            columns={[
              { label: t('stock.effective_at'), cell: move => <When at={move.effective_at} /> },
              { label: t('stock.move'), cell: move => <Chip tone={MOVE_TONES[move.kind] ?? 'neutral'}>{word('stock.move_kind', move.kind)}</Chip> },
              { label: t('stock.changes'), cell: changes },
              { label: t('stock.cause'), cell: move => <Cause move={move} /> },
            ]}
          />
        )}
      </Growing>
    </Panel>
  )
}

/** What allocated stock for a part of a file names that part; people want the file. */
const chunkOf = (cause: string) => /^chunk \d+ of (imp_\w+)$/.exec(cause)?.[1]

/** A receipt of a delivery names both. */
const deliveryOf = (cause: string) => /^receipt .+ of (asn_\w+)$/.exec(cause)?.[1]

/** So does a booking of a count. */
const countOf = (cause: string) => /^count .+ of (cnt_\w+)$/.exec(cause)?.[1]

function Cause({ move }: { move: Move }) {
  const t = useT()
  const chunk = chunkOf(move.cause)
  const delivery = deliveryOf(move.cause)
  const count = countOf(move.cause)
  const ours = causeOf(move.cause)
  const path = usePaths()
  return (
    <>
      {move.order && (
        <>
          <AppLink to={path.order(move.order)}>{t('orders.one')}</AppLink>
          <br />
        </>
      )}
      {chunk ? <AppLink to={path.import(chunk)}>{t('imports.one')}</AppLink> : delivery ? <AppLink to={path.asn(delivery)}>{t('inbound.one')}</AppLink> : count ? <AppLink to={path.count(count)}>{t('counts.one')}</AppLink> : <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{ours ? t(ours.key, { what: ours.what }) : move.cause}</Box>}
      <Typography variant="caption" component="div" color="textSecondary">
        {isOurs(move.actor) ? t('stock.itself') : move.actor}
      </Typography>
    </>
  )
}

function Queue({ sku, version }: { sku: string; version: number }) {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  const { listWaiting } = useOperations()
  const list = useGrowingList<WaitingEntry>(['stock', sku, 'queue', version], cursor => listWaiting(sku, { cursor, limit: 25 }))
  return (
    <Panel title={t('stock.queue')} flush>
      <Growing list={list} empty={t('stock.no_queue')}>
        {entries => (
          <SmallTable
            rows={entries}
            rowKey={entry => `${entry.order} ${entry.line}`}
            columns={[
              { label: '#', align: 'right', cell: (_, index) => format.number(index + 1) },
              { label: t('orders.one'), cell: entry => <Unbroken><AppLink to={path.order(entry.order)}>{entry.reference}</AppLink></Unbroken> },
              { label: t('stock.waits_for'), align: 'right', cell: entry => format.number(entry.quantity) },
              { label: t('orders.placed_at'), cell: entry => <When at={entry.placed_at} form="date" /> },
            ]}
          />
        )}
      </Growing>
    </Panel>
  )
}
