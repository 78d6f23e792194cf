import type { Order, PickLine } from '../../api/types'
import type { Deferred } from '../../outbox/deferred'

/** Units of one order at a stop. The tote is the order's place in the batch: that is how the invoices are printed and the cart is filled. */
export type Take = { order: string; reference: string; line: number; tote: number; wanted: number; picked: number }

/** One place with one SKU, where somebody stands still. `found` are units still to be taken that were missed here and found in other stock. */
export type Stop = { key: string; location: string; sku: string; name: string; takes: Take[]; wanted: number; picked: number; found: number }

/** Units that a picker missed and the API found in other stock: they are to be taken all the same. */
export type Found = { order: string; line: number; units: number }

export type Verdict =
  | { kind: 'pick'; stop: Stop; take: Take }
  /** The place of a stop was scanned, or goods of another one that is still open. */
  | { kind: 'go'; stop: Stop }
  | { kind: 'enough'; stop: Stop }
  | { kind: 'wrong'; code: string; belongsTo: Stop | null }

/** The walk through the warehouse: the pick list's own order, with what this device has done and the API may not have heard of yet. */
export function walk(lines: PickLine[], orders: string[], done: Deferred[], found: Found[] = []): Stop[] {
  const stops = new Map<string, Stop>()
  for (const line of done.reduce(afterwards, lines)) {
    if (line.quantity === 0) continue
    const key = `${line.location} ${line.sku}`
    const stop = stops.get(key) ?? { key, location: line.location, sku: line.sku, name: line.name, takes: [], wanted: 0, picked: 0, found: 0 }
    const picked = Math.min(line.picked, line.quantity)
    stop.takes.push({ order: line.order, reference: line.reference, line: line.line, tote: orders.indexOf(line.order) + 1, wanted: line.quantity, picked })
    stop.wanted += line.quantity
    stop.picked += picked
    const elsewhere = found.filter(it => it.order === line.order && it.line === line.line).reduce((sum, { units }) => sum + units, 0)
    stop.found += Math.min(elsewhere, line.quantity - picked)
    stops.set(key, stop)
  }
  for (const stop of stops.values()) stop.takes.sort((a, b) => a.tote - b.tote)
  return [...stops.values()]
}

/** The pick list once that is done. */
export function afterwards(lines: PickLine[], it: Deferred): PickLine[] {
  if (it.kind !== 'pick' && it.kind !== 'short_pick') return lines
  return lines.map(line => {
    if (line.order !== it.order || line.line !== it.line) return line
    return it.kind === 'pick' ? { ...line, picked: line.picked + it.quantity } : { ...line, quantity: line.quantity - it.missing }
  })
}

/**
 * The pick list once the API has carried out a short pick: its answer is the order, and that counts. Where it found other stock in place of what was
 * missing, the line wants as much as before, and the units are named.
 */
export function afterShortPick(lines: PickLine[], it: Extract<Deferred, { kind: 'short_pick' }>, answer: Order): { lines: PickLine[]; found: Found[] } {
  const known = lines.find(line => line.order === it.order && line.line === it.line)
  const now = answer.lines.find(line => line.line === it.line)
  if (!known || !now) return { lines: afterwards(lines, it), found: [] }
  const picked = now.picked + now.packed
  const quantity = now.released + picked
  const units = Math.min(it.missing, Math.max(0, quantity - (known.quantity - it.missing)))
  return {
    lines: lines.map(line => (line === known ? { ...line, quantity, picked } : line)),
    found: units > 0 ? [{ order: it.order, line: it.line, units }] : [],
  }
}

export const rest = (stop: { wanted: number; picked: number }) => stop.wanted - stop.picked

/** The first stop from here that still wants something, then those passed by. */
export function nextStop(stops: Stop[], from: string | null): Stop | null {
  const start = Math.max(stops.findIndex(stop => stop.key === from), 0)
  return [...stops.slice(start), ...stops.slice(0, start)].find(stop => rest(stop) > 0) ?? null
}

const plain = (code: string) => code.trim().toUpperCase()

/** What a scan means for somebody who stands at a stop. `gtins` knows the numbers on the goods, by SKU, as far as they were read. */
export function judge(stops: Stop[], current: Stop | null, scanned: string, gtins: ReadonlyMap<string, string>): Verdict {
  const code = plain(scanned)
  const isGoods = (stop: Stop) => plain(stop.sku) === code || sameGtin(gtins.get(stop.sku), code)
  if (current && isGoods(current)) {
    const take = current.takes.find(it => rest(it) > 0)
    return take ? { kind: 'pick', stop: current, take } : { kind: 'enough', stop: current }
  }
  const place = stops.find(stop => plain(stop.location) === code && rest(stop) > 0)
  if (place) return { kind: 'go', stop: place }
  const others = stops.filter(isGoods)
  return { kind: 'wrong', code: scanned.trim(), belongsTo: others.find(stop => rest(stop) > 0) ?? others[0] ?? null }
}

/** A GTIN may be written with 8, 12, 13 or 14 digits: leading zeros are all that differs (GS1 General Specifications, 7.3). */
export const sameGtin = (gtin: string | undefined, code: string) =>
  gtin !== undefined && /^\d{8,14}$/.test(code) && gtin.padStart(14, '0') === code.padStart(14, '0')

/** Who goes without when goods are missing: the orders that come last in the batch. */
export function shortages(stop: Stop, missing: number): { take: Take; missing: number }[] {
  let left = missing
  return [...stop.takes].reverse().flatMap(take => {
    const share = Math.min(rest(take), left)
    left -= share
    return share > 0 ? [{ take, missing: share }] : []
  })
}
