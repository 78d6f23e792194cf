import type { Asn, AsnLine, AsnState, NewAsn, NewAsnReceipt, Product, StockLevel } from '../../src/api/types'
import { found, ok, problem, type Answer, type Call } from './answers'
import type { World } from './world'

/** A delivery as the fake keeps it; lines, sums and state are read off it, as in the API. */
export type Delivery = {
  id: string
  notice: Omit<NewAsn, 'note'> & { note: string }
  created_at: string
  receipts: Asn['receipts']
  ended: { at: string; reason: string | null; isCancelled: boolean } | null
  version: number
}

const ME = 'Demo Supervisor'

const sums = (lines: { sku: string; quantity: number }[]) => {
  const all = new Map<string, number>()
  for (const { sku, quantity } of lines) all.set(sku.toUpperCase(), (all.get(sku.toUpperCase()) ?? 0) + quantity)
  return all
}

export function deliveriesOf(products: Product[], iso: (ago: number) => string): Delivery[] {
  const day = 86_400_000
  const line = (index: number, quantity: number) => ({ sku: products[index % products.length]?.sku ?? '', quantity })
  const of = (number: number, ago: number, change: Partial<Delivery>, lines = [line(number, 40), line(number + 3, 24), line(number + 6, 6)]): Delivery => ({
    id: `asn_01jd${String(number).padStart(4, '0')}k7m2q9w4x5y8z1`,
    notice: { reference: `PO-2026-${310 + number}`, supplier: ['Lucky Wick Factory', 'Fjord Mills', 'Hà Nội Ceramics'][number % 3] ?? '', expected_on: iso(ago).slice(0, 10), note: number === 1 ? 'Two pallets. The glass stands on top.' : '', lines },
    created_at: iso(ago + 6 * day), receipts: [], ended: null, version: 1, ...change,
  })
  const receipt = (number: number, lines: Asn['receipts'][number]['lines']) => ({ id: `rec_${number}`, at: iso(day), actor: 'Demo Warehouse', lines })
  return [
    of(1, 0, {}),
    of(2, -4 * day, {}),
    of(3, day, { receipts: [receipt(3, [{ sku: line(3, 0).sku, good: 30, damaged: 2, damage: 'crushed' }])] }),
    of(4, 9 * day, { receipts: [receipt(4, [line(4, 0), line(7, 0)].map(({ sku }) => ({ sku, good: 24, damaged: 0, damage: null })))], ended: { at: iso(8 * day), reason: null, isCancelled: false } }),
    of(5, 5 * day, { ended: { at: iso(5 * day), reason: 'The ship is late', isCancelled: true } }),
  ]
}

function linesOf(world: World, it: Delivery): AsnLine[] {
  const announced = sums(it.notice.lines)
  const skus = [...new Set([...announced.keys(), ...it.receipts.flatMap(receipt => receipt.lines.map(line => line.sku))])].sort()
  return skus.map(sku => {
    const came = it.receipts.flatMap(receipt => receipt.lines.filter(line => line.sku === sku))
    const good = came.reduce((sum, line) => sum + (line.good ?? 0), 0)
    const damaged = came.reduce((sum, line) => sum + (line.damaged ?? 0), 0)
    const wanted = announced.get(sku) ?? 0
    const product = world.products.find(known => known.sku === sku)
    return {
      sku, name: product?.name ?? '', gtin: product?.gtin ?? null, location: product?.location ?? '', announced: wanted, good, damaged,
      short: Math.max(0, wanted - good - damaged), over: Math.max(0, good + damaged - wanted),
    }
  })
}

function shown(world: World, it: Delivery): Asn {
  const lines = linesOf(world, it)
  const sum = (name: 'announced' | 'good' | 'damaged' | 'short' | 'over') => lines.reduce((total, line) => total + line[name], 0)
  const units = { announced: sum('announced'), good: sum('good'), damaged: sum('damaged'), short: sum('short'), over: sum('over') }
  const today = new Date().toISOString().slice(0, 10)
  const state: AsnState = it.ended
    ? it.ended.isCancelled ? 'cancelled' : 'closed'
    : it.receipts.length > 0 ? (units.short > 0 ? 'partly_received' : 'received') : it.notice.expected_on > today ? 'announced' : 'arriving'
  return {
    id: it.id, reference: it.notice.reference, supplier: it.notice.supplier, expected_on: it.notice.expected_on, note: it.notice.note, state, created_at: it.created_at,
    created_by: ME, n_lines: sums(it.notice.lines).size, units, lines, receipts: [...it.receipts].reverse(), ended_at: it.ended?.at ?? null, ended_by: it.ended ? ME : null,
    reason: it.ended?.reason ?? null, actions: it.ended ? [] : it.receipts.length > 0 ? ['receive', 'close'] : ['change', 'cancel', 'receive'], version: it.version,
  }
}

