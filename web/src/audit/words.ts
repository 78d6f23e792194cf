import type { MessageKey, Parameters } from '../i18n/translate'

/** A text, and what stands in it. */
export type Words = [key: MessageKey, parameters?: Parameters]

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
  sku: 'stock.sku',
  gtin: 'audit.field.gtin',
  location: 'products.location',
  is_active: 'products.is_active',
  weight_grams: 'products.weight',
  tax_rate: 'products.tax_rate',
  'unit_price/minor': 'orders.unit_price',
  'unit_price/currency': 'settings.currency',
  warehouse: 'settings.warehouse',
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
  'brand/colour': 'settings.colour',
  'brand/footer': 'settings.footer',
  'brand/sender': 'settings.sender',
  'brand/logo': 'settings.logo',
  from: 'audit.from_day',
  to: 'audit.to_day',
  company: 'party.company',
  street: 'party.street_1',
  city: 'party.city',
  region: 'party.region',
  postcode: 'party.postcode',
  country: 'party.country',
  phone: 'party.phone',
  status: 'orders.status_label',
  hold: 'audit.field.hold',
  cancelled: 'audit.field.cancelled',
  unshipped: 'audit.field.unshipped',
  backordered: 'stock.backordered',
  counted_at: 'stock.counted_at',
  counted: 'counts.counted',
  recount: 'counts.again',
  uncovered: 'counts.uncovered',
  skus: 'counts.lines',
  repair: 'findings.repair',
  sent_at: 'dead_letters.sent_at',
  import: 'dead_letters.thing.import',
  order: 'dead_letters.thing.order',
  batch: 'dead_letters.thing.batch',
  count: 'dead_letters.thing.count',
  manifest: 'dead_letters.thing.manifest',
  export: 'dead_letters.thing.export',
  webhook: 'dead_letters.thing.webhook',
  reconciliation: 'dead_letters.thing.reconciliation',
  file: 'dead_letters.thing.file',
  url: 'webhooks.url',
  events: 'webhooks.events',
  state: 'webhooks.status',
  reference: 'inbound.reference',
  supplier: 'inbound.supplier',
  expected_on: 'inbound.expected_on',
  note: 'inbound.note',
  short: 'inbound.short',
  announced: 'returns.units_announced',
  reason: 'returns.reason_label',
  condition: 'returns.condition_label',
  restock: 'returns.disposition.restock',
  scrap: 'returns.disposition.scrap',
  back_to_client: 'returns.disposition.back_to_client',
  delimiter: 'profiles.delimiter',
  encoding: 'profiles.encoding',
  sheet: 'profiles.sheet',
  skip_rows: 'profiles.skip_rows',
  records: 'profiles.records',
  lines: 'profiles.lines',
  date_formats: 'profiles.date_format',
  decimal: 'profiles.decimal',
  customer_required: 'audit.field.customer_required',
  'cancellation/prefix': 'audit.field.cancellation',
  columns: 'lists.columns',
  format: 'exports.format',
  q: 'audit.field.search',
  days: 'audit.field.days',
  orders: 'orders.title',
  placed_from: 'orders.placed_from',
  placed_to: 'orders.placed_to',
  shipped_from: 'orders.shipped_from',
  shipped_to: 'orders.shipped_to',
  consignee: 'orders.consignee',
  work: 'board.filter_work',
  service: 'board.filter_service',
  due_from: 'board.due_from',
  due_to: 'board.due_to',
  has_unavailable: 'stock.preset.unavailable',
  incoming: 'stock.incoming',
  not_counted_for: 'counts.days',
  cover_below: 'stock.cover_days',
  as_of: 'stock.as_of',
  stage: 'counts.stage_label',
  code: 'customers.code',
  actor: 'audit.actor',
  hand: 'audit.hand.title',
  kind: 'audit.thing',
  log: 'audit.where',
  store: 'people.store',
  received_from: 'returns.received_from',
  received_to: 'returns.received_to',
  announced_from: 'returns.announced_from',
  announced_to: 'returns.announced_to',
}

/** Where a field of a profile comes from. */
const SOURCES: Record<string, MessageKey> = { column: 'profiles.column', constant: 'profiles.constant', default: 'profiles.default' }

/** The words for a field: of whose address it is, or of which part, then which; null where the portal has none. */
export function fieldWords(field: string): Words[] | null {
  const own = FIELDS[field]
  if (own) return [[own]]
  const [whole = '', ...rest] = field.split('/')
  const part = FIELDS[rest.join('/')]
  switch (whole) {
    case 'seller':
      return part ? [['settings.seller'], [part]] : null
    case 'lines':
      // Of an order by its number, of a delivery by its SKU; what stands there is a number of units.
      return rest.length === 1 ? [['audit.field.line', { line: rest[0] ?? '' }]] : null
    case 'notices':
      return [['inbox.preferences']]
    case 'line_rules':
      return [['audit.field.line_rule', { number: Number(rest[0]) + 1 }]]
    case 'fields': {
      const source = SOURCES[rest[1] ?? '']
      return [['audit.field.source', { field: rest[0] ?? '' }], ...(source ? [[source] as Words] : [])]
    }
    default:
      return null
  }
}
