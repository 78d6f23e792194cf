import { describe, expect, it } from 'vitest'
import { readMoney } from './amount'
import { readTable, slices } from './table'

const COLUMNS = [{ name: 'sku', isNeeded: true }, { name: 'quantity', isNeeded: true }, { name: 'name' }]
const read = (text: string) =>
  readTable(text, COLUMNS, cell => (/^\d+$/.test(cell('quantity')) ? { sku: cell('sku'), quantity: Number(cell('quantity')), name: cell('name') } : { fault: 'number', column: 'quantity' }))

describe('a pasted table', () => {
  it('is read from a spreadsheet’s tabs and from CSV, whatever the case and order of the columns', () => {
    expect(read('Quantity\tSKU\n6\t85123A\n').rows).toEqual([{ row: 2, item: { sku: '85123A', quantity: 6, name: '' } }])
    expect(read('sku;quantity;name\nA;1;"Cup; blue"').rows).toEqual([{ row: 2, item: { sku: 'A', quantity: 1, name: 'Cup; blue' } }])
    expect(read('\ufeffsku,quantity\nA,1').missing).toEqual([])
  })

  it('tells each row’s fault by its number in the sheet', () => {
    expect(read('sku,quantity\nA,1\n,2\nB,x\n').rows).toEqual([
      { row: 2, item: { sku: 'A', quantity: 1, name: '' } },
      { row: 3, fault: 'missing', column: 'sku' },
      { row: 4, fault: 'number', column: 'quantity' },
    ])
  })

  it('names columns that are missing and those that nobody knows', () => {
    expect(read('sku,colour\nA,red')).toEqual({ rows: [], missing: ['quantity'], unknown: ['colour'] })
  })
})

it('is sent in slices that lose nothing', () => {
  const items = Array.from({ length: 1_001 }, (_, index) => index)
  expect(slices(items).map(slice => slice.length)).toEqual([500, 500, 1])
  expect(slices(items).flat()).toEqual(items)
  expect(slices([])).toEqual([])
})

it('amounts become whole minor units of their currency, exactly', () => {
  expect(['12.50', '12,5', '0.07', '1'].map(text => readMoney(text, 'GBP')?.minor)).toEqual([1_250, 1_250, 7, 100])
  expect(readMoney('12500', 'VND')).toEqual({ minor: 12_500, currency: 'VND' })
  expect(['12.505', '-1', 'x', '1,234.50', ''].map(text => readMoney(text, 'GBP'))).toEqual(Array(5).fill(null))
  expect(readMoney('1.5', 'VND')).toBeNull()
})
