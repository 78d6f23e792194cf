import { expect, it } from 'vitest'
import type { CountLine } from '../../api/types'
import { isToCount, lineOf, sheetOf, tallied, walk, without } from './sheet'

const line = (sku: string, part: Partial<CountLine> = {}): CountLine => ({ sku, name: sku, gtin: null, location: '', stage: 'open', counted: null, counted_at: null, counted_by: null, variance: null, recount: null, n_attempts: 0, reason: null, ...part })

it('goods are known by their SKU and by the number on them, with or without leading zeros', () => {
  const lines = sheetOf([line('A1'), line('B2', { gtin: '4006381333931' })], 'c', [])
  expect(lineOf(lines, ' a1 ')?.sku).toBe('A1')
  expect(lineOf(lines, '4006381333931')?.sku).toBe('B2')
  expect(lineOf(lines, '04006381333931')?.sku).toBe('B2')
  expect(lineOf(lines, '99')).toBe(null)
})

it('what was saved on this device counts before the API has answered', () => {
  const saved = { kind: 'count', count: 'c', sku: 'A1', units: 4, countedAt: '' } as const
  const [first, second] = sheetOf([line('A1'), line('B2')], 'c', [saved, { ...saved, count: 'other', sku: 'B2' }])
  expect(first).toMatchObject({ stage: 'counted', counted: 4 })
  expect(second && isToCount(second)).toBe(true)
})

it('the walk goes by place, and what is counted stands at its end', () => {
  const lines = sheetOf([line('C', { location: 'A-10' }), line('B', { location: 'A-2' }), line('A', { location: 'A-1', stage: 'counted', counted: 1 }), line('D', { location: 'A-2', stage: 'recount' })], 'c', [])
  expect(walk(lines).map(({ sku }) => sku)).toEqual(['B', 'D', 'C', 'A'])
})

it('a tally does not fall below nothing', () => {
  const tally = tallied({}, 'A', -1, 'now')
  expect(tally).toEqual({ A: { units: 0, at: 'now' } })
  expect(without(tally, 'A')).toEqual({})
})
