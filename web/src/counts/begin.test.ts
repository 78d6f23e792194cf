import { expect, it } from 'vitest'
import { countOf, skusIn, type CountDraft } from './begin'

const draft = (part: Partial<CountDraft>): CountDraft => ({ name: 'Aisle B', blind: true, how: 'all', q: '', days: '90', skus: '', ...part })

it('a count is of all, of a list, of a search, of what nobody counted, or of SKUs that are named', () => {
  expect(countOf(draft({}), {})).toEqual({ name: 'Aisle B', blind: true, filter: {} })
  expect(countOf(draft({ how: 'list' }), { short: true })).toEqual({ name: 'Aisle B', blind: true, filter: { short: true } })
  expect(countOf(draft({ how: 'search', q: ' cup ' }), {})?.filter).toEqual({ q: 'cup' })
  expect(countOf(draft({ how: 'uncounted' }), {})?.filter).toEqual({ not_counted_for: 90 })
  expect(countOf(draft({ how: 'chosen', skus: 'a1\nB2, a1' }), {})?.skus).toEqual(['A1', 'B2'])
})

it('what is missing holds it back', () => {
  for (const part of [{ name: ' ' }, { how: 'search' as const }, { how: 'uncounted' as const, days: 'x' }, { how: 'chosen' as const, skus: ' , ' }]) expect(countOf(draft(part), {})).toBe(null)
})

it('SKUs are read from lines, lists and spreadsheets', () => {
  expect(skusIn('85123A\t22423\r\n\r\n22423;x-1')).toEqual(['85123A', '22423', 'X-1'])
})
