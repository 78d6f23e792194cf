import { expect, it } from 'vitest'
import { count, readPasted } from './receipt'

it('each scan of a SKU counts one more, and the last counted stands first', () => {
  const lines = ['a1', 'B2', 'A1'].reduce((counted, sku) => count(counted, sku, 1), [] as { sku: string; quantity: number }[])
  expect(lines).toEqual([{ sku: 'A1', quantity: 2 }, { sku: 'B2', quantity: 1 }])
  expect(count(lines, 'A1', -2)).toEqual([{ sku: 'B2', quantity: 1 }])
  expect(count(lines, ' ', 1)).toEqual(lines)
})

it('a pasted delivery note is read with tabs, commas or blanks, with or without a header', () => {
  expect(readPasted('SKU\tQuantity\n85123A\t6\n22423\t10\n85123A\t4\n')).toEqual({ lines: [{ sku: '22423', quantity: 10 }, { sku: '85123A', quantity: 10 }], faults: [] })
  expect(readPasted('A;1\nB, 2\nC 3').lines.length).toBe(3)
})

it('a row that cannot be read is named, not left out in silence', () => {
  expect(readPasted('A,1\nB,x\nC,0\n').faults).toEqual([{ row: 2, text: 'B,x' }, { row: 3, text: 'C,0' }])
})
