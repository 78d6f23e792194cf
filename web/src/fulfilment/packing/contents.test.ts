import { describe, expect, it } from 'vitest'
import type { Order } from '../../api/types'
import { check, linesToPack, nextParcel, parcelOf, readGrams } from './contents'

const order = {
  id: 'o', parcels: [],
  lines: [
    { line: 1, sku: 'CUP', description: 'Cup', picked: 2 },
    { line: 2, sku: 'MUG', description: 'Mug', picked: 1 },
    { line: 3, sku: 'JUG', description: 'Jug', picked: 0 },
  ],
} as unknown as Order

const pack = (lines?: { line: number; quantity: number }[]) => ({ kind: 'pack', order: 'o', reference: 'O', parcel: { weight_grams: 1, ...(lines ? { lines } : {}) } }) as const

describe('packing', () => {
  it('offers what is picked, less what this device has packed and nobody has answered yet', () => {
    expect(linesToPack(order, []).map(it => [it.sku, it.toPack])).toEqual([['CUP', 2], ['MUG', 1]])
    expect(linesToPack(order, [pack([{ line: 1, quantity: 1 }])]).map(it => [it.sku, it.toPack])).toEqual([['CUP', 1], ['MUG', 1]])
    expect(linesToPack(order, [pack()])).toEqual([])
    expect(nextParcel(order, [pack([{ line: 1, quantity: 1 }])])).toBe(2)
  })

  it('counts scanned goods, and refuses what does not belong or is one too many', () => {
    const lines = linesToPack(order, [])
    const once = check(lines, ' mug ')
    expect(once?.[1]?.checked).toBe(1)
    expect(once && check(once, 'MUG')).toBeNull()
    expect(check(lines, 'JUG')).toBeNull()
  })

  it('names the lines only where something stays behind', () => {
    const lines = linesToPack(order, [])
    expect(parcelOf(lines, new Map(), 900)).toEqual({ weight_grams: 900 })
    expect(parcelOf(lines, new Map([[1, 1], [2, 0]]), 900)).toEqual({ weight_grams: 900, lines: [{ line: 1, quantity: 1 }] })
    expect(parcelOf(lines, new Map([[1, 1]]), 900)).toEqual({ weight_grams: 900, lines: [{ line: 1, quantity: 1 }, { line: 2, quantity: 1 }] })
  })
})

it('weights are grams, or kilograms with a decimal mark; a bar code is no weight', () => {
  expect(['900', '900 g', '1,25', '1.25 kg', '2kg', '0.5'].map(readGrams)).toEqual([900, 900, 1_250, 1_250, 2_000, 500])
  expect(['', 'x', '0', '1.2345', '1,5 g', '5000000000005', '-3', '1.2.3'].map(readGrams)).toEqual(Array(8).fill(null))
})
