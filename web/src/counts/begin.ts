import type { CountBody } from '../api/types'

export type How = 'list' | 'all' | 'search' | 'uncounted' | 'chosen'

/** What somebody has typed of a count that is to begin. */
export type CountDraft = { name: string; blind: boolean; how: How; q: string; days: string; skus: string }

export const MAX_SKUS = 5_000

/** SKUs as they are typed or pasted: apart by lines, blanks or commas, each once. */
export const skusIn = (text: string) => [...new Set(text.split(/[\s,;]+/).map(sku => sku.trim().toUpperCase()).filter(Boolean))]

/** The count as it is sent; null while something is missing. `filter` is that of the list that it begins from. */
export function countOf(draft: CountDraft, filter: Record<string, unknown>): CountBody | null {
  const name = draft.name.trim()
  const of = chosen(draft, filter)
  return name === '' || of === null ? null : { name, blind: draft.blind, ...of }
}

function chosen({ how, q, days, skus }: CountDraft, filter: Record<string, unknown>): Pick<CountBody, 'skus' | 'filter'> | null {
  switch (how) {
    case 'all':
      return { filter: {} }
    case 'list':
      return { filter }
    case 'search':
      return q.trim() === '' ? null : { filter: { q: q.trim() } }
    case 'uncounted':
      return /^\d{1,4}$/.test(days) ? { filter: { not_counted_for: Number(days) } } : null
    case 'chosen': {
      const named = skusIn(skus)
      return named.length === 0 || named.length > MAX_SKUS ? null : { skus: named }
    }
  }
}
