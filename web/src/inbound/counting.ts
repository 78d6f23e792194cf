import type { AsnLine, NewAsnReceipt } from '../api/types'
import { sameGtin } from '../fulfilment/picking/walk'

/** What was counted of one SKU and is not booked yet. */
export type Counted = { sku: string; good: number; damaged: number; damage: string }

export type Condition = 'good' | 'damaged'

/** The announced line that a code belongs to: by its SKU, or by the number on the goods. */
export function lineOf(lines: AsnLine[], scanned: string): AsnLine | null {
  const code = scanned.trim().toUpperCase()
  return lines.find(line => line.sku.toUpperCase() === code) ?? lines.find(line => sameGtin(line.gtin ?? undefined, code)) ?? null
}

/** One more of a SKU; what was counted last stands first, so that it is seen. */
export function counted(all: Counted[], sku: string, condition: Condition, damage: string): Counted[] {
  const known = all.find(it => it.sku === sku) ?? { sku, good: 0, damaged: 0, damage: '' }
  const next = condition === 'good' ? { ...known, good: known.good + 1 } : { ...known, damaged: known.damaged + 1, damage: together(known.damage, damage) }
  return [next, ...all.filter(it => it.sku !== sku)]
}

/** Units of one SKU that were damaged in several ways are told of in one line. */
function together(before: string, now: string) {
  const said = before.split('; ').filter(Boolean)
  return said.includes(now) ? before : [...said, now].join('; ').slice(0, 200)
}

/** A SKU's figures put right by hand; one with none is not counted. */
export const corrected = (all: Counted[], sku: string, part: Partial<Pick<Counted, 'good' | 'damaged'>>) =>
  all.map(it => (it.sku === sku ? { ...it, ...part } : it)).filter(it => it.good + it.damaged > 0)

/** Units of a line that came before or are counted now. */
export const here = (line: AsnLine | undefined, now: Counted | undefined) => (line ? line.good + line.damaged : 0) + (now ? now.good + now.damaged : 0)

export const unitsOf = (all: Counted[]) => all.reduce((sum, { good, damaged }) => sum + good + damaged, 0)

export const receiptOf = (all: Counted[]): NewAsnReceipt => ({
  lines: all.map(({ sku, good, damaged, damage }) => ({ sku, good, damaged, damage: damaged > 0 ? damage : null })),
})
