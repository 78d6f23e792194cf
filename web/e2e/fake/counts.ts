import type { Count, CountBody, CountedUnits, CountLine, CountLineRecord, CountRow, CountStage, CountState, StockLevel, StockSummary } from '../../src/api/types'
import { found, ok, problem, type Answer, type Call } from './answers'
import type { World } from './world'

/** A count as the fake keeps it; stages and sums are read off it, as in the API. */
export type Counting = {
  id: string
  name: string
  blind: boolean
  created_at: string
  skus: string[]
  state: CountState
  ended_at: string | null
  reason: string | null
  version: number
  lines: Map<string, Line>
}

type Line = { attempts: { units: number; at: string; by: string }[]; isAgain: boolean; outcome: 'booked' | 'left' | null; why: string | null; uncovered: number }

const ME = 'Demo Supervisor'
const OTHER = 'Demo Warehouse'
const TOLERANCE = { units: 1, percent: '2', value_minor: null }

const attempt = (units: number, at: string, by = OTHER) => ({ units, at, by })
const line = (part: Partial<Line>): Line => ({ attempts: [], isAgain: false, outcome: null, why: null, uncovered: 0, ...part })

const codeOf = (number: number) => `cnt_01jd${String(number).padStart(4, '0')}k7m2q9w4x5y8z1`

/** A count that people are at, one whose differences wait, and one that is over. */
export function countsOf(stock: StockLevel[], iso: (ago: number) => string): Counting[] {
  const hour = 3_600_000
  const of = (number: number, name: string, ago: number, n: number, part: Partial<Counting>): Counting => ({
    id: codeOf(number), name, blind: true, created_at: iso(ago), skus: stock.slice(0, n).map(({ sku }) => sku), state: 'open', ended_at: null, reason: null, version: 1, lines: new Map(), ...part,
  })
  const [a, b, c] = stock as [StockLevel, StockLevel, StockLevel]
  return [
    of(1, 'Aisle A, small goods', 2 * hour, 16, { lines: new Map([[c.sku, line({ attempts: [attempt(c.on_hand, iso(hour))] })]]) }),
    of(2, 'Cakestands and hearts', 26 * hour, 3, {
      state: 'closed', ended_at: iso(20 * hour),
      lines: new Map([
        [a.sku, line({ attempts: [attempt(a.on_hand - 12, iso(22 * hour)), attempt(a.on_hand - 11, iso(21 * hour))] })],
        [b.sku, line({ attempts: [attempt(Math.max(0, b.on_hand - 5), iso(21 * hour))], uncovered: 3 })],
        [c.sku, line({ attempts: [attempt(c.on_hand, iso(21 * hour))], outcome: 'booked' })],
      ]),
    }),
    of(3, 'Before the season', 24 * 40 * hour, 40, { state: 'cancelled', ended_at: iso(24 * 39 * hour), reason: 'The hall was moved' }),
  ]
}

const expectedOf = (world: World, sku: string) => world.stock.find(level => level.sku === sku)?.on_hand ?? 0

function stageOf(world: World, counting: Counting, sku: string): CountStage {
  const it = counting.lines.get(sku)
  if (!it) return 'open'
  if (it.outcome) return it.outcome
  if (it.isAgain) return 'recount'
  const last = it.attempts.at(-1)
  if (!last) return 'open'
  const expected = expectedOf(world, sku)
  const difference = Math.abs(last.units - expected)
  return it.uncovered === 0 && (difference <= TOLERANCE.units || difference * 100 <= Number(TOLERANCE.percent) * expected) ? 'counted' : 'waiting'
}

function rowOf(world: World, counting: Counting, sku: string): CountLine {
  const it = counting.lines.get(sku)
  const last = it && !it.isAgain ? it.attempts.at(-1) : undefined
  const expected = expectedOf(world, sku)
  const product = world.products.find(known => known.sku === sku)
  const units = last ? last.units - expected : 0
  const price = product?.unit_price
  return {
    sku, name: product?.name ?? '', gtin: product?.gtin ?? null, location: product?.location ?? '', stage: stageOf(world, counting, sku), counted: last?.units ?? null, counted_at: last?.at ?? null,
    counted_by: last?.by ?? null,
    variance: last ? { expected, units, percent: expected ? ((units * 100) / expected).toFixed(1) : null, value: price ? { minor: price.minor * units, currency: price.currency } : null, picked: 0, uncovered: it?.uncovered ?? 0 } : null,
    recount: it?.isAgain ? 'asked' : null, n_attempts: it?.attempts.length ?? 0, reason: it?.why ?? null,
  }
}

