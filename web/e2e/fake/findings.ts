import type { Finding, Quantities, Recount, StockLevel } from '../../src/api/types'
import { found, ok, problem, type Answer, type Call } from './answers'
import type { World } from './world'

const LEDGER_SKU = '20725'
const COUNTED_SKU = '47566'

/** One of each kind: with a repair, with another, for people only, without a freeze, and closed ones. */
export function findingsOf(code: (kind: string, index: number) => string, iso: (ago: number) => string): Finding[] {
  const hour = 3_600_000
  const of = (index: number, change: Pick<Finding, 'rule' | 'sentence'> & Partial<Finding>): Finding => ({
    id: code('fin', index), about: '', sku: null, order: null, import: null, reconciliation: null, found_at: iso(index * 3 * hour), state: 'open', repair: null,
    closed_at: null, closed_by: null, reason: null, ...change,
  })
  return [
    of(1, { rule: 'ledger', sku: LEDGER_SKU, sentence: 'the level says more than its ledger: 3 available units have no movement', repair: 'rebuild_level' }),
    of(2, { rule: 'allocated', sku: COUNTED_SKU, sentence: '2 units are allocated by the level that no order holds', repair: 'count_orders' }),
    of(3, { rule: 'parcels', order: code('ord', 4), sentence: 'parcel 1 holds 2 of line 1, which counts none as packed' }),
    of(4, { rule: 'told', reconciliation: 24, sentence: '1 unit of order 536380 left and stands in no file' }),
    of(5, { rule: 'waiting', sku: '22197', sentence: '9 units wait by the level, 7 by the queue', state: 'repaired', closed_at: iso(2 * hour), closed_by: 'Demo Supervisor' }),
    of(6, { rule: 'history', order: code('ord', 8), sentence: 'event 4 is missing', state: 'dismissed', closed_at: iso(hour), closed_by: 'Demo Supervisor', reason: 'Restored from the backup of Monday' }),
  ]
}

export function findingsCommand(world: World, id: string, command: string, call: Call): Answer {
  const finding = world.findings.find(it => it.id === id)
  if (!finding) return found(undefined)
  if (finding.state !== 'open') return ok(finding)
  const closed = { closed_at: new Date().toISOString(), closed_by: 'Demo Supervisor', repair: null }
  if (command === 'dismiss') {
    const { reason } = call.body() as { reason: string }
    return ok(Object.assign(finding, { ...closed, state: 'dismissed', reason }))
  }
  if (!finding.repair) return problem(409, 'state', 'That cannot be done now', 'No repair is known for this; look at it and dismiss it.')
  const level = world.stock.find(it => it.sku === finding.sku)
  if (level) put(level, finding.repair === 'count_orders' ? counted(world, level) : ledgerOf(world, level))
  return ok(Object.assign(finding, { ...closed, state: 'repaired' }))
}

/** `GET …/recount` and `POST …/rebuild`. */
export function recountOperation(world: World, sku: string, command: string, call: Call): Answer {
  const level = world.stock.find(it => it.sku === sku)
  if (!level) return found(undefined)
  if (command === 'rebuild') {
    if (call.ifMatch !== `"${level.version}"`) return problem(412, 'changed', 'It has changed meanwhile', 'Look at it again and decide anew.')
    put(level, ledgerOf(world, level))
  }
  return ok(recount(world, level))
}

function recount(world: World, level: StockLevel): Recount {
  const is = quantities(level)
  const ledger = ledgerOf(world, level)
  const orders = counted(world, level)
  return {
    sku: level.sku, level: is, ledger, allocated_by_orders: orders.allocated, backordered_by_orders: orders.backordered, queued: orders.backordered,
    agrees: JSON.stringify([is, is]) === JSON.stringify([ledger, orders]), version: level.version,
    frozen: world.findings.some(it => it.sku === level.sku && it.state === 'open'),
  }
}

const quantities = ({ on_hand, available, allocated, unavailable, backordered }: StockLevel): Quantities => ({
  on_hand, available, allocated, unavailable: Object.values(unavailable).reduce((sum, units) => sum + units, 0), backordered,
})

const isOpen = (world: World, sku: string) => world.findings.some(it => it.sku === sku && it.state === 'open')

/** Three units have no movement, while the finding about them is open. */
function ledgerOf(world: World, level: StockLevel): Quantities {
  const is = quantities(level)
  return level.sku === LEDGER_SKU && level.version === 9 && isOpen(world, LEDGER_SKU) ? { ...is, on_hand: is.on_hand - 3, available: is.available - 3 } : is
}

function counted(world: World, level: StockLevel): Quantities {
  const is = quantities(level)
  return level.sku === COUNTED_SKU && isOpen(world, COUNTED_SKU) ? { ...is, available: is.available + 2, allocated: is.allocated - 2 } : is
}

function put(level: StockLevel, { on_hand, available, allocated, backordered }: Quantities) {
  Object.assign(level, { on_hand, available, allocated, backordered, version: level.version + 1 })
}
