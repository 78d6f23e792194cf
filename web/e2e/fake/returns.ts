import type { Condition, Disposition, FoundReturn, NewReturn, NewReturnReceipt, Order, OrderLine, Return, ReturnLine, ReturnReason, ReturnRow, ReturnsReport, ReturnTally, ScannedReturn } from '../../src/api/types'
import { found, ok, problem, type Answer, type Call } from './answers'
import type { World } from './world'

type Claim = { line: number; announced: number; reason: ReturnReason; note: string; condition: Condition }

/** A return as the fake keeps it; lines, sums and state are read off it, as in the API. */
export type Back = {
  id: string
  code: string
  order: string
  note: string
  created_at: string
  claims: Claim[]
  receipts: { id: string; at: string; lines: { line: number; quantity: number; disposition: Disposition; note: string }[] }[]
  ended: { at: string; reason: string | null; isCancelled: boolean } | null
  version: number
}

const ME = 'Demo Supervisor'
const DAY = 86_400_000
const REASONS: ReturnReason[] = ['not_wanted', 'faulty', 'not_wanted', 'damaged_in_transit', 'wrong_item', 'undeliverable']
const DISPOSITIONS: Disposition[] = ['restock', 'quality_control', 'restock', 'damaged', 'restock', 'back_to_client']

/** Returns of the last two months of the oldest shipped orders, whose counters are put right for them; the first ones are still to come. */
export function returnsOf(orders: Order[], iso: (ago: number) => string): Back[] {
  const shipped = orders.filter(order => order.status === 'shipped')
  // The newest shipped orders stay as they are.
  return shipped.slice(-16).map((order, index) => {
    const line = order.lines.find(it => it.shipped > 0) as OrderLine
    const quantity = Math.min(line.shipped, 1 + (index % 3))
    const isHere = index > 2
    const claim: Claim = { line: line.line, announced: quantity, reason: REASONS[index % 6] ?? 'other', note: '', condition: index % 2 === 0 ? 'unopened' : 'opened' }
    const lines = [{ line: line.line, quantity: index === 2 ? 1 : quantity, disposition: DISPOSITIONS[index % 6] ?? 'restock', note: DISPOSITIONS[index % 6] === 'damaged' ? 'The rim is chipped' : '' }]
    const back: Back = {
      id: `ret_01jd${String(index).padStart(4, '0')}k7m2q9w4x5y8z1`, code: `R7K3M9QXW${String(index).padStart(2, '0')}`, order: order.id, note: index === 0 ? 'Call the buyer when it is here.' : '',
      created_at: iso((index * 3 + 4) * DAY), claims: [claim], receipts: isHere || index === 2 ? [{ id: `rec_back${index}`, at: iso(index * 3 * DAY), lines }] : [],
      ended: null, version: 2,
    }
    recount(order, line, back, 0)
    return back
  })
}

/** The order's line after what its return says of it. */
function recount(order: Order, line: OrderLine, back: Back, before: number) {
  const awaited = missingOf(back, line.line)
  const came = receivedOf(back, line.line)
  const all = line.shipped + line.returning + line.returned
  line.returned = Math.min(all, line.returned + came - before)
  line.returning = awaited
  line.shipped = all - line.returning - line.returned
  const sum = (name: 'shipped' | 'returning' | 'returned') => order.lines.reduce((total, it) => total + it[name], 0)
  if (sum('returned') > 0) order.status = sum('shipped') + sum('returning') > 0 ? 'partially_returned' : 'returned'
  order.actions = sum('shipped') > 0 ? ['announce_return'] : []
}

const receivedOf = (back: Back, line: number) => back.receipts.flatMap(receipt => receipt.lines).filter(it => it.line === line).reduce((sum, { quantity }) => sum + quantity, 0)
const missingOf = (back: Back, line: number) => (back.ended ? 0 : Math.max(0, (back.claims.find(it => it.line === line)?.announced ?? 0) - receivedOf(back, line)))