function recordOf(world: World, counting: Counting, sku: string): CountLineRecord {
  const it = counting.lines.get(sku) ?? line({})
  const row = rowOf(world, counting, sku)
  const [first] = world.orders.filter(order => order.lines.some(ordered => ordered.sku === sku))
  return {
    ...row,
    attempts: it.attempts.map(({ units, at, by }, index) => ({ counted_at: at, counted_by: by, units, variance: row.variance, holds: !it.isAgain && index === it.attempts.length - 1 })).reverse(),
    touched: it.uncovered > 0 && first ? [{ order: first.id, reference: first.reference, units: 6, at_risk: it.uncovered }] : [],
    decided_by: it.outcome ? ME : null, decided_at: it.outcome ? counting.ended_at : null, own: it.attempts.at(-1)?.by === ME,
  }
}

function pageOf(world: World, counting: Counting): Count {
  const stages = counting.skus.map(sku => stageOf(world, counting, sku))
  const n = (stage: CountStage) => stages.filter(it => it === stage).length
  const rows = counting.skus.map(sku => rowOf(world, counting, sku).variance).filter(variance => variance !== null && variance !== undefined && variance.units !== 0)
  const undecided = counting.state === 'closed' ? n('waiting') + n('recount') : 0
  const [priced] = rows.flatMap(variance => variance?.value ?? [])
  return {
    id: counting.id, name: counting.name, state: counting.state, created_at: counting.created_at, created_by: ME, blind: counting.blind, n_skus: counting.skus.length,
    n_counted: stages.filter(stage => stage !== 'open').length, n_undecided: undecided,
    progress: { open: n('open'), recount: n('recount'), counted: n('counted'), waiting: n('waiting'), booked: n('booked'), left: n('left') },
    differences: {
      skus: rows.length, surplus: rows.reduce((sum, it) => sum + Math.max(0, it?.units ?? 0), 0), shortage: rows.reduce((sum, it) => sum + Math.max(0, -(it?.units ?? 0)), 0),
      value: priced ? { minor: rows.reduce((sum, it) => sum + (it?.value?.minor ?? 0), 0), currency: priced.currency } : null,
    },
    tolerance: TOLERANCE, ended_at: counting.ended_at, ended_by: counting.ended_at ? ME : null, reason: counting.reason,
    actions: counting.state === 'open' ? ['count', 'close', 'cancel', 'decide'] : undecided > 0 ? ['count', 'decide'] : [], version: counting.version,
  }
}

const listed = (world: World, counting: Counting): CountRow => {
  const { id, name, state, created_at, created_by, blind, n_skus, n_counted, n_undecided } = pageOf(world, counting)
  return { id, name, state, created_at, created_by, blind, n_skus, n_counted, n_undecided }
}

/** Makes the books say what was counted. */
function book(world: World, counting: Counting, sku: string, it: Line) {
  const level = world.stock.find(known => known.sku === sku)
  const units = (it.attempts.at(-1)?.units ?? 0) - (level?.on_hand ?? 0)
  it.outcome = 'booked'
  if (!level) return
  level.available = Math.max(0, level.available + units + it.uncovered)
  level.on_hand = Math.max(0, level.on_hand + units + it.uncovered)
  level.counted_at = new Date().toISOString()
  level.version += 1
  counting.version += 1
}

/** Everything below `/counts`, and stock in numbers; null where the path is something else. */
export function countsOperation(world: World, [collection, id, part, sku, step]: string[], call: Call, page: <Item>(items: Item[]) => unknown, later: (steps: (() => void)[]) => void): Answer | null {
  if (collection === 'stock-summary') return ok(summaryOf(world))
  if (collection !== 'counts') return null
  const isRead = call.method === 'GET'
  if (!id && isRead) {
    const state = call.query.get('state')
    return ok(page(world.counts.filter(it => !state || it.state === state).map(it => listed(world, it))))
  }
  if (!id) return begin(world, call.body() as CountBody)
  const counting = world.counts.find(it => it.id === id)
  if (!counting) return found(undefined)
  if (isRead && !part) return ok(pageOf(world, counting))
  if (isRead && part === 'lines' && !sku) {
    const stage = call.query.get('stage')
    return ok(page(counting.skus.map(it => rowOf(world, counting, it)).filter(row => !stage || row.stage === stage)))
  }
  if (isRead) return found(counting.skus.includes(sku ?? '') ? recordOf(world, counting, sku ?? '') : undefined)
  counting.version += 1
  if (part === 'close') {
    Object.assign(counting, { state: 'booking', ended_at: new Date().toISOString() })
    later([
      () => {
        for (const [of, it] of counting.lines) if (stageOf(world, counting, of) === 'counted') book(world, counting, of, it)
        counting.state = 'closed'
      },
    ])
    return { status: 202, body: pageOf(world, counting) }
  }
  if (part === 'cancel') {
    Object.assign(counting, { state: 'cancelled', ended_at: new Date().toISOString(), reason: (call.body() as { reason: string }).reason })
    return ok(pageOf(world, counting))
  }
  if (!sku) return record(world, counting, call.body() as CountedUnits)
  const it = counting.lines.get(sku)
  if (!it) return found(undefined)
  if (step === 'approve' && it.attempts.at(-1)?.by === ME) return problem(409, 'state', 'It is not in a state for this', 'Somebody else must approve of what you counted yourself.')
  if (step === 'approve') book(world, counting, sku, it)
  else if (step === 'recount') it.isAgain = true
  else Object.assign(it, { outcome: 'left', why: (call.body() as { reason: string }).reason })
  return ok(recordOf(world, counting, sku))
}

