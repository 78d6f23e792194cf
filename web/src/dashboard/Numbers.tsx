import { Box, Skeleton, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { Problem } from '../api/problem'
import { useMay, useOperations } from '../api/store-context'
import type { OrdersInStatus, StockSummary, Summary } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { waitingSince } from '../imports/rejected'
import { AppLink } from '../layout/AppLink'
import { dayIn } from '../layout/filters'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { DaysChart } from './DaysChart'
import { NextCutOff } from './NextCutOff'

/** Each count reads what it counts, so it is not asked for more often than somebody would look. */
const REFRESH_MS = 60_000

/** What the API counts, in its order. */
const OPEN = ['allocated', 'partially_allocated', 'backordered', 'on_hold', 'released', 'picking', 'picked', 'packed', 'partially_shipped'] as const

/** The store in numbers; each leads to the list that it counts. */
export function Numbers() {
  const { summary } = useOperations()
  // A command on orders renews it with them.
  const { data, error } = useQuery({ queryKey: ['orders', 'summary'], queryFn: () => summary(), refetchInterval: REFRESH_MS })
  // Drawn in pieces between which the page answers.
  const shown = useDeferredValue(data)
  if (error && !data) return <ProblemAlert problem={Problem.from(error)} />
  return shown ? <Known summary={shown} /> : <Unknown />
}

function Known({ summary }: { summary: Summary }) {
  const may = useMay()
  return (
    <>
      {summary.next_cut_off && <NextCutOff at={summary.next_cut_off} />}
      <Tiles summary={summary} />
      {may('stock.read') && <StockTiles />}
      <OrdersByDay summary={summary} />
    </>
  )
}

/** As high as the numbers will be, so that nothing moves when they come. */
function Unknown() {
  const may = useMay()
  const epoch = new Date(0).toISOString()
  const summary: Summary = {
    as_of: epoch,
    from: epoch.slice(0, 10),
    to: epoch.slice(0, 10),
    next_cut_off: epoch,
    open_orders: OPEN.map(status => ({ status, orders: 0, at_least: false })),
    rejected: may('imports.read') ? { orders: 0, imports: 0, at_least: false, since: epoch } : null,
    back_orders: { orders: 0, units: 0, at_least: false },
    open_returns: { returns: 0, at_least: false },
    days: [{ day: epoch.slice(0, 10), placed: 0, shipped: 0 }],
    previous: { placed: 0, shipped: 0 },
    days_at_least: false,
    days_checked: true,
  }
  return (
    <Skeleton variant="rounded" sx={{ maxWidth: 'none', width: '100%', height: 'auto' }}>
      <Box sx={{ display: 'grid', gap: 2 }}>
        <Known summary={summary} />
      </Box>
    </Skeleton>
  )
}

function Tiles({ summary: { open_orders, back_orders, open_returns, rejected, as_of } }: { summary: Summary }) {
  const t = useT()
  const path = usePaths()
  const hint = ({ status }: OrdersInStatus) =>
    status === 'partially_allocated' ? t('today.tile_hint.partially_allocated', { n: back_orders.units }) : t(`today.tile_hint.${tileOf(status)}`)
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Box sx={{ display: 'grid', gap: { xs: 1, sm: 2 }, gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', md: 'repeat(3, minmax(0, 1fr))', lg: 'repeat(5, minmax(0, 1fr))' } }}>
        {open_orders.map(count => (
          <Tile
            key={count.status}
            title={t(`orders.status.${count.status}`)}
            n={count.orders}
            atLeast={count.at_least}
            to={path.orders({ status: count.status })}
            hint={hint(count)}
          />
        ))}
        {open_returns.returns > 0 && (
          <Tile
            title={t('today.returns')}
            n={open_returns.returns}
            atLeast={open_returns.at_least}
            to={path.returns({ state: 'open' })}
            hint={t('today.returns_hint')}
          />
        )}
        {rejected && <RejectedTile rejected={rejected} />}
      </Box>
      <Typography variant="caption" color="textSecondary">
        {t('today.as_of')} <When at={as_of} form="time" />
      </Typography>
    </Box>
  )
}

/** What waits to be put right. The API counts what was rejected lately; what was put right since is told by the imports themselves. */
function RejectedTile({ rejected: { since, orders, imports, at_least } }: { rejected: NonNullable<Summary['rejected']> }) {
  const t = useT()
  const path = usePaths()
  const { timeZone } = useFormat()
  const { listImports } = useOperations()
  const { data } = useQuery({
    queryKey: ['imports', 'waiting', since, orders],
    queryFn: () => listImports({ limit: MAX_LOOKED_AT }),
    enabled: orders > 0,
    refetchInterval: REFRESH_MS * 5,
  })
  const waiting = data && waitingSince(data, it => dayIn(timeZone, Date.parse(it.received_at)) >= since)
  const shown = waiting ?? { orders, imports }
  return <Tile title={t('today.rejected')} n={shown.orders} atLeast={!waiting && at_least} to={path.imports({ which: 'rejected' })} hint={t('today.rejected_hint', { n: shown.imports })} />
}

const MAX_LOOKED_AT = 100

/** It looks at every SKU of the store, so it is asked for seldom. */
const STOCK_REFRESH_MS = 600_000

/** Stock that somebody should look at; each figure is as long as the list that it leads to. */
function StockTiles() {
  const { stockSummary } = useOperations()
  const { data, error } = useQuery({ queryKey: ['stock', 'summary'], queryFn: stockSummary, refetchInterval: STOCK_REFRESH_MS, staleTime: STOCK_REFRESH_MS })
  if (error && !data) return <ProblemAlert problem={Problem.from(error)} />
  if (data) return <KnownStock numbers={data} />
  return (
    <Skeleton variant="rounded" sx={{ maxWidth: 'none', width: '100%', height: 'auto' }}>
      <KnownStock numbers={NOTHING} />
    </Skeleton>
  )
}

/** As high as the numbers will be. */
const NOTHING: StockSummary = { as_of: '', skus: 0, short: 0, units_waiting: 0, has_unavailable: 0, incoming: 0, not_counted_for_90: 0, undecided_counts: 0, at_least: false }

function KnownStock({ numbers: data }: { numbers: StockSummary }) {
  const t = useT()
  const path = usePaths()
  const { at_least: atLeast } = data
  const of = t('today.of_skus', { n: data.skus })
  return (
    <Box component="section" aria-label={t('today.stock')} sx={{ display: 'grid', gap: { xs: 1, sm: 2 }, gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', md: 'repeat(3, minmax(0, 1fr))', lg: 'repeat(5, minmax(0, 1fr))' } }}>
      <Tile title={t('today.stock_short')} n={data.short} atLeast={atLeast} to={path.stock({ short: true })} hint={t('today.stock_short_hint', { n: data.units_waiting })} />
      <Tile title={t('today.stock_unavailable')} n={data.has_unavailable} atLeast={atLeast} to={path.stock({ has_unavailable: true })} hint={of} />
      <Tile title={t('today.stock_incoming')} n={data.incoming} atLeast={atLeast} to={path.stock({ incoming: true })} hint={of} />
      <Tile title={t('today.stock_uncounted')} n={data.not_counted_for_90} atLeast={atLeast} to={path.stock({ not_counted_for: 90 })} hint={of} />
      <Tile title={t('today.stock_undecided')} n={data.undecided_counts} atLeast={false} to={path.counts({ state: 'closed' })} hint={t('today.from_counts')} />
    </Box>
  )
}

/** The statuses that the API counts; what is gone is not among them. */
function tileOf(status: OrdersInStatus['status']) {
  const isGone = status === 'shipped' || status === 'partially_returned' || status === 'returned' || status === 'cancelled'
  if (isGone) throw new Error(`${status} orders are not open`)
  return status
}

function Tile({ title, n, atLeast, to, hint }: { title: string; n: number; atLeast: boolean; to: string; hint: string }) {
  const t = useT()
  const format = useFormat()
  return (
    <Panel title={title}>
      <AppLink to={to} color="inherit" sx={{ fontSize: '1.75rem', fontWeight: 650, letterSpacing: '-0.02em', lineHeight: 1.2, fontVariantNumeric: 'tabular-nums' }}>
        {atLeast ? t('today.at_least', { n }) : format.number(n)}
      </AppLink>
      <Typography variant="body2" color="textSecondary">
        {hint}
      </Typography>
    </Panel>
  )
}

function OrdersByDay({ summary }: { summary: Summary }) {
  const t = useT()
  const format = useFormat()
  const { days, previous } = summary
  const sum = (key: 'placed' | 'shipped') => days.reduce((total, day) => total + day[key], 0)
  return (
    <Panel title={t('today.by_day')}>
      <Typography variant="body2">
        {t('today.in_days', { days: days.length, placed: format.number(sum('placed')), shipped: format.number(sum('shipped')) })}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {t('today.days_before', { days: days.length, placed: format.number(previous.placed), shipped: format.number(previous.shipped) })}
      </Typography>
      {summary.days_at_least && (
        <Typography variant="body2" color="textSecondary">
          {t('today.days_at_least')}
        </Typography>
      )}
      {!summary.days_checked && (
        <Typography variant="body2" color="textSecondary">
          {t('today.days_unchecked')}
        </Typography>
      )}
      <DaysChart days={days} />
    </Panel>
  )
}