function tally(back: Back, line?: number): ReturnTally {
  const came = back.receipts.flatMap(receipt => receipt.lines).filter(it => line === undefined || it.line === line)
  const of = (...names: Disposition[]) => came.filter(it => names.includes(it.disposition)).reduce((sum, { quantity }) => sum + quantity, 0)
  const claims = back.claims.filter(it => line === undefined || it.line === line)
  const announced = claims.reduce((sum, it) => sum + it.announced, 0)
  const missing = claims.reduce((sum, it) => sum + Math.max(0, it.announced - receivedOf(back, it.line)), 0)
  return { announced, received: came.reduce((sum, { quantity }) => sum + quantity, 0), restocked: of('restock'), unavailable: of('quality_control', 'damaged'), out: of('scrap', 'back_to_client'), missing }
}

function stateOf(back: Back): ReturnRow['state'] {
  if (back.ended) return back.ended.isCancelled ? 'cancelled' : 'closed'
  if (back.receipts.length === 0) return 'announced'
  return tally(back).missing > 0 ? 'partly_received' : 'received'
}

const skuOf = (order: Order | undefined, line: number) => order?.lines.find(it => it.line === line)?.sku ?? ''

function row(world: World, back: Back): ReturnRow {
  const order = world.orders.find(it => it.id === back.order)
  return {
    id: back.id, code: back.code, order: back.order, reference: order?.reference ?? '', state: stateOf(back), created_at: back.created_at, announced: back.claims.some(it => it.announced > 0),
    received_at: back.receipts.at(-1)?.at ?? null, reasons: [...new Set(back.claims.map(it => it.reason))], skus: [...new Set(back.claims.map(it => skuOf(order, it.line)))], units: tally(back),
  }
}

function shown(world: World, back: Back): Return {
  const order = world.orders.find(it => it.id === back.order)
  const lines = back.claims.map((claim): ReturnLine => {
    const sku = skuOf(order, claim.line)
    const product = world.products.find(it => it.sku === sku)
    return { line: claim.line, sku, name: product?.name ?? '', gtin: product?.gtin ?? null, location: product?.location ?? '', reason: claim.reason, note: claim.note, condition: claim.condition, ...tally(back, claim.line) }
  })
  const state = stateOf(back)
  return {
    ...row(world, back), note: back.note, created_by: ME, lines, version: back.version,
    receipts: back.receipts.map(receipt => ({ id: receipt.id, at: receipt.at, actor: 'Demo Warehouse', lines: receipt.lines.map(line => ({ ...line, sku: skuOf(order, line.line) })) })).reverse(),
    ended_at: back.ended?.at ?? null, ended_by: back.ended ? ME : null, end_reason: back.ended?.reason ?? null,
    actions: state === 'announced' ? ['receive', 'cancel'] : state === 'partly_received' ? ['receive', 'close'] : [],
  }
}

/** An order's own page names its returns. */
export const withReturns = (world: World, order: Order | undefined) => order && { ...order, returns: world.returns.filter(back => back.order === order.id).map(back => row(world, back)) }

export const openReturns = (world: World) => world.returns.filter(back => ['announced', 'partly_received'].includes(stateOf(back))).length

const refuse = (detail: string) => problem(409, 'state', 'It is not in a state for this', detail)

/** Everything below `/returns`; null where the path is something else. */
export function returnsOperation(world: World, [collection, id, part]: string[], call: Call, page: <Item>(items: Item[]) => unknown): Answer | null {
  if (collection !== 'returns') return null
  if (call.method === 'GET') {
    if (id === 'scan') return ok(scanned(world, call.query.get('scanned') ?? ''))
    if (id === 'report') return ok(report(world, call.query))
    if (id) return found(world.returns.filter(back => back.id === id).map(back => shown(world, back))[0])
    return ok(page(world.returns.filter(filterOf(world, call.query)).map(back => row(world, back)).sort((a, b) => b.created_at.localeCompare(a.created_at))))
  }
  if (id === 'found') {
    const { order, lines } = call.body() as FoundReturn
    const claims = lines.map((it): Claim => ({ line: it.line, announced: 0, reason: it.reason ?? 'other', note: it.reason_note ?? '', condition: 'unknown' }))
    const unique = claims.filter((claim, index) => claims.findIndex(it => it.line === claim.line) === index)
    return receive(world, make(world, order, '', unique), lines)
  }
  if (!id) {
    const { order, note, lines } = call.body() as NewReturn
    const of = world.orders.find(it => it.id === order)
    const late = lines.findIndex(it => it.quantity > (of?.lines.find(line => line.line === it.line)?.shipped ?? 0))
    if (late >= 0) return problem(409, 'refused', 'The order is not in a state for this', `Line ${lines[late]?.line} has only fewer units for this.`)
    const back = make(world, order, note ?? '', lines.map((it): Claim => ({ line: it.line, announced: it.quantity, reason: it.reason, note: it.note ?? '', condition: it.condition ?? 'unknown' })))
    settle(world, back, new Map())
    return { status: 201, body: shown(world, back) }
  }
  const back = world.returns.find(it => it.id === id)
  if (!back) return found(undefined)
  if (!['announced', 'partly_received'].includes(stateOf(back))) return refuse('The return is over.')
  if (part === 'receipts') return receive(world, back, (call.body() as NewReturnReceipt).lines)
  const before = new Map(back.claims.map(claim => [claim.line, receivedOf(back, claim.line)]))
  back.ended = { at: new Date().toISOString(), isCancelled: part === 'cancel', reason: part === 'cancel' ? (call.body() as { reason: string }).reason : null }
  back.version += 1
  settle(world, back, before)
  return ok(shown(world, back))
}

