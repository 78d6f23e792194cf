import type { Disposition, NewVerdict, Return, ReturnableLine, ReturnableOrder, ReturnReason } from '../api/types'
import { sameGtin } from '../fulfilment/picking/walk'

export const REASONS: ReturnReason[] = ['not_wanted', 'faulty', 'damaged_in_transit', 'wrong_item', 'undeliverable', 'other']

export const DISPOSITIONS: Disposition[] = ['restock', 'quality_control', 'damaged', 'scrap', 'back_to_client']

/** Whether somebody has to say what is wrong with goods of this verdict. */
export const needsNote = (disposition: Disposition) => disposition === 'damaged' || disposition === 'scrap'

/** Why a line came back that nobody announced. */
export type Why = { reason: ReturnReason; note: string }

/** Units of a line with one verdict that were counted and are not booked yet. */
export type Counted = { line: number; sku: string; disposition: Disposition; units: number; note: string; why: Why | null }

/** Units of a line that can still come: what is with the buyer, and what this return awaits. Other returns keep what they await. */
export function room(line: ReturnableLine, back: Return | null): number {
  const awaited = back?.lines.find(it => it.line === line.line)?.missing ?? 0
  return line.shipped + awaited
}

export const countedOf = (all: Counted[], line: number) => all.filter(it => it.line === line).reduce((sum, { units }) => sum + units, 0)

export const unitsOf = (all: Counted[]) => all.reduce((sum, { units }) => sum + units, 0)

/** Whether nobody announced the line, so that somebody has to say why it came. */
export const isUnexpected = (back: Return | null, line: number) => !back?.lines.some(it => it.line === line)

/**
 * The line that scanned goods belong to: by SKU, or by the number on them. Of several lines with one SKU the first that is awaited, then the
 * first of which more can come.
 */
export function lineOf(order: ReturnableOrder, back: Return | null, all: Counted[], scanned: string): ReturnableLine | null {
  const code = scanned.trim().toUpperCase()
  const fitting = order.lines.filter(line => line.sku.toUpperCase() === code || sameGtin(line.gtin ?? undefined, code))
  const awaited = (line: ReturnableLine) => (back?.lines.find(it => it.line === line.line)?.missing ?? 0) > countedOf(all, line.line)
  return fitting.find(awaited) ?? fitting.find(line => room(line, back) > countedOf(all, line.line)) ?? fitting[0] ?? null
}

/** One more unit of a line; what was counted last stands first, so that it is seen. */
export function counted(all: Counted[], line: ReturnableLine, disposition: Disposition, note: string, why: Why | null): Counted[] {
  const known = all.find(it => it.line === line.line && it.disposition === disposition)
  const next = known
    ? { ...known, units: known.units + 1, note: together(known.note, note) }
    : { line: line.line, sku: line.sku, disposition, units: 1, note, why: all.find(it => it.line === line.line)?.why ?? why }
  return [next, ...all.filter(it => it !== known)]
}

/** Units that are wrong in several ways are told of together. */
function together(before: string, now: string) {
  const said = before.split('; ').filter(Boolean)
  return now === '' || said.includes(now) ? before : [...said, now].join('; ').slice(0, 200)
}

/** Figures put right by hand; one of none is not counted. */
export const corrected = (all: Counted[], it: Counted, units: number) => all.map(one => (one === it ? { ...one, units } : one)).filter(one => one.units > 0)

export const verdictsOf = (all: Counted[]): NewVerdict[] =>
  all.map(({ line, units, disposition, note, why }) => ({
    line, quantity: units, disposition, note: needsNote(disposition) ? note : '', reason: why?.reason ?? null, reason_note: why?.note ?? '',
  }))
