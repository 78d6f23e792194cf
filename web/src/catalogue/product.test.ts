import { describe, expect, it } from 'vitest'
import { draftOf, isGtin, NEW_PRODUCT, productOf, readProductRow } from './product'

const cup = { sku: 'CUP', name: 'Cup', gtin: '4006381333931', weight_grams: 120, location: 'A-01', tax_rate: '20', unit_price: { minor: 1_250, currency: 'GBP' }, is_active: true }

describe('a product', () => {
  it('comes out of its form as it went in', () => {
    expect(productOf(draftOf(cup), 'GBP')).toEqual(cup)
  })

  it('is refused where a number is none, before anything is sent', () => {
    const faults = [{ sku: '' }, { gtin: '4006381333932' }, { weight: '1.5' }, { taxRate: 'x' }, { price: '1.234' }].map(part => productOf({ ...draftOf(cup), ...part }, 'GBP'))
    expect(faults).toEqual([
      { fault: 'missing', column: 'sku' },
      { fault: 'gtin', column: 'gtin' },
      { fault: 'number', column: 'weight' },
      { fault: 'number', column: 'taxRate' },
      { fault: 'amount', column: 'price' },
    ])
  })

  it('is read from a pasted row; what is not there is left to the store', () => {
    const cells: Record<string, string> = { sku: 'MUG', name: 'Mug', tax_rate: '23 %', is_active: 'no' }
    expect(readProductRow(name => cells[name] ?? '', 'PLN')).toMatchObject({ sku: 'MUG', tax_rate: '23', is_active: false, unit_price: null, gtin: null })
    expect(productOf({ ...NEW_PRODUCT, sku: 'A', name: 'B' }, 'PLN')).toMatchObject({ weight_grams: 0, location: '' })
  })
})

it('a GTIN has a check digit', () => {
  expect(['4006381333931', '96385074', '036000291452', '14006381333938'].every(isGtin)).toBe(true)
  expect(['4006381333932', '123', 'x'].some(isGtin)).toBe(false)
})
