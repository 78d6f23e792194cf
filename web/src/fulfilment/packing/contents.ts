import type { NewParcel, Order, OrderLine } from '../../api/types'
import type { Deferred } from '../../outbox/deferred'

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

/** The number that the next parcel gets. */
export const nextParcel = (order: Order, done: Deferred[]) => order.parcels.length + done.filter(it => it.kind === 'pack' && it.order === order.id).length + 1

/** Counts a scanned unit; null where the order wants no more of it. */
export function check(lines: PackLine[], scanned: string): PackLine[] | null {
  const code = scanned.trim().toUpperCase()
  const at = lines.findIndex(line => line.sku.toUpperCase() === code && line.checked < line.toPack)
  return at < 0 ? null : lines.map((line, index) => (index === at ? { ...line, checked: line.checked + 1 } : line))
}

/** The parcel as it is sent. Its lines are named only where something stays behind. */
export function parcelOf(lines: PackLine[], quantities: Map<number, number>, grams: number): NewParcel {
  const contents = lines.map(({ line, toPack }) => ({ line, quantity: Math.min(quantities.get(line) ?? toPack, toPack) })).filter(({ quantity }) => quantity > 0)
  const isAll = lines.every(({ line, toPack }) => (quantities.get(line) ?? toPack) >= toPack)
  return isAll ? { weight_grams: grams } : { weight_grams: grams, lines: contents }
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