function make(world: World, order: string, note: string, claims: Claim[]): Back {
  const back: Back = { id: `ret_${Date.now()}`, code: `RNEW${String(Date.now()).slice(-7)}`, order, note, created_at: new Date().toISOString(), claims, receipts: [], ended: null, version: 1 }
  world.returns.unshift(back)
  return back
}

function receive(world: World, back: Back, lines: NewReturnReceipt['lines']): Answer {
  const order = world.orders.find(it => it.id === back.order)
  const before = new Map(lines.map(({ line }) => [line, receivedOf(back, line)]))
  for (const { line, reason, reason_note } of lines)
    if (!back.claims.some(it => it.line === line)) back.claims.push({ line, announced: 0, reason: reason ?? 'other', note: reason_note ?? '', condition: 'unknown' })
  back.receipts.push({ id: `rec_${Date.now()}`, at: new Date().toISOString(), lines: lines.map(({ line, quantity, disposition, note }) => ({ line, quantity, disposition, note: note ?? '' })) })
  back.version += 1
  for (const { line, quantity, disposition } of lines)
    for (const level of world.stock.filter(it => it.sku === skuOf(order, line))) {
      if (disposition === 'restock') level.available += quantity
      if (disposition === 'damaged' || disposition === 'quality_control') level.unavailable = { ...level.unavailable, [disposition]: (level.unavailable[disposition] ?? 0) + quantity }
      if (disposition !== 'scrap' && disposition !== 'back_to_client') level.on_hand += quantity
    }
  settle(world, back, before)
  return { status: 201, body: shown(world, back) }
}

function settle(world: World, back: Back, before: Map<number, number>) {
  const order = world.orders.find(it => it.id === back.order)
  for (const claim of back.claims) {
    const line = order?.lines.find(it => it.line === claim.line)
    if (order && line) recount(order, line, back, before.get(claim.line) ?? receivedOf(back, claim.line))
  }
}

function filterOf(world: World, query: URLSearchParams) {
  return (back: Back) => {
    const it = row(world, back)
    const [q, state, reason, sku] = ['q', 'state', 'reason', 'sku'].map(name => query.get(name))
    const within = (at: string, from: string, to: string) => (!query.get(from) || at.slice(0, 10) >= (query.get(from) ?? '')) && (!query.get(to) || at.slice(0, 10) <= (query.get(to) ?? ''))
    return (
      (!q || it.code === q.toUpperCase() || it.reference === q) &&
      (!state || it.state === state || (state === 'open' && ['announced', 'partly_received'].includes(it.state))) &&
      (!reason || back.claims.some(claim => claim.reason === reason)) &&
      (!sku || it.skus.includes(sku.toUpperCase())) &&
      within(it.created_at, 'announced_from', 'announced_to') &&
      (!(query.get('received_from') || query.get('received_to')) || back.receipts.some(receipt => within(receipt.at, 'received_from', 'received_to')))
    )
  }
}

