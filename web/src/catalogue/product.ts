import type { Product } from '../api/types'
import { majorUnits } from '../i18n/format'
import { minorDigits, readMoney } from '../bulk/amount'

/** A product as a form has it: everything is text until it is sent. */
export type ProductDraft = { sku: string; name: string; gtin: string; weight: string; location: string; taxRate: string; price: string; isActive: boolean }

export const NEW_PRODUCT: ProductDraft = { sku: '', name: '', gtin: '', weight: '', location: '', taxRate: '', price: '', isActive: true }

export const draftOf = (product: Product): ProductDraft => ({
  sku: product.sku,
  name: product.name,
  gtin: product.gtin ?? '',
  weight: product.weight_grams ? String(product.weight_grams) : '',
  location: product.location ?? '',
  taxRate: product.tax_rate ?? '',
  price: product.unit_price ? majorUnits(product.unit_price.minor, minorDigits(product.unit_price.currency)) : '',
  isActive: product.is_active ?? true,
})

export type ProductFault = { fault: 'missing' | 'number' | 'amount' | 'gtin'; column: keyof ProductDraft }

export function productOf(draft: ProductDraft, currency: string): Product | ProductFault {
  const price = draft.price.trim() === '' ? null : readMoney(draft.price, currency)
  if (draft.sku.trim() === '') return { fault: 'missing', column: 'sku' }
  if (draft.name.trim() === '') return { fault: 'missing', column: 'name' }
  if (draft.gtin.trim() !== '' && !isGtin(draft.gtin.trim())) return { fault: 'gtin', column: 'gtin' }
  if (draft.weight.trim() !== '' && !/^\d{1,7}$/.test(draft.weight.trim())) return { fault: 'number', column: 'weight' }
  if (draft.taxRate.trim() !== '' && !/^\d{1,3}([.,]\d{1,4})?$/.test(draft.taxRate.trim())) return { fault: 'number', column: 'taxRate' }
  if (draft.price.trim() !== '' && !price) return { fault: 'amount', column: 'price' }
  return {
    sku: draft.sku.trim(),
    name: draft.name.trim(),
    gtin: draft.gtin.trim() || null,
    weight_grams: Number(draft.weight.trim() || 0),
    location: draft.location.trim(),
    tax_rate: draft.taxRate.trim().replace(',', '.') || null,
    unit_price: price,
    is_active: draft.isActive,
  }
}

/** 8, 12, 13 or 14 digits of which the last checks the others (GS1 General Specifications, 7.9). */
export function isGtin(text: string) {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) return false
  const sum = [...text.padStart(14, '0')].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return sum % 10 === 0
}

/** The columns of a pasted table, as they are named in it. */
export const PRODUCT_COLUMNS = [
  { name: 'sku', isNeeded: true },
  { name: 'name', isNeeded: true },
  { name: 'gtin' },
  { name: 'weight_grams' },
  { name: 'location' },
  { name: 'tax_rate' },
  { name: 'unit_price' },
  { name: 'is_active' },
]

export const readProductRow = (cell: (name: string) => string, currency: string) =>
  productOf(
    {
      sku: cell('sku'),
      name: cell('name'),
      gtin: cell('gtin'),
      weight: cell('weight_grams'),
      location: cell('location'),
      taxRate: cell('tax_rate').replace(/\s*%$/, ''),
      price: cell('unit_price'),
      isActive: !/^(0|no|false|n)$/i.test(cell('is_active')),
    },
    currency,
  )
