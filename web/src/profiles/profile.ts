import type { ImportProfile } from '../api/types'

const PARTY = ['name', 'company', 'street_1', 'street_2', 'city', 'region', 'postcode', 'country', 'email', 'phone']

/** The canonical fields of an order file, in the order of `docs/formats.md`. */
export const FIELDS = [
  'reference', 'sku', 'quantity', 'unit_price', 'tax_rate', 'discount', 'description', 'placed_at', 'promised_at', 'currency', 'channel', 'customer_code',
  ...PARTY.map(part => `consignee_${part}`),
  'shipping_service', 'shipping_charge', 'payment_terms', 'notes', 'total',
  ...PARTY.map(part => `buyer_${part}`),
]

export const NEEDED = ['reference', 'sku', 'quantity']

/** Where a field comes from. What the form does not show, such as a `map`, stays as it is. */
export type Source = { column?: string | undefined; constant?: string | undefined; default?: string | undefined } & Record<string, unknown>

/** A profile with the members that the form knows; all others are kept. */
export type ProfileDraft = Record<string, unknown> & { name: string; time_zone: string; fields: Record<string, Source> }

export const draftOf = (profile: ImportProfile): ProfileDraft => structuredClone(profile) as unknown as ProfileDraft

export const newProfile = (timeZone: string): ProfileDraft => ({ name: '', format: 'csv', time_zone: timeZone, date_formats: ['%d/%m/%Y %H:%M'], fields: {} })

/** Empty members go: in a profile they would mean something else than not being there. */
export function profileOf(draft: ProfileDraft): ImportProfile {
  const fields = Object.fromEntries(Object.entries(draft.fields).filter(([, source]) => source.column || source.constant !== undefined || source.default !== undefined))
  const members = Object.entries({ ...draft, fields }).filter(([, value]) => value !== '' && value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0))
  return Object.fromEntries(members) as unknown as ImportProfile
}

export type ProfileFault = 'name' | 'fields'

export function profileFaults(draft: ProfileDraft): ProfileFault[] {
  const isSourced = (name: string) => Boolean(draft.fields[name]?.column) || draft.fields[name]?.constant !== undefined
  return [...(/^[a-z0-9-]{2,40}$/.test(draft.name) ? [] : ['name' as const]), ...(NEEDED.every(isSourced) ? [] : ['fields' as const])]
}

export function withSource(draft: ProfileDraft, field: string, part: Partial<Source>): ProfileDraft {
  const isSaid = ([name, value]: [string, unknown]) => value !== undefined && !(name === 'column' && value === '')
  const source: Source = Object.fromEntries(Object.entries({ ...draft.fields[field], ...part }).filter(isSaid))
  const others = Object.entries(draft.fields).filter(([name]) => name !== field)
  return { ...draft, fields: Object.fromEntries(Object.keys(source).length === 0 ? others : [...others, [field, source]]) }
}

/** Header names that mean a field, in the words of common shops; compared without case, blanks and punctuation. */
const ALIASES: Record<string, string[]> = {
  reference: ['reference', 'orderid', 'ordernumber', 'orderno', 'invoiceno', 'ordername', 'nrzamowienia', 'numerzamowienia', 'madonhang', '订单号'],
  sku: ['sku', 'itemsku', 'lineitemsku', 'stockcode', 'productcode', 'itemcode', 'kod', 'kodproduktu', 'masanpham', '商品编码'],
  quantity: ['quantity', 'qty', 'lineitemquantity', 'ilosc', 'soluong', '数量'],
  unit_price: ['unitprice', 'price', 'lineitemprice', 'cenanetto', 'cena', 'dongia', '单价'],
  tax_rate: ['taxrate', 'vat', 'vatrate', 'stawkavat', 'thuesuat', '税率'],
  description: ['description', 'itemname', 'lineitemname', 'productname', 'nazwa', 'tensanpham', '商品名称'],
  placed_at: ['placedat', 'orderdate', 'date', 'invoicedate', 'createdat', 'data', 'datazamowienia', 'ngaydat', '下单时间'],
  currency: ['currency', 'waluta', 'tiente', '币种'],
  customer_code: ['customercode', 'customerid', 'customer', 'kodklienta', 'makhachhang', '客户编号'],
  consignee_name: ['consigneename', 'shippingname', 'recipient', 'name', 'shiptoname', 'odbiorca', 'nguoinhan', '收货人'],
  consignee_company: ['consigneecompany', 'shippingcompany', 'company', 'firma', 'congty', '公司'],
  consignee_street_1: ['consigneestreet1', 'shippingaddress1', 'address1', 'address', 'street', 'ulica', 'adres', 'diachi', '地址'],
  consignee_street_2: ['consigneestreet2', 'shippingaddress2', 'address2'],
  consignee_city: ['consigneecity', 'shippingcity', 'city', 'town', 'miasto', 'thanhpho', '城市'],
  consignee_region: ['consigneeregion', 'shippingprovince', 'state', 'county', 'province', 'region'],
  consignee_postcode: ['consigneepostcode', 'shippingzip', 'postcode', 'postalcode', 'zip', 'kodpocztowy', 'mabuudien', '邮编'],
  consignee_country: ['consigneecountry', 'shippingcountry', 'country', 'kraj', 'quocgia', '国家'],
  consignee_email: ['consigneeemail', 'email', 'mail'],
  consignee_phone: ['consigneephone', 'shippingphone', 'phone', 'telephone', 'telefon', 'dienthoai', '电话'],
  shipping_service: ['shippingservice', 'shippingmethod', 'service', 'dostawa'],
  shipping_charge: ['shippingcharge', 'shipping', 'postage', 'kosztdostawy'],
  notes: ['notes', 'note', 'comments', 'uwagi', 'ghichu', '备注'],
  total: ['total', 'grandtotal', 'razem', 'tongcong'],
}

const plain = (header: string) => header.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ł', 'l').replaceAll('đ', 'd').toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Columns for fields that have no source yet, where a header says plainly what it is. */
export function guessSources(draft: ProfileDraft, header: string[]): ProfileDraft {
  return Object.entries(ALIASES).reduce((guessed, [field, names]) => {
    if (guessed.fields[field]) return guessed
    const used = new Set(Object.values(guessed.fields).map(source => source.column))
    const column = names.map(name => header.find(title => plain(title.toLowerCase()) === plain(name) && !used.has(title))).find(Boolean)
    return column ? withSource(guessed, field, { column }) : guessed
  }, draft)
}

/** What a field says in a row of the sample, before it is read as a number or a date. */
export function sampleValue(source: Source | undefined, row: Record<string, string>): string {
  if (!source) return ''
  if (source.constant !== undefined) return source.constant
  const key = source.column && Object.keys(row).find(title => title.trim().toLowerCase() === source.column?.trim().toLowerCase())
  const text = key ? (row[key] ?? '').trim() : ''
  const meaning = (source['map'] as Record<string, string> | undefined)?.[text] ?? text
  return meaning || (source.default ?? '')
}
