import type { ActedOrder, NewOrderAction, Order } from '../../src/api/types'
import { ok, problem, type Answer, type Call } from './answers'
import type { World } from './world'

const CLOSED: Order['status'][] = ['cancelled', 'shipped']

/** One action on many orders, with the refusals that the API has. */
export function actOnOrders(world: World, call: Call): Answer {
  const { action, orders, hold, note } = call.body() as NewOrderAction
  if (orders.length === 0 || orders.length > 500) return problem(422, 'invalid', 'The content is not valid', '', [{ pointer: '/orders', detail: '1 to 500 orders are possible.' }])
  const batch = `bat_${Date.now()}`
  const items = orders.map((id): ActedOrder => {
    const order = world.orders.find(known => known.id === id)
    const item = (outcome: ActedOrder['outcome'], detail: string | null = null, lifted: ActedOrder['lifted'] = []): ActedOrder => ({ order: id, reference: order?.reference ?? null, outcome, detail, lifted })
    if (!order) return item('refused', 'there is no such order')
    switch (action) {
      case 'hold':
        if (CLOSED.includes(order.status) || !hold) return item('refused', 'the order is closed')
        if (order.holds.includes(hold)) return item('unchanged')
        Object.assign(order, { holds: [...order.holds, hold], status: 'on_hold' })
        return item('done')
      case 'release_hold': {
        const lifted = order.holds.filter(held => !hold || held === hold)
        if (lifted.length === 0) return item('refused', 'the order has no such hold')
        const holds = order.holds.filter(held => !lifted.includes(held))
        Object.assign(order, { holds, status: holds.length > 0 ? 'on_hold' : 'allocated' })
        return item('done', null, lifted.map(held => ({ hold: held, note: note ?? '' })))
      }
      case 'cancel':
        if (CLOSED.includes(order.status)) return item('refused', 'the order is closed')
        if (order.status === 'picked' || order.status === 'packed') return item('refused', 'goods of it are picked or packed; put them back first')
        Object.assign(order, { status: 'cancelled', actions: [] })
        return item('done')
      case 'release':
        if (order.status === 'on_hold') return item('refused', 'it is on hold')
        if (order.status !== 'allocated') return item('refused', 'it waits for stock')
        Object.assign(order, { status: 'released', batch })
        return item('done')
    }
  })
  const released = items.filter(({ outcome }) => action === 'release' && outcome === 'done').map(({ order }) => order)
  if (released.length > 0)
    world.batches.unshift({ id: batch, state: 'released', n_orders: released.length, n_units: released.length, settings_version: 1, released_at: new Date().toISOString(), documents: [], orders: released, progress: { done: 0, total: released.length }, actions: [] })
  return ok({ items, batch: released.length > 0 ? batch : null })
}