function scanned(world: World, text: string): ScannedReturn {
  const code = text.trim().toUpperCase()
  const own = world.returns.find(back => back.code === code)
  const orders = world.orders.filter(order => order.id === own?.order || order.reference === code || order.parcels.some(parcel => parcel.tracking_number === code))
  return {
    takes_unannounced: !world.store.returns.must_be_announced,
    orders: orders.filter(order => order.lines.some(line => line.shipped + line.returning + line.returned > 0)).map(order => ({
      order: order.id, reference: order.reference, consignee: order.consignee, shipped_at: order.shipped_at ?? null,
      lines: order.lines.filter(line => line.shipped + line.returning + line.returned > 0).map(line => {
        const product = world.products.find(it => it.sku === line.sku)
        return { line: line.line, sku: line.sku, name: line.description, gtin: product?.gtin ?? null, location: product?.location ?? '', shipped: line.shipped, returning: line.returning, returned: line.returned }
      }),
      returns: world.returns.filter(back => back.order === order.id && (back === own || (!own && ['announced', 'partly_received'].includes(stateOf(back))))).map(back => shown(world, back)),
    })),
  }
}

function report(world: World, query: URLSearchParams): ReturnsReport {
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
  const to = query.get('to') ?? dayOf(Date.now())
  const from = query.get('from') ?? dayOf(Date.parse(to) - 29 * DAY)
  const n = (Date.parse(to) - Date.parse(from)) / DAY + 1
  const first = dayOf(Date.parse(from) - n * DAY)
  const came = world.returns.flatMap(back => back.receipts.flatMap(receipt => receipt.lines.map(line => ({
    ...line, back: back.id, day: receipt.at.slice(0, 10), reason: back.claims.find(it => it.line === line.line)?.reason ?? 'other',
    sku: skuOf(world.orders.find(order => order.id === back.order), line.line),
  }))))
  const now = came.filter(it => it.day >= from && it.day <= to)
  const before = came.filter(it => it.day >= first && it.day < from)
  const units = (all: { quantity: number }[]) => all.reduce((sum, { quantity }) => sum + quantity, 0)
  const shippedOf = (sku: string | null, lower: string, upper: string) => world.orders
    .filter(order => order.shipped_at && order.shipped_at.slice(0, 10) >= lower && order.shipped_at.slice(0, 10) <= upper)
    .flatMap(order => order.lines).filter(line => !sku || line.sku === sku).reduce((sum, line) => sum + line.shipped + line.returning + line.returned, 0)
  const rate = (returned: number, shipped: number) => (shipped === 0 ? null : (Math.round((returned / shipped) * 1000) / 10).toFixed(1))
  const share = (all: typeof came, lower: string, upper: string) => {
    const shipped = shippedOf(null, lower, upper)
    return { returns: new Set(all.map(it => it.back)).size, units: units(all), shipped, rate: rate(units(all), shipped) }
  }
  const skus = [...new Set(now.map(it => it.sku))].map(sku => {
    const [mine, earlier] = [units(now.filter(it => it.sku === sku)), units(before.filter(it => it.sku === sku))]
    const shipped = shippedOf(sku, from, to)
    return { sku, name: world.products.find(it => it.sku === sku)?.name ?? '', units: mine, shipped, rate: rate(mine, shipped), previous_units: earlier, previous_rate: rate(earlier, shippedOf(sku, first, dayOf(Date.parse(from) - DAY))) }
  }).sort((a, b) => b.units - a.units)
  return {
    from, to, total: share(now, from, to), previous: share(before, first, dayOf(Date.parse(from) - DAY)),
    days: Array.from({ length: n }, (_, index) => dayOf(Date.parse(from) + index * DAY)).map(day => ({ day, units: units(now.filter(it => it.day === day)), returns: new Set(now.filter(it => it.day === day).map(it => it.back)).size })),
    reasons: [...new Set(REASONS)].map(reason => ({ reason, units: units(now.filter(it => it.reason === reason)), previous: units(before.filter(it => it.reason === reason)) })).sort((a, b) => b.units - a.units),
    dispositions: [...new Set(DISPOSITIONS)].map(disposition => ({ disposition, units: units(now.filter(it => it.disposition === disposition)), previous: units(before.filter(it => it.disposition === disposition)) })),
    skus, n_skus: skus.length, at_least: false,
  }
}
