import type { OrderStatus, Summary } from '../../src/api/types'
import { nextCutOffs } from '../../src/settings/cut-offs'
import { openReturns } from './returns'
import type { World } from './world'

const DAY = 86_400_000

const OPEN: OrderStatus[] = ['allocated', 'partially_allocated', 'backordered', 'on_hold', 'released', 'picking', 'picked', 'packed', 'partially_shipped']

/** A world in numbers, each counted from its list. Days are those of UTC, as in the fake's filter of orders. */
export function summaryOf(world: World, query: URLSearchParams): Summary {
  const { orders, imports, store } = world
  const now = Date.now()
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
  const to = query.get('to') ?? dayOf(now)
  const from = query.get('from') ?? dayOf(Date.parse(to) - 29 * DAY)
  const n = (Date.parse(to) - Date.parse(from)) / DAY + 1
  const ordersOf = (day: string) => ({
    day,
    placed: orders.filter(order => order.placed_at.startsWith(day)).length,
    shipped: orders.filter(order => order.shipped_at?.startsWith(day)).length,
  })
  const days = Array.from({ length: 2 * n }, (_, index) => ordersOf(dayOf(Date.parse(from) + (index - n) * DAY)))
  const before = days.slice(0, n)
  const waiting = orders.filter(order => order.status === 'backordered' || order.status === 'partially_allocated')
  const since = dayOf(now - 6 * DAY)
  const rejected = imports.filter(it => it.received_at >= since && it.orders.rejected > 0)
  const [next] = nextCutOffs(store.cut_offs, store.time_zone, now, 1)
  return {
    as_of: new Date(now).toISOString(),
    open_orders: OPEN.map(status => ({ status, orders: orders.filter(order => order.status === status).length, at_least: false })),
    back_orders: {
      orders: waiting.length,
      units: waiting.flatMap(order => order.lines).reduce((sum, line) => sum + line.backordered, 0),
      at_least: false,
    },
    open_returns: { returns: openReturns(world), at_least: false },
    rejected: { since, imports: rejected.length, orders: rejected.reduce((sum, it) => sum + it.orders.rejected, 0), at_least: false },
    from,
    to,
    days: days.slice(n),
    previous: { placed: before.reduce((sum, day) => sum + day.placed, 0), shipped: before.reduce((sum, day) => sum + day.shipped, 0) },
    days_checked: true,
    days_at_least: false,
    next_cut_off: next === undefined ? null : new Date(next).toISOString(),
  }
}
