import { expect, it } from 'vitest'
import type { AsnLine } from '../api/types'
import { corrected, counted, here, lineOf, receiptOf, unitsOf, type Counted } from './counting'

const line = (sku: string, gtin: string | null = null): AsnLine => ({ sku, name: sku, gtin, location: '', announced: 5, good: 1, damaged: 1, short: 3, over: 0 })

it('goods are known by their SKU or by the number on them, however many digits it has', () => {
  const lines = [line('85123A', '5000000000005'), line('5000000000005')]
  expect(lineOf(lines, ' 85123a ')?.sku).toBe('85123A')
  expect(lineOf([line('85123A', '5000000000005')], '05000000000005')?.sku).toBe('85123A')
  expect(lineOf(lines, '5000000000005')?.sku).toBe('5000000000005')
  expect(lineOf(lines, 'OTHER')).toBeNull()
})

it('each scan counts one more in its condition, and says each damage once', () => {
  const scans: ['good' | 'damaged', string][] = [['good', ''], ['damaged', 'wet'], ['damaged', 'wet'], ['damaged', 'torn']]
  const all = scans.reduce<Counted[]>((sum, [condition, damage]) => counted(sum, 'A', condition, damage), [])
  expect(counted(all, 'B', 'good', '')).toEqual([{ sku: 'B', good: 1, damaged: 0, damage: '' }, { sku: 'A', good: 1, damaged: 3, damage: 'wet; torn' }])
  expect(here(line('A'), all[0])).toBe(6)
  expect(here(undefined, all[0])).toBe(4)
  expect(unitsOf(all)).toBe(4)
})

it('what is put right by hand to nothing is not counted, and good units have no damage', () => {
  const all: Counted[] = [{ sku: 'A', good: 1, damaged: 2, damage: 'wet' }]
  expect(corrected(all, 'A', { good: 0, damaged: 0 })).toEqual([])
  expect(receiptOf(corrected(all, 'A', { damaged: 0 }))).toEqual({ lines: [{ sku: 'A', good: 1, damaged: 0, damage: null }] })
})
