/** Faults that their kind tells whole, with the column that they stand at. */
const BY_KIND = ['missing_value', 'missing_consignee', 'no_goods']

/** Faults that their kind and the value in the file tell whole. */
const BY_VALUE = [
  'unknown_sku', 'inactive_sku', 'unknown_customer', 'bad_number', 'bad_quantity', 'bad_currency', 'bad_country', 'bad_postcode', 'bad_email', 'bad_phone', 'bad_tax_rate',
  'bad_discount', 'bad_date', 'formula_cell', 'cell_too_long',
]

/** What of a fault's English message the kind of fault does not say itself: the value alone, the whole message, or nothing. */
export function leftOf({ code, message }: { code: string; message: string }): { value: string } | { message: string } | null {
  if (BY_KIND.includes(code)) return null
  const value = BY_VALUE.includes(code) ? valueIn(message) : null
  return value === null ? { message } : { value }
}

/** The value that a message quotes, or names as a SKU or a customer. */
function valueIn(message: string) {
  const [, quoted] = /"((?:[^"\\]|\\.)*)"/.exec(message) ?? []
  const [, named] = /^(?:SKU|Customer) (\S+) is /.exec(message) ?? []
  return quoted?.replace(/\\(["\\])/g, '$1') ?? named ?? null
}

/** A text of the API as a sentence: some begin small and have no full stop. */
export const sentence = (text: string) => (text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`)
