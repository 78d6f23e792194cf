import { Box, Skeleton, Typography } from '@mui/material'
import type { ReactNode } from 'react'
import { TimeZoneProvider, useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { useNow } from '../layout/useNow'
import { When } from '../layout/When'
import { paths } from '../paths'
import { firstDay, perOrder, type ColumnName, type StoreRow, type Totals } from './overview'

const TICK_MS = 15_000

/** What stands in a store's row; each figure leads to where the store itself has it. */
export function cellOf({ store, row, hasFailed }: StoreRow, column: ColumnName): ReactNode {
  const path = paths(store.id)
  if (column === 'store')
    return (
      <AppLink to={path.today()} sx={{ fontWeight: 600, whiteSpace: { lg: 'nowrap' } }}>
        {store.name}
      </AppLink>
    )
  if (!row) return hasFailed ? '–' : <Skeleton variant="text" width={40} sx={{ display: 'inline-block' }} />
  switch (column) {
    case 'placed':
      return <Figure n={row.placed} before={row.placed_before} atLeast={row.days_at_least} to={path.orders({ placed_from: firstDay(store.time_zone, row.days, Date.now()) })} />
    case 'shipped':
      return <Figure n={row.shipped} before={row.shipped_before} atLeast={row.days_at_least} to={path.orders({ shipped_from: firstDay(store.time_zone, row.days, Date.now()) })} />
    case 'open_orders':
      return <Figure n={row.open_orders} atLeast={row.open_at_least} to={path.board({ stores: 'this' })} />
    case 'back_orders':
      return <Figure n={row.back_orders} atLeast={row.open_at_least} to={path.orders({ waiting: 'true' })} />
    case 'rejected':
      return <Figure n={row.rejected} to={path.imports()} />
    case 'oldest':
      return row.oldest ? (
        <AppLink to={path.order(row.oldest.order)} title={row.oldest.reference}>
          <When at={row.oldest.placed_at} form="ago" />
        </AppLink>
      ) : (
        '–'
      )
    case 'on_hand':
      return <Figure n={row.stock?.on_hand} atLeast={row.stock?.at_least ?? false} to={path.stock()} />
    case 'cover':
      return row.stock?.cover_days === null || row.stock?.cover_days === undefined ? '–' : <Cover days={row.stock.cover_days} />
    case 'cost':
      return row.cost ? <Cost now={perOrder(row.cost.nano_usd, row.cost.orders)} before={perOrder(row.cost.nano_usd_before, row.cost.orders_before)} to={path.costs()} /> : '–'
    case 'findings':
      return <Figure n={row.open_findings} to={path.findings({ state: 'open' })} />
    case 'next_cut_off':
      return row.next_cut_off ? (
        <TimeZoneProvider value={store.time_zone}>
          <CutOff at={row.next_cut_off} />
        </TimeZoneProvider>
      ) : (
        '–'
      )
  }
}

/** What stands below a column; nothing where a sum says nothing. */
export function totalOf(totals: Totals, column: Exclude<ColumnName, 'store'>): ReactNode {
  switch (column) {
    case 'placed':
      return <Figure n={totals.placed} before={totals.placed_before} atLeast={totals.atLeast} />
    case 'shipped':
      return <Figure n={totals.shipped} before={totals.shipped_before} atLeast={totals.atLeast} />
    case 'open_orders':
    case 'back_orders':
      return <Figure n={totals[column]} atLeast={totals.atLeast} />
    case 'rejected':
    case 'on_hand':
    case 'findings':
      return <Figure n={totals[column]} />
    case 'oldest':
      return totals.oldest ? <When at={totals.oldest} form="ago" /> : '–'
    case 'cost':
      return <Cost now={perOrder(totals.nano_usd, totals.orders)} before={perOrder(totals.nano_usd_before, totals.orders_before)} />
    case 'cover':
    case 'next_cut_off':
      return null
  }
}

/** A count with what it was before, if that is told. */
function Figure({ n, before, atLeast = false, to }: { n: number | null | undefined; before?: number; atLeast?: boolean; to?: string }) {
  const t = useT()
  const format = useFormat()
  if (n === null || n === undefined) return <>–</>
  const text = atLeast ? t('head_office.at_least', { n }) : format.number(n)
  return (
    <>
      {to && n > 0 ? (
        <AppLink to={to} sx={{ fontVariantNumeric: 'tabular-nums' }}>
          {text}
        </AppLink>
      ) : (
        text
      )}
      {before !== undefined && <Before text={format.number(before)} />}
    </>
  )
}

function Before({ text }: { text: string }) {
  const t = useT()
  return (
    <Typography variant="caption" component="span" color="textSecondary" sx={{ display: 'block', whiteSpace: 'nowrap' }}>
      {t('head_office.before', { n: text })}
    </Typography>
  )
}

function Cost({ now, before, to }: { now: number | null; before: number | null; to?: string }) {
  const format = useFormat()
  const text = now === null ? '–' : format.tinyMoney(now)
  return (
    <>
      {to && now !== null ? <AppLink to={to}>{text}</AppLink> : text}
      {before !== null && <Before text={format.tinyMoney(before)} />}
    </>
  )
}

function Cover({ days }: { days: number }) {
  const t = useT()
  return <>{t('head_office.cover_days', { n: days })}</>
}

function CutOff({ at }: { at: string }) {
  const t = useT()
  const format = useFormat()
  const now = useNow(TICK_MS)
  return (
    <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
      <When at={at} form="time" />
      <Typography variant="caption" component="span" color="textSecondary" sx={{ display: 'block' }}>
        {t('board.in_time', { time: format.duration(Date.parse(at) - now) })}
      </Typography>
    </Box>
  )
}
