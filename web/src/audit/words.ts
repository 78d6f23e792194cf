import type { MessageKey } from '../i18n/translate'

/** How the log's fields are called elsewhere in the portal; a field that is not here is shown as the API calls it. */
const FIELDS: Record<string, MessageKey> = {
  name: 'people.name',
  role: 'people.role',
  rights: 'people.rights',
  stores: 'people.stores',
  'stores/these': 'people.stores',
  locale: 'account.locale',
  email: 'people.email',
  permissions: 'keys.permissions',
  location: 'products.location',
  is_active: 'products.is_active',
  weight_grams: 'products.weight',
  tax_rate: 'products.tax_rate',
  cut_offs: 'settings.cut_off_times',
  time_zone: 'settings.time_zone',
  contacts: 'settings.contacts',
  currency: 'settings.currency',
  services: 'settings.services',
  shipping: 'settings.shipping',
  back_orders: 'settings.back_orders',
  default_profile: 'settings.default_profile',
  'returns/window_days': 'settings.window_days',
  'returns/must_be_announced': 'settings.unannounced',
  default_tax_rate: 'settings.default_tax_rate',
  tax_number: 'settings.tax_number',
  'count_tolerance/units': 'settings.count_units',
  'count_tolerance/percent': 'settings.count_percent',
  'count_tolerance/value_minor': 'settings.count_value',
  counted: 'counts.counted',
  recount: 'counts.again',
  'brand/colour': 'settings.colour',
  'brand/footer': 'settings.footer',
  'brand/sender': 'settings.sender',
  'brand/logo': 'settings.logo',
  from: 'audit.from_day',
  company: 'party.company',
  street: 'party.street_1',
  city: 'party.city',
  region: 'party.region',
  postcode: 'party.postcode',
  country: 'party.country',
  phone: 'party.phone',
  status: 'people.status',
  columns: 'lists.columns',
  format: 'exports.format',
}

/** The words for a field: of whose address it is, then which part; null where the portal has none. */
export function fieldKeys(field: string): MessageKey[] | null {
  const own = FIELDS[field]
  if (own) return [own]
  const [whose, ...rest] = field.split('/')
  const part = FIELDS[rest.join('/')]
  return whose === 'seller' && part ? ['settings.seller', part] : null
}
