import type { CountLine } from '../../api/types'
import type { Deferred } from '../../outbox/deferred'

/** A SKU on the sheet as this device knows it: what the API said, and on top of it what was saved here and has not been answered yet. */
export type SheetLine = Pick<CountLine, 'sku' | 'name' | 'gtin' | 'location' | 'stage'> & { counted: number | null }

/** What somebody counts at this moment, by SKU: units, and when the last of them was counted. */
export type Tally = Record<string, { units: number; at: string }>

const bare = (code: string) => code.trim().toUpperCase().replace(/^0+(?=\d{7})/, '')

/** The line that a code belongs to: the SKU, or the number on the goods, with or without the zeros that some scanners put before it. */
export const lineOf = (lines: readonly SheetLine[], code: string) => lines.find(line => line.sku === code.trim().toUpperCase()) ?? lines.find(line => line.gtin && bare(line.gtin) === bare(code)) ?? null

/** The lines of a count with what the outbox still holds of it. */
export function sheetOf(lines: readonly CountLine[], count: string, waiting: readonly Deferred[]): SheetLine[] {
  const saved = new Map(waiting.flatMap(what => (what.kind === 'count' && what.count === count ? [[what.sku, what.units] as const] : [])))
  return lines.map(({ sku, name, gtin, location, stage, counted }) => {
    const units = saved.get(sku)
    return { sku, name, gtin, location, stage: units === undefined ? stage : 'counted', counted: units ?? counted ?? null }
  })
}

export const isToCount = (line: SheetLine) => line.stage === 'open' || line.stage === 'recount'
export const isDecided = (line: SheetLine) => line.stage === 'booked' || line.stage === 'left'

/** The way through the house: by place, then by SKU, what is to be counted first. */
export const walk = (lines: readonly SheetLine[]) =>
  [...lines].sort((a, b) => Number(isToCount(b)) - Number(isToCount(a)) || a.location.localeCompare(b.location, 'en', { numeric: true }) || a.sku.localeCompare(b.sku, 'en', { numeric: true }))

const MAX_UNITS = 10_000_000

export const tallied = (tally: Tally, sku: string, units: number, at: string): Tally => ({ ...tally, [sku]: { units: Math.min(MAX_UNITS, Math.max(0, units)), at } })

export const without = (tally: Tally, sku: string): Tally => Object.fromEntries(Object.entries(tally).filter(([name]) => name !== sku))