function begin(world: World, body: CountBody): Answer {
  const filter = (body.filter ?? {}) as Record<string, unknown>
  const known = world.stock.filter(level => (body.skus ? body.skus.includes(level.sku) : fits(world, level, name => (filter[name] === undefined ? null : String(filter[name])))))
  const unknown = (body.skus ?? []).filter(sku => !known.some(level => level.sku === sku))
  if (unknown.length > 0) return problem(422, 'invalid', 'The content is not valid', 'Some of the SKUs are not right.', unknown.map(sku => ({ pointer: '/lines', detail: `the catalogue has no SKU ${sku}` })))
  if (known.length === 0) return problem(422, 'invalid', 'The content is not valid', '', [{ pointer: '/filter', detail: 'there is no stock that fits; choose other SKUs' }])
  const made: Counting = { id: `cnt_${Date.now()}`, name: body.name, blind: body.blind ?? true, created_at: new Date().toISOString(), skus: known.map(({ sku }) => sku), state: 'open', ended_at: null, reason: null, version: 1, lines: new Map() }
  world.counts.unshift(made)
  return { status: 201, body: pageOf(world, made) }
}

function record(world: World, counting: Counting, { sku, units, counted_at }: CountedUnits): Answer {
  const name = sku.toUpperCase()
  if (!counting.skus.includes(name)) return problem(409, 'state', 'It is not in a state for this', 'That SKU is not part of this count.')
  const it = counting.lines.get(name) ?? line({})
  if (it.outcome) return problem(409, 'state', 'It is not in a state for this', 'It is decided what becomes of this SKU; start another count to count it again.')
  it.attempts.push(attempt(units, counted_at ?? new Date().toISOString(), ME))
  it.isAgain = false
  counting.lines.set(name, it)
  return { status: 201, body: rowOf(world, counting, name) }
}

/** Whether a level is asked for by the filters of the stock list. */
export function fits(world: World, level: StockLevel, get: (name: string) => string | null): boolean {
  const q = (get('q') ?? '').trim().toUpperCase()
  const product = world.products.find(known => known.sku === level.sku)
  const is = (name: string, value: boolean) => get(name) === null || get(name) === String(value)
  return (
    (q === '' || level.sku.startsWith(q) || level.name.includes(q) || product?.gtin === q) &&
    is('short', level.backordered > 0) &&
    is('has_unavailable', Object.values(level.unavailable).some(units => units > 0)) &&
    is('incoming', (level.incoming ?? 0) > 0) &&
    (get('not_counted_for') === null || !level.counted_at || Date.parse(level.counted_at) < Date.now() - Number(get('not_counted_for')) * 86_400_000) &&
    (get('cover_below') === null || level.available < Number(get('cover_below')) * 3)
  )
}

function summaryOf(world: World): StockSummary {
  const n = (filters: Record<string, string>) => world.stock.filter(level => fits(world, level, name => filters[name] ?? null)).length
  return {
    as_of: new Date().toISOString(), skus: world.stock.length, short: n({ short: 'true' }), units_waiting: world.stock.reduce((sum, level) => sum + level.backordered, 0),
    has_unavailable: n({ has_unavailable: 'true' }), incoming: n({ incoming: 'true' }), not_counted_for_90: n({ not_counted_for: '90' }),
    undecided_counts: world.counts.filter(it => it.state === 'closed').reduce((sum, it) => sum + pageOf(world, it).n_undecided, 0), at_least: false,
  }
}

/** A level as it stood some days ago: the fake moves ten units a day. */
export const onDay = (level: StockLevel, day: string): StockLevel => {
  const days = Math.max(0, Math.round((Date.parse(new Date().toISOString().slice(0, 10)) - Date.parse(day)) / 86_400_000))
  const available = days === 0 ? level.available : Math.max(0, level.available - 10 * days)
  return days === 0 ? level : { ...level, available, on_hand: level.on_hand - level.available + available, incoming: null, next_incoming_on: null, waiting_orders: null }
}
