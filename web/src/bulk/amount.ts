import type { Money } from '../api/types'

/** Decimal places of a currency's minor unit, as ISO 4217 has them. */
export const minorDigits = (currency: string) => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** `12.50` or `12,50` in whole minor units, without a binary fraction in between; null where it is no amount of that currency. */
export function readMoney(text: string, currency: string): Money | null {
  const digits = minorDigits(currency)
  const [, whole, fraction = ''] = /^\s*(\d{1,12})(?:[.,](\d+))?\s*$/.exec(text) ?? []
  if (whole === undefined || fraction.length > digits) return null
  return { minor: Number(whole + fraction.padEnd(digits, '0')), currency }
}
