import { describe, expect, it } from 'vitest'
import type { Overview } from '../api/types'
import { firstDay, perOrder, sorted, totalsOf, type StoreRow } from './overview'

const row = (id: string, more: Partial<Overview> | null): StoreRow => ({
  store: { id, name: id, time_zone: 'Europe/London', currency: 'GBP', locale: 'en' },
  hasFailed: more === null,
  row: more === null ? undefined : {
    as_of: '2026-06-10T10:00:00Z', store: id, name: id, days: 7, placed: 0, shipped: 0, placed_before: 0, shipped_before: 0, days_at_least: false, open_orders: 0, back_orders: 0, units_waiting: 0,
    open_at_least: false, oldest: null, rejected: null, stock: null, cost: null, open_findings: null, next_cut_off: null, ...more,
  },
})

const rows = [
  row('b', { placed: 3, placed_before: 1, stock: { skus: 1, on_hand: 5, available: 4, cover_days: null, at_least: false }, oldest: { placed_at: '2026-06-02T00:00:00Z', order: 'o', reference: 'r' } }),
  row('a', { placed: 7, rejected: 2, cost: { orders: 2, nano_usd: 5_001, orders_before: 0, nano_usd_before: 9 }, oldest: { placed_at: '2026-06-01T00:00:00Z', order: 'o', reference: 'r' }, open_at_least: true }),
  row('c', null),
]
const order = (sortedRows: StoreRow[]) => sortedRows.map(({ store }) => store.id).join('')

describe('the stores side by side', () => {
  it('are sorted by any column, with what is not known at the end', () => {
    expect(order(sorted(rows, 'store', false))).toBe('abc')
    expect(order(sorted(rows, 'store', true))).toBe('cba')
    expect(order(sorted(rows, 'placed', true))).toBe('abc')
    expect(order(sorted(rows, 'placed', false))).toBe('bac')
    expect(order(sorted(rows, 'on_hand', false)).startsWith('b')).toBe(true)
    expect(order(sorted(rows, 'oldest', false))).toBe('abc')
  })

  it('are added up as far as they were counted', () => {
    expect(totalsOf(rows)).toMatchObject({ placed: 10, placed_before: 1, rejected: 2, on_hand: 5, orders: 2, nano_usd: 5_001, oldest: '2026-06-01T00:00:00Z', atLeast: true })
    expect(totalsOf([])).toMatchObject({ placed: 0, oldest: null, atLeast: false })
  })

  it('are looked at over days of their own calendars', () => {
    const now = Date.parse('2026-03-01T22:30:00Z')
    expect(firstDay('Europe/London', 1, now)).toBe('2026-03-01')
    expect(firstDay('Asia/Ho_Chi_Minh', 1, now)).toBe('2026-03-02')
    expect(firstDay('Europe/London', 7, now)).toBe('2026-02-23')
  })

  it('cost nothing an order where there was none', () => {
    expect(perOrder(5_001, 2)).toBe(2_500)
    expect(perOrder(9, 0)).toBeNull()
  })
})
