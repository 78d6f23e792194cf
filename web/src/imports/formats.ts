import type { ImportProfile } from '../api/types'

/** The built-in profile, which every store has; its name cannot be given to another. */
export const CANONICAL = 'canonical'

/** A choice of how a file is read. Without a name it is the store's usual one, which not everybody may know. */
export type Choice = { name: string; format: string | null }

const FORMATS: Record<string, string> = { csv: 'CSV', xlsx: 'XLSX', json: 'JSON', json_lines: 'JSON Lines', xml: 'XML' }

/** The store's own profiles by name, with the one kind of file that each takes where it takes no other; the canonical format is always there. */
export function choicesOf(profiles: ImportProfile[], usual: string | null | undefined): Choice[] {
  const formatOf = (profile: ImportProfile) => FORMATS[String((profile as Record<string, unknown>)['format'])] ?? null
  const own = profiles.filter(({ name }) => name !== CANONICAL).map(profile => ({ name: profile.name, format: formatOf(profile) }))
  const unknown = usual && usual !== CANONICAL && !own.some(({ name }) => name === usual) ? [{ name: usual, format: null }] : []
  return [...(usual === undefined ? [{ name: '', format: null }] : []), { name: CANONICAL, format: null }, ...own, ...unknown]
}

const COLUMNS = [
  'reference', 'placed_at', 'currency', 'consignee_name', 'consignee_street_1', 'consignee_city', 'consignee_postcode', 'consignee_country', 'consignee_email',
  'consignee_phone', 'shipping_service', 'notes', 'sku', 'quantity', 'unit_price', 'tax_rate',
]

/** A file in the canonical format to begin from: the usual columns and an order of two lines. */
export function template(currency: string, now: Date) {
  const first = ['EXAMPLE-1', `${now.toISOString().slice(0, 19)}Z`, currency, 'Ada Kowalska', '"7 High Street, flat 2"', 'Leeds', 'LS1 4AP', 'GB', 'ada@example.com', '', '', '', 'SKU-1', '6', '2.55', '20']
  const second = COLUMNS.map(column => ({ reference: 'EXAMPLE-1', sku: 'SKU-2', quantity: '1', unit_price: '12.75', tax_rate: '20' })[column] ?? '')
  return [COLUMNS, first, second].map(cells => `${cells.join(',')}\r\n`).join('')
}

/** Faults that a file of another kind than its profile's has as a whole. */
const OF_KIND = ['unreadable_file', 'empty_file', 'missing_column', 'unknown_profile']

export const mayNeedOtherProfile = (faults: { code: string }[]) => faults.some(({ code }) => OF_KIND.includes(code))