/** A level with what is announced of it. */
export function withIncoming(world: World, level: StockLevel): StockLevel {
  const open = world.deliveries.filter(it => !it.ended).flatMap(it => linesOf(world, it).filter(line => line.sku === level.sku && line.short > 0).map(line => ({ units: line.short, day: it.notice.expected_on })))
  return { ...level, incoming: open.reduce((sum, { units }) => sum + units, 0), next_incoming_on: open.map(({ day }) => day).sort()[0] ?? null }
}

const unknownSkus = (world: World, lines: { sku: string }[]) =>
  lines.flatMap(({ sku }, index) => (world.products.some(product => product.sku === sku.toUpperCase()) ? [] : [{ pointer: `/lines/${index}`, detail: `the catalogue has no SKU ${sku}` }]))

/** Everything below `/asns`; null where the path is something else. */
export function inboundOperation(world: World, [collection, id, part]: string[], call: Call, page: <Item>(items: Item[]) => unknown): Answer | null {
  if (collection !== 'asns') return null
  const known = world.deliveries.find(it => it.id === id)
  if (!id && call.method === 'GET') {
    const all = world.deliveries.map(it => shown(world, it))
    if (call.query.get('open') === 'true') return ok(page(all.filter(it => !it.ended_at).sort((a, b) => a.expected_on.localeCompare(b.expected_on))))
    const state = call.query.get('state')
    return ok(page(all.filter(it => !state || it.state === state)))
  }
  if (!id) {
    const notice = call.body() as NewAsn
    const errors = unknownSkus(world, notice.lines)
    if (errors.length > 0) return problem(422, 'invalid', 'The content is not valid', 'Some of the lines are not right.', errors)
    if (world.deliveries.some(it => it.notice.reference === notice.reference)) return problem(409, 'state', 'It is not in a state for this', `Delivery ${notice.reference} is announced already, and says something else.`)
    const made: Delivery = { id: `asn_${Date.now()}`, notice: { ...notice, note: notice.note ?? '' }, created_at: new Date().toISOString(), receipts: [], ended: null, version: 1 }
    world.deliveries.unshift(made)
    return { status: 201, body: shown(world, made) }
  }
  if (!known) return found(undefined)
  if (call.method === 'GET') return ok(shown(world, known))
  if (call.method === 'PUT') {
    if (call.ifMatch !== `"${known.version}"`) return problem(409, 'changed', 'It was changed meanwhile', 'Load it again and decide anew.')
    const notice = call.body() as NewAsn
    Object.assign(known, { notice: { ...notice, note: notice.note ?? '' }, version: known.version + 1 })
    return ok(shown(world, known))
  }
  if (known.ended) return problem(409, 'state', 'It is not in a state for this', 'The delivery is over.')
  known.version += 1
  const at = new Date().toISOString()
  if (part === 'cancel') known.ended = { at, isCancelled: true, reason: (call.body() as { reason: string }).reason }
  else if (part === 'close') known.ended = { at, isCancelled: false, reason: null }
  else {
    const { lines } = call.body() as NewAsnReceipt
    const errors = unknownSkus(world, lines)
    if (errors.length > 0) return problem(422, 'invalid', 'The content is not valid', 'Some of the lines are not right.', errors)
    known.receipts.push({ id: `rec_${Date.now()}`, at, actor: ME, lines })
    for (const { sku, good = 0, damaged = 0 } of lines)
      for (const level of world.stock.filter(it => it.sku === sku)) {
        level.available += good
        level.unavailable = { ...level.unavailable, damaged: (level.unavailable['damaged'] ?? 0) + damaged }
        level.on_hand += good + damaged
        level.version += 1
      }
    return { status: 201, body: shown(world, known) }
  }
  return ok(shown(world, known))
}
