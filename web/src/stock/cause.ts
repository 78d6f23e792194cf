import type { MessageKey } from '../i18n/translate'

/** What our own functions write into the ledger, in English, as the reader's language says it; all else is somebody's own words. */
const OURS: [RegExp, MessageKey][] = [
  [/^collected by (.+)$/, 'stock.why.collected'],
  [/^receipt (.+)$/, 'stock.why.receipt'],
  [/^cancelled by file: (.+)$/, 'stock.why.cancelled_by_file'],
  [/^order from the API$/, 'stock.why.api_order'],
  [/^stock came$/, 'stock.why.stock_came'],
  [/^not found by the picker$/, 'stock.why.not_found'],
  [/^import undone$/, 'stock.why.import_undone'],
  [/^the orders were counted anew$/, 'stock.why.recounted'],
]

/** The message for a cause that is ours, with what it is about; null for somebody's own words. */
export function causeOf(cause: string): { key: MessageKey; what: string } | null {
  for (const [pattern, key] of OURS) {
    const found = pattern.exec(cause)
    if (found) return { key, what: found[1] ?? '' }
  }
  return null
}

/** Functions of ours that stand in the ledger as who moved something. */
const FUNCTIONS: readonly string[] = ['stock-allocation', 'sentinel']

export const isOurs = (actor: string) => FUNCTIONS.includes(actor)
