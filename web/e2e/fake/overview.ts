import type { Overview } from '../../src/api/types'
import { summaryOf } from './summary'
import { costsBetween, type World } from './world'

const DAY = 86_400_000

/** A world in one row, of the very numbers that its own pages show. */
export function overviewOf(world: World, days: number): Overview {
  const now = Date.now()
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
  const period = { from: dayOf(now - (days - 1) * DAY), to: dayOf(now) }
  const summary = summaryOf(world, new URLSearchParams(period))
  const costs = costsBetween(period.from, period.to)
  const sum = (of: 'placed' | 'shipped') => summary.days.reduce((total, day) => total + day[of], 0)
  const open = world.orders.filter(order => order.status !== 'shipped' && order.status !== 'cancelled')
  const [oldest] = [...open].sort((a, b) => a.placed_at.localeCompare(b.placed_at))
  const available = world.stock.reduce((total, level) => total + level.available, 0)
  return {
    as_of: new Date(now).toISOString(), store: world.store.id, name: world.store.name, days, placed: sum('placed'), shipped: sum('shipped'),
    placed_before: summary.previous.placed, shipped_before: summary.previous.shipped, days_at_least: false, open_orders: open.length, back_orders: summary.back_orders.orders,
    units_waiting: summary.back_orders.units, open_at_least: false, oldest: oldest ? { placed_at: oldest.placed_at, order: oldest.id, reference: oldest.reference } : null,
    rejected: summary.rejected?.orders ?? null,
    stock: { skus: world.stock.length, on_hand: world.stock.reduce((total, level) => total + level.on_hand, 0), available, cover_days: open.length === 0 ? null : Math.floor(available / open.length), at_least: false },
    cost: open.length === 0 ? { orders: 0, nano_usd: 0, orders_before: 0, nano_usd_before: 0 } : { orders: costs.total.orders, nano_usd: costs.total.nano_usd, orders_before: costs.previous.orders, nano_usd_before: costs.previous.nano_usd },
    open_findings: world.findings.filter(finding => finding.state === 'open').length, next_cut_off: summary.next_cut_off ?? null,
  }
}
