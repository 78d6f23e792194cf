import type { Board, Order, OrderWork } from '../../src/api/types'
import { nextCutOffs } from '../../src/settings/cut-offs'
import type { World } from './world'

const DAY = 86_400_000
const WORKS: OrderWork[] = ['ready', 'without_papers', 'released', 'picking', 'picked', 'packed', 'on_manifest', 'waiting', 'on_hold']
const WHENS = ['late', 'next', 'then', 'later'] as const

const cutOffs = ({ store }: World, from: number, n: number) => nextCutOffs(store.cut_offs, store.time_zone, from, n)

/** What is to be done with an order next. */
export function workOf({ batches, manifests }: World, order: Order): OrderWork | null {
  switch (order.status) {
    case 'shipped':
    case 'partially_returned':
    case 'returned':
    case 'cancelled':
      return null
    case 'allocated':
    case 'partially_allocated':
      return 'ready'
    case 'backordered':
    case 'partially_shipped':
      return 'waiting'
    case 'released':
      return batches.some(batch => batch.id === order.batch && batch.state !== 'rendered') ? 'without_papers' : 'released'
    case 'packed':
      return manifests.some(manifest => manifest.state === 'open' && manifest.orders?.includes(order.id)) ? 'on_manifest' : 'packed'
    default:
      return order.status
  }
}

/** By when it must have left. */
export function dueOf(world: World, order: Order): number {
  const [first = 0] = cutOffs(world, Date.parse(order.placed_at), 1)
  const [promised = 0] = order.promised_at ? cutOffs(world, Date.parse(order.promised_at) - DAY, 1) : []
  return Math.max(first, promised)
}

/** The day's work, counted from the orders. */
export function boardOf(world: World): Board {
  const now = Date.now()
  const [next = now, then = now, later = now] = cutOffs(world, now, 3)
  const last = Math.max(...cutOffs(world, now - 2 * DAY, 8).filter(at => at <= now))
  const iso = (at: number) => new Date(at).toISOString()
  const between = { late: [null, last], next: [next, next], then: [then, then], later: [later, null] } as const
  const open = world.orders.filter(order => workOf(world, order))
  return {
    as_of: iso(now), at_least: false, open_findings: world.findings.filter(finding => finding.state === 'open').length,
    cut_offs: WHENS.map(when => {
      const [from, to] = between[when]
      const due = open.filter(order => (from === null || dueOf(world, order) >= from) && (to === null || dueOf(world, order) <= to))
      const services = [...new Set(due.map(order => order.shipping_service))].sort()
      return {
        when, due_from: from === null ? null : iso(from), due_to: to === null ? null : iso(to), orders: due.length,
        services: services.map(service => {
          const orders = due.filter(order => order.shipping_service === service)
          const held = orders.filter(order => order.status === 'on_hold')
          const reasons = [...new Set(held.flatMap(order => order.holds))]
          return {
            service, orders: orders.length,
            work: WORKS.map(work => ({ work, orders: orders.filter(order => workOf(world, order) === work).length })),
            holds: reasons.map(reason => ({ reason, orders: held.filter(order => order.holds.includes(reason)).length })),
          }
        }),
      }
    }),
  }
}

/** Whether an order fits what a figure of the board counts. */
export function fitsBoard(world: World, query: URLSearchParams): (order: Order) => boolean {
  const [work, service, hold, from, to] = ['work', 'service', 'hold', 'due_from', 'due_to'].map(name => query.get(name))
  return order =>
    (!work || workOf(world, order) === work) &&
    (!service || order.shipping_service === service) &&
    (!hold || order.holds.some(held => held === hold)) &&
    (!(from || to) || workOf(world, order) !== null) &&
    (!from || dueOf(world, order) >= Date.parse(from)) &&
    (!to || dueOf(world, order) <= Date.parse(to))
}
