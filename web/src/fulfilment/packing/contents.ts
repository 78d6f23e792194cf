import type { NewParcel, Order, OrderLine } from '../../api/types'
import type { Deferred } from '../../outbox/deferred'
import { sameGtin } from '../picking/walk'

export type PackLine = { line: number; sku: string; description: string; toPack: number; checked: number }

/** The heaviest thing that goes out as a parcel; a larger number is a bar code that went into the wrong field. */
export const MAX_GRAMS = 1_000_000

/** What is picked and in no parcel yet, as far as this device knows. */
export function linesToPack(order: Order, done: Deferred[]): PackLine[] {
  return order.lines
    .map(line => ({ line: line.line, sku: line.sku, description: line.description, toPack: line.picked - packedSince(line, order.id, done), checked: 0 }))
    .filter(({ toPack }) => toPack > 0)
}

function packedSince(line: OrderLine, order: string, done: Deferred[]) {
  return done.reduce((sum, it) => {
    if (it.kind !== 'pack' || it.order !== order) return sum
    if (!it.parcel.lines?.length) return line.picked
    return sum + (it.parcel.lines.find(content => content.line === line.line)?.quantity ?? 0)
  }, 0)
}

/** The number of the parcel that was closed last. */
export const lastParcel = (order: Order, done: Deferred[]) => order.parcels.length + done.filter(it => it.kind === 'pack' && it.order === order.id).length

/** A parcel that is closed and still here, and has no tracking number, not even one that nobody has answered yet. */
export function untracked(order: Order, done: Deferred[]) {
  const isOnItsWay = (number: number) => done.some(it => it.kind === 'tracking' && it.order === order.id && it.number === number)
  return order.parcels.find(parcel => !parcel.tracking_number && !parcel.shipped_at && !isOnItsWay(parcel.number)) ?? null
}

export type NotPackable = 'cancelled' | 'shipped' | 'on_hold' | 'not_picked' | 'packed'

const unitsAt = (order: Order, ...places: ('allocated' | 'backordered' | 'released' | 'picked' | 'packed')[]) =>
  order.lines.reduce((sum, line) => sum + places.reduce((units, place) => units + line[place], 0), 0)

/** Units that are still to come to the bench. */
export const toCome = (order: Order) => unitsAt(order, 'allocated', 'backordered', 'released')

/** Why there is nothing to do for somebody who wants to pack the order. */
export function whyNotPackable(order: Order): NotPackable {
  if (order.status === 'cancelled') return 'cancelled'
  if (toCome(order) + unitsAt(order, 'picked', 'packed') === 0) return 'shipped'
  if (order.holds.length > 0) return 'on_hold'
  // What is picked and not to be packed any more is in a parcel that waits to be sent.
  return toCome(order) > 0 ? 'not_picked' : 'packed'
}

/** Whether a code is a SKU's, or the number on its goods; `gtins` knows those by SKU, as far as they were read. */
export const isOf = (sku: string, scanned: string, gtins: ReadonlyMap<string, string>) => {
  const code = scanned.trim().toUpperCase()
  return sku.toUpperCase() === code || sameGtin(gtins.get(sku), code)
}

/** Counts a scanned unit; null where the order wants no more of it. */
export function check(lines: PackLine[], scanned: string, gtins: ReadonlyMap<string, string>): PackLine[] | null {
  const at = lines.findIndex(line => isOf(line.sku, scanned, gtins) && line.checked < line.toPack)
  return at < 0 ? null : lines.map((line, index) => (index === at ? { ...line, checked: line.checked + 1 } : line))
}

/** How many of the units that go into a parcel were scanned. */
export function scannedOf(lines: PackLine[], quantities: Map<number, number>) {
  const into = lines.map(({ line, toPack, checked }) => ({ units: Math.min(quantities.get(line) ?? toPack, toPack), checked }))
  return { scanned: into.reduce((sum, { units, checked }) => sum + Math.min(checked, units), 0), units: into.reduce((sum, { units }) => sum + units, 0) }
}

/** The parcel as it is sent. Its lines are named only where something stays behind. */
export function parcelOf(lines: PackLine[], quantities: Map<number, number>, grams: number): NewParcel {
  const contents = lines.map(({ line, toPack }) => ({ line, quantity: Math.min(quantities.get(line) ?? toPack, toPack) })).filter(({ quantity }) => quantity > 0)
  const isAll = lines.every(({ line, toPack }) => (quantities.get(line) ?? toPack) >= toPack)
  return isAll ? { weight_grams: grams } : { weight_grams: grams, lines: contents }
}

export type WeightFault = 'unreadable' | 'too_heavy'

/** What is wrong with a weight; null where it is right, or not there yet. */
export function weightFault(text: string): WeightFault | null {
  if (text.trim() === '' || readGrams(text) !== null) return null
  return /^\s*\d+([.,]\d{1,3})?\s*(kg|g)?\s*$/i.test(text) && /[1-9]/.test(text) && !/[.,]\d+\s*g\s*$/i.test(text) ? 'too_heavy' : 'unreadable'
}

/** Scales and people write grams, or kilograms with a decimal mark: `1,25` and `1.25 kg` are 1,250 grams. */
export function readGrams(text: string): number | null {
  const [, number = '', unit = ''] = /^\s*([\d.,]+)\s*(kg|g)?\s*$/i.exec(text) ?? []
  if (!/^\d+([.,]\d{1,3})?$/.test(number)) return null
  const isKilograms = unit.toLowerCase() === 'kg' || (unit === '' && /[.,]/.test(number))
  if (!isKilograms && /[.,]/.test(number)) return null
  const [whole = '0', fraction = ''] = number.split(/[.,]/)
  const grams = isKilograms ? Number(whole) * 1_000 + Number(fraction.padEnd(3, '0') || 0) : Number(whole)
  return grams >= 1 && grams <= MAX_GRAMS ? grams : null
}
