import type { Overview, StoreSummary } from '../api/types'

export const PERIODS = [1, 7, 30] as const
export type Period = (typeof PERIODS)[number]

export const COLUMNS = ['store', 'placed', 'shipped', 'open_orders', 'back_orders', 'rejected', 'oldest', 'on_hand', 'cover', 'cost', 'findings', 'next_cut_off'] as const
export type ColumnName = (typeof COLUMNS)[number]

/** A store's row, as soon as it is counted. */
export type StoreRow = { store: StoreSummary; row: Overview | undefined; hasFailed: boolean }

/** What a column is sorted by; null where there is nothing. */
function valueOf({ store, row }: StoreRow, column: ColumnName): string | number | null {
  if (column === 'store') return store.name
  if (!row) return null
  switch (column) {
    case 'placed':
    case 'shipped':
    case 'open_orders':
    case 'back_orders':
      return row[column]
    case 'rejected':
      return row.rejected ?? null
    case 'oldest':
      return row.oldest ? Date.parse(row.oldest.placed_at) : null
    case 'on_hand':
      return row.stock?.on_hand ?? null
    case 'cover':
      return row.stock?.cover_days ?? null
    case 'cost':
      return row.cost ? perOrder(row.cost.nano_usd, row.cost.orders) : null
    case 'findings':
      return row.open_findings ?? null
    case 'next_cut_off':
      return row.next_cut_off ? Date.parse(row.next_cut_off) : null
  }
}

/** By a column, what is not known last whichever way. */
export function sorted(rows: StoreRow[], column: ColumnName, isDown: boolean): StoreRow[] {
  return [...rows].sort((one, other) => {
    const [a, b] = [valueOf(one, column), valueOf(other, column)]
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    const order = typeof a === 'string' ? a.localeCompare(String(b)) : a - Number(b)
    return isDown ? -order : order
  })
}

/** Whole billionths of a dollar for an order; null where there was none. */
export const perOrder = (nano: number, orders: number) => (orders === 0 ? null : Math.floor(nano / orders))

/** The first of the last days, today included, by the store's calendar. */
export function firstDay(timeZone: string, days: number, now: number): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now)
  const first = new Date(`${today}T12:00:00Z`)
  first.setUTCDate(first.getUTCDate() - (days - 1))
  return first.toISOString().slice(0, 10)
}

export type Totals = {
  placed: number
  placed_before: number
  shipped: number
  shipped_before: number
  open_orders: number
  back_orders: number
  rejected: number
  on_hand: number
  findings: number
  nano_usd: number
  orders: number
  nano_usd_before: number
  orders_before: number
  /** When the oldest open order of all was placed. */
  oldest: string | null
  /** Whether there may be more than was counted anywhere. */
  atLeast: boolean
}

/** All stores that were counted, together. */
export function totalsOf(rows: StoreRow[]): Totals {
  const counted = rows.flatMap(({ row }) => (row ? [row] : []))
  const sum = (of: (row: Overview) => number | undefined) => counted.reduce((total, row) => total + (of(row) ?? 0), 0)
  const oldest = counted.flatMap(row => (row.oldest ? [row.oldest.placed_at] : [])).sort((a, b) => Date.parse(a) - Date.parse(b))
  return {
    placed: sum(row => row.placed),
    placed_before: sum(row => row.placed_before),
    shipped: sum(row => row.shipped),
    shipped_before: sum(row => row.shipped_before),
    open_orders: sum(row => row.open_orders),
    back_orders: sum(row => row.back_orders),
    rejected: sum(row => row.rejected ?? undefined),
    on_hand: sum(row => row.stock?.on_hand),
    findings: sum(row => row.open_findings ?? undefined),
    nano_usd: sum(row => row.cost?.nano_usd),
    orders: sum(row => row.cost?.orders),
    nano_usd_before: sum(row => row.cost?.nano_usd_before),
    orders_before: sum(row => row.cost?.orders_before),
    oldest: oldest[0] ?? null,
    atLeast: counted.some(row => row.open_at_least || row.days_at_least),
  }
}
