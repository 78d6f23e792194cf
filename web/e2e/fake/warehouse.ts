import type { NewParcel, NewTracking, Order, OrderLine, PickLine, Picks } from '../../src/api/types'
import { ok, problem, type Answer, type Call } from './answers'
import type { World } from './world'

/** The pick list of a batch, in the order in which somebody walks. */
export function pickLines(world: World, batch: string): PickLine[] {
  const orders = world.batches.find(it => it.id === batch)?.orders ?? []
  const locations = new Map(world.products.map(product => [product.sku, product.location ?? '']))
  return orders
    .flatMap(id => world.orders.filter(order => order.id === id))
    .flatMap(order =>
      order.lines
        .filter(line => line.released + picked(line) > 0)
        .map(line => ({
          location: locations.get(line.sku) ?? '', sku: line.sku, name: line.description, order: order.id, reference: order.reference,
          line: line.line, quantity: line.released + picked(line), picked: picked(line),
        })),
    )
    .sort((a, b) => a.location.localeCompare(b.location) || a.sku.localeCompare(b.sku))
}

/** Of these SKUs so many missing units lie elsewhere in the house. */
const FOUND_IN_OTHER_STOCK = new Map([['47566', 1]])

const picked = (line: OrderLine) => line.picked + line.packed + line.shipped

/** What the warehouse does to an order. */
export function warehouseCommand(order: Order, command: string, more: string | undefined, call: Call): Answer {
  const stamp = (kind: Order['timeline'][number]['kind'], data: Record<string, unknown>) =>
    order.timeline.push({ at: new Date().toISOString(), kind, actor: 'Demo Supervisor', actor_id: 'usr-0005', detail: '', data })
  switch (command) {
    case 'picks': {
      const { lines } = call.body() as Picks
      for (const pick of lines) {
        const line = order.lines.find(it => it.line === pick.line)
        if (!line || line.sku !== pick.sku) return problem(422, 'invalid', 'The goods are not the line’s', `Line ${pick.line} does not want ${pick.sku}.`)
        if (line.released < pick.quantity) return problem(409, 'state', 'Nothing left to pick', `Line ${pick.line} has ${line.released} units left to pick.`)
        line.released -= pick.quantity
        line.picked += pick.quantity
        stamp('picked', { line: line.line, quantity: pick.quantity })
      }
      break
    }
    case 'short-picks': {
      const { line: number, missing } = call.body() as { line: number; missing: number }
      const line = order.lines.find(it => it.line === number)
      if (!line || line.released < missing) return problem(409, 'state', 'Not so many are missing', 'The line has fewer units left to pick.')
      const reallocated = Math.min(missing, FOUND_IN_OTHER_STOCK.get(line.sku) ?? 0)
      line.released -= missing - reallocated
      line.backordered += missing - reallocated
      stamp('short_picked', { line: number, missing, reallocated })
      break
    }
    case 'parcels': {
      if (more) {
        const tracking = call.body() as NewTracking
        const parcel = order.parcels.find(it => String(it.number) === more)
        if (!parcel) return problem(404, 'not_found', 'Not found', 'The order has no such parcel.')
        Object.assign(parcel, tracking)
        stamp('tracking_assigned', { parcel: parcel.number, number: tracking.tracking_number })
        break
      }
      const { weight_grams, lines } = call.body() as NewParcel
      const contents = lines && lines.length > 0 ? lines : order.lines.filter(line => line.picked > 0).map(line => ({ line: line.line, quantity: line.picked }))
      if (contents.length === 0) return problem(409, 'state', 'Nothing is picked', 'There is nothing to pack in this order.')
      for (const { line: number, quantity } of contents) {
        const line = order.lines.find(it => it.line === number)
        if (!line || line.picked < quantity) return problem(409, 'state', 'Not picked', `Line ${number} has fewer picked units.`)
        line.picked -= quantity
        line.packed += quantity
      }
      order.parcels.push({ number: order.parcels.length + 1, weight_grams, carrier: null, service: null, tracking_number: null, lines: contents, shipped_at: null })
      stamp('packed', { parcel: order.parcels.length })
      break
    }
    case 'reduce': {
      const { line: number, quantity, reason } = call.body() as { line: number; quantity: number; reason: string }
      const line = order.lines.find(it => it.line === number)
      if (!line || line.allocated + line.backordered < quantity) return problem(409, 'state', 'Not so many can be taken away', 'The rest is already in the warehouse.')
      const waiting = Math.min(line.backordered, quantity)
      line.backordered -= waiting
      line.allocated -= quantity - waiting
      line.cancelled += quantity
      stamp('reduced', { line: number, quantity, reason })
      return ok(order)
    }
    case 'unship':
      for (const line of order.lines) Object.assign(line, { packed: line.packed + line.shipped, shipped: 0 })
      Object.assign(order, { status: 'packed', shipped_at: null, actions: [], parcels: order.parcels.map(parcel => ({ ...parcel, shipped_at: null })) })
      stamp('unshipped', call.body() as Record<string, unknown>)
      return ok(order)
    default:
      return problem(404, 'not_found', 'Not found', 'There is no such operation.')
  }
  order.version += 1
  order.status = statusOf(order.lines)
  order.actions = order.status === 'picked' ? ['pack', 'hold'] : order.status === 'packed' ? [] : ['pick', 'short_pick', 'pack', 'hold', 'cancel']
  return { status: command === 'parcels' && !more ? 201 : 200, body: order }
}

function statusOf(lines: OrderLine[]): Order['status'] {
  const sum = (place: 'released' | 'picked' | 'packed' | 'backordered') => lines.reduce((total, line) => total + line[place], 0)
  if (sum('released') > 0) return sum('picked') > 0 ? 'picking' : 'released'
  if (sum('picked') > 0) return 'picked'
  return sum('packed') > 0 ? 'packed' : 'backordered'
}
