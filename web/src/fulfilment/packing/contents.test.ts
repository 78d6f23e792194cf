import { describe, expect, it } from 'vitest'
import type { Order } from '../../api/types'
import { check, lastParcel, linesToPack, parcelOf, readGrams, scannedOf, toCome, untracked, weightFault, whyNotPackable } from './contents'

const order = {
  id: 'o', parcels: [],
  lines: [
    { line: 1, sku: 'CUP', description: 'Cup', picked: 2 },
    { line: 2, sku: 'MUG', description: 'Mug', picked: 1 },
    { line: 3, sku: 'JUG', description: 'Jug', picked: 0 },
  ],
} as unknown as Order

const pack = (lines?: { line: number; quantity: number }[]) => ({ kind: 'pack', order: 'o', reference: 'O', parcel: { weight_grams: 1, ...(lines ? { lines } : {}) } }) as const
const NONE = new Map<string, string>()

describe('packing', () => {
  it('offers what is picked, less what this device has packed and nobody has answered yet', () => {
    expect(linesToPack(order, []).map(it => [it.sku, it.toPack])).toEqual([['CUP', 2], ['MUG', 1]])
    expect(linesToPack(order, [pack([{ line: 1, quantity: 1 }])]).map(it => [it.sku, it.toPack])).toEqual([['CUP', 1], ['MUG', 1]])
    expect(linesToPack(order, [pack()])).toEqual([])
    expect(lastParcel(order, [pack([{ line: 1, quantity: 1 }])])).toBe(1)
  })

  it('counts scanned goods, and refuses what does not belong or is one too many', () => {
    const lines = linesToPack(order, [])
    const once = check(lines, ' mug ', NONE)
    expect(once?.[1]?.checked).toBe(1)
    expect(once && check(once, 'MUG', NONE)).toBeNull()
    expect(check(lines, 'JUG', NONE)).toBeNull()
    expect(check(lines, '05000000000005', new Map([['MUG', '5000000000005']]))?.[1]?.checked).toBe(1)
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

it('a weight that is none is told from one that nothing has', () => {
  expect(['', '900', '1,25 kg'].map(weightFault)).toEqual([null, null, null])
  expect(['99999999', '5000000000005', '2000 kg', '1500.5'].map(weightFault)).toEqual(Array(4).fill('too_heavy'))
  expect(['abc', '0', '1,5 g', '-3', '1.2.3'].map(weightFault)).toEqual(Array(5).fill('unreadable'))
})

it('counts how much of a parcel was scanned, however it is divided', () => {
  const [cup, mug] = linesToPack(order, [])
  const lines = cup && mug ? [{ ...cup, checked: 2 }, mug] : []
  expect(scannedOf(lines, new Map())).toEqual({ scanned: 2, units: 3 })
  expect(scannedOf(lines, new Map([[1, 1], [2, 0]]))).toEqual({ scanned: 1, units: 1 })
})

it('an order that cannot be packed says why', () => {
  const counters = { allocated: 0, backordered: 0, released: 0, picked: 0, packed: 0, shipped: 0 }
  const of = (status: string, at: Partial<typeof counters>, holds: string[] = []) => ({ status, holds, lines: [{ ...counters, ...at }] }) as unknown as Order
  expect(whyNotPackable(of('cancelled', {}))).toBe('cancelled')
  expect(whyNotPackable(of('shipped', { shipped: 2 }))).toBe('shipped')
  expect(whyNotPackable(of('on_hold', { released: 2 }, ['address']))).toBe('on_hold')
  expect(whyNotPackable(of('released', { released: 2 }))).toBe('not_picked')
  expect(whyNotPackable(of('picking', { packed: 1, backordered: 1 }))).toBe('not_picked')
  expect(whyNotPackable(of('packed', { packed: 2 }))).toBe('packed')
  expect(whyNotPackable(of('picked', { picked: 2 })), 'its parcel waits to be sent').toBe('packed')
  expect(toCome(of('picking', { allocated: 1, backordered: 2, released: 3, picked: 4, packed: 5 }))).toBe(6)
})

it('a parcel without a tracking number is found while it is here', () => {
  const parcels = (...all: { number: number; tracking_number: string | null; shipped_at: string | null }[]) => ({ id: 'o', parcels: all }) as unknown as Order
  expect(untracked(parcels({ number: 1, tracking_number: 'A', shipped_at: null }, { number: 2, tracking_number: null, shipped_at: null }), [])?.number).toBe(2)
  expect(untracked(parcels({ number: 1, tracking_number: null, shipped_at: '2026-01-01T00:00:00Z' }), [])).toBeNull()
  const sent = { kind: 'tracking', order: 'o', reference: 'O', number: 1, tracking: { carrier: 'C', service: 's', tracking_number: 'A' } } as const
  expect(untracked(parcels({ number: 1, tracking_number: null, shipped_at: null }), [sent])).toBeNull()
})
