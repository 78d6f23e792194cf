import type {
  ApiKey,
  Batch,
  Cost,
  CostOfOrders,
  Costs,
  Counters,
  Customer,
  Diagnostic,
  Fault,
  Finding,
  Import,
  ImportProfile,
  Manifest,
  Money,
  Move,
  Order,
  OrderLine,
  OrderStatus,
  Party,
  PlannedSettings,
  Product,
  Reconciliation,
  SettingsVersion,
  StockLevel,
  Store,
  WaitingEntry,
} from '../../src/api/types'
import type { Why } from '../../src/orders/why'
import { findingsOf } from './findings'
import { countsOf, type Counting } from './counts'
import { firstVersion } from './settings'
import { deliveriesOf, type Delivery } from './inbound'
import { returnsOf, type Back } from './returns'
import { hooksOf, type Hooks } from './webhooks'

/** A store with something in every list and every state, the same each time. */
export type World = {
  store: Store
  versions: SettingsVersion[]
  planned: PlannedSettings[]
  orders: Order[]
  imports: Import[]
  products: Product[]
  customers: Customer[]
  profiles: ImportProfile[]
  apiKeys: ApiKey[]
  diagnostics: Map<string, Diagnostic[]>
  stock: StockLevel[]
  moves: Map<string, Move[]>
  waiting: Map<string, WaitingEntry[]>
  deliveries: Delivery[]
  returns: Back[]
  counts: Counting[]
  batches: Batch[]
  manifests: Manifest[]
  reconciliations: Reconciliation[]
  findings: Finding[]
  hooks: Hooks
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const PEOPLE: [name: string, street: string, postcode: string, city: string, country: string][] = [
  ['Zoë Łęcka', 'ul. Długa 5', '80-831', 'Gdańsk', 'PL'],
  ['Oliver Bennett', '14 Orchard Lane', 'BS1 4DJ', 'Bristol', 'GB'],
  ['Nguyễn Thị Minh Khai', '27 Lý Thường Kiệt', '100000', 'Hà Nội', 'VN'],
  ['王小明', '中山路 88 号', '200001', '上海市', 'CN'],
  ['Amélie Rousseau', '9 rue des Lilas', '69003', 'Lyon', 'FR'],
  ['Sofia Andersson', 'Storgatan 12', '111 23', 'Stockholm', 'SE'],
  ['Wojciech Brzęczyszczykiewicz', 'ul. Świętokrzyska 31/33', '00-049', 'Warszawa', 'PL'],
  ['Margaret O’Sullivan', '3 Harbour View, Upper Floor', 'T12 X2Y3', 'Cork', 'IE'],
  ['Jonas Müller', 'Königstraße 40', '70173', 'Stuttgart', 'DE'],
  ['Charlotte Hughes', 'Flat 6, 112 Mill Road', 'CB1 2BD', 'Cambridge', 'GB'],
]

/** The thirteenth digit of a GTIN checks the twelve before it. */
const withCheckDigit = (twelve: string) => twelve + ((10 - ([...twelve].reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10)) % 10)

const GOODS: [sku: string, name: string, minor: number][] = [
  ['85123A', 'WHITE HANGING HEART T-LIGHT HOLDER', 255],
  ['22423', 'REGENCY CAKESTAND 3 TIER', 1275],
  ['47566', 'PARTY BUNTING', 495],
  ['84879', 'ASSORTED COLOUR BIRD ORNAMENT', 169],
  ['20725', 'LUNCH BAG RED RETROSPOT', 165],
  ['22720', 'SET OF 3 CAKE TINS PANTRY DESIGN', 495],
  ['21212', 'PACK OF 72 RETROSPOT CAKE CASES', 55],
  ['22197', 'SMALL POPCORN HOLDER', 85],
  ['23203', 'JUMBO BAG VINTAGE DOILY', 208],
  ['22383', 'LUNCH BAG SUKI DESIGN', 165],
  ['22727', 'ALARM CLOCK BAKELIKE RED', 375],
  ['21931', 'JUMBO STORAGE BAG SUKI', 208],
  ['22411', 'JUMBO SHOPPER VINTAGE RED PAISLEY', 208],
  ['23084', 'RABBIT NIGHT LIGHT', 208],
  ['22386', 'JUMBO BAG PINK POLKADOT', 208],
  ['82482', 'WOODEN PICTURE FRAME WHITE FINISH', 255],
]

const at = <Item>(items: readonly Item[], index: number) => items[index % items.length] as Item

const sumOf = (lines: OrderLine[], stage: 'allocated' | 'backordered') => lines.reduce((sum, line) => sum + line[stage], 0)

export function createWorld(id: string, name: string, timeZone: string, currency: string, now: number): World {
  const iso = (ago: number) => new Date(now - ago).toISOString()
  const money = (minor: number): Money => ({ minor, currency })
  const digest = (seed: number) => Array.from({ length: 64 }, (_, index) => ((seed * 31 + index * 7) % 16).toString(16)).join('')
  const code = (prefix: string, number: number) => `${prefix}_01jd${String(number).padStart(4, '0')}k7m2q9w4x5y8z1`

  const party = (index: number): Party => {
    const [person, street, postcode, city, country] = at(PEOPLE, index)
    return { name: person, company: null, street: [street], city, region: null, postcode, country, email: `customer${index}@example.com`, phone: '+48600100200' }
  }

  const store: Store = {
    id,
    name,
    organisation: 'meridian',
    version: 1,
    seller: { ...party(1), name },
    locale: 'en',
    time_zone: timeZone,
    currency,
    warehouse: 'london',
    cut_offs: ['12:00', '17:00'],
    contacts: ['ops@online-retail.example'],
    default_profile: null,
    default_tax_rate: '20',
    back_orders: 'wait',
    shipping: 'partial',
    services: ['standard', 'express'],
    returns: { window_days: 365, must_be_announced: false },
    count_tolerance: { units: 1, percent: '2', value_minor: null },
    brand: { colour: '#0f766e', footer: null, sender: null, logo: null },
  }

  const COUNTERS: Record<OrderStatus, (units: number) => Partial<Counters>> = {
    allocated: units => ({ allocated: units }),
    partially_allocated: units => ({ allocated: Math.ceil(units / 2), backordered: Math.floor(units / 2) }),
    backordered: units => ({ backordered: units }),
    on_hold: units => ({ allocated: units }),
    released: units => ({ released: units }),
    picking: units => ({ picked: Math.ceil(units / 2), released: Math.floor(units / 2) }),
    picked: units => ({ picked: units }),
    packed: units => ({ packed: units }),
    partially_shipped: units => ({ shipped: Math.ceil(units / 2), backordered: Math.floor(units / 2) }),
    shipped: units => ({ shipped: units }),
    partially_returned: units => ({ shipped: Math.floor(units / 2), returned: Math.ceil(units / 2) }),
    returned: units => ({ returned: units }),
    cancelled: units => ({ cancelled: units }),
  }
  const STATUSES: OrderStatus[] = [
    'backordered', 'allocated', 'shipped', 'allocated', 'on_hold', 'packed', 'shipped', 'partially_allocated', 'released',
    'picking', 'allocated', 'picked', 'partially_shipped', 'shipped', 'cancelled', 'allocated',
  ]

  function line(order: number, number: number, status: OrderStatus): OrderLine {
    const [sku, description, minor] = at(GOODS, order + number * 5)
    const ordered = 2 + ((order * 7 + number * 3) % 11)
    const net = minor * ordered
    const tax = Math.round(net * 0.2)
    const none: Counters = { allocated: 0, backordered: 0, released: 0, picked: 0, packed: 0, shipped: 0, returning: 0, returned: 0, cancelled: 0 }
    const isCancelled = number === 3 && status !== 'cancelled'
    return {
      line: number, sku, description, unit_price: money(minor), tax_rate: '20', discount: money(0),
      net: money(net), tax: money(tax), gross: money(net + tax), ordered,
      ...none, ...(isCancelled ? { cancelled: ordered } : COUNTERS[status](ordered)),
    }
  }

  function order(index: number, status: OrderStatus = at(STATUSES, index), batch: string = code('bat', index % 4)): Order {
    const lines = Array.from({ length: 1 + (index % 4) }, (_, position) => line(index, position + 1, status))
    const sum = (part: 'net' | 'tax' | 'gross') => money(lines.reduce((total, it) => total + it[part].minor, 0))
    const consignee = party(index)
    const placed = index * 97 * MINUTE + 2 * HOUR
    const isShipped = status === 'shipped' || status === 'partially_shipped'
    const isPacked = isShipped || status === 'packed'
    const isReleased = isPacked || status === 'released' || status === 'picking' || status === 'picked'
    const first = lines[0] as OrderLine
    const units = lines.reduce((total, it) => total + it.ordered, 0)
    const who = 'Demo Supervisor'
    return {
      id: code('ord', index), reference: String(536365 + index), channel: index % 5 === 0 ? 'api' : 'file', status,
      placed_at: iso(placed), shipped_at: isShipped ? iso(placed - 90 * MINUTE) : null, consignee: consignee.name, country: consignee.country,
      n_lines: lines.length, units, total: sum('gross'), holds: status === 'on_hold' ? ['address'] : [],
      version: 4, source: index % 5 === 0 ? null : { import: code('imp', 1), row: 12 + index * 3 }, customer_code: String(12346 + index),
      buyer: consignee, consignee_party: consignee, currency, lines,
      charges: [{ name: 'shipping', net: money(395), tax: money(79) }],
      totals: { net: sum('net'), tax: sum('tax'), gross: sum('gross') },
      shipping_service: index % 3 === 0 ? 'express' : 'standard', ships_complete: index % 12 === 9, payment_terms: 'prepaid', notes: index % 6 === 0 ? 'Please leave with the neighbour.' : '',
      promised_at: index % 4 === 0 ? iso(-2 * DAY) : null, batch: isReleased ? batch : null,
      parcels: isPacked
        ? [{
            number: 1, weight_grams: 900 + index * 10, carrier: 'Royal Mail', service: 'Tracked 48', tracking_number: `RM${100200300 + index}GB`,
            lines: lines.filter(it => it.packed + it.shipped > 0).map(it => ({ line: it.line, quantity: it.packed + it.shipped })),
            shipped_at: isShipped ? iso(placed - 90 * MINUTE) : null,
          }]
        : [],
      returns: [],
      timeline: [
        { at: iso(placed), kind: 'accepted', actor: 'order-validation', actor_id: 'order-validation', detail: '', data: { allocated: sumOf(lines, 'allocated'), backordered: sumOf(lines, 'backordered') } },
        ...(isReleased ? [{ at: iso(placed - 40 * MINUTE), kind: 'released' as const, actor: who, actor_id: 'usr-0005', detail: '', data: { quantity: units } }] : []),
        ...(isPacked ? [{ at: iso(placed - 70 * MINUTE), kind: 'packed' as const, actor: who, actor_id: 'usr-0005', detail: '', data: { parcel: 1, quantity: units } }] : []),
        ...(isShipped ? [{ at: iso(placed - 90 * MINUTE), kind: 'shipped' as const, actor: who, actor_id: 'usr-0005', detail: '', data: { quantity: units } }] : []),
        ...(status === 'on_hold' ? [{ at: iso(placed - 20 * MINUTE), kind: 'held' as const, actor: who, actor_id: 'usr-0005', detail: '', data: { reason: 'address', note: 'The house number is missing' } }] : []),
      ],
      why_not_shipped: why(status, first),
      decision: status === 'cancelled' ? null : {
        policy: 'wait', inputs_sha256: digest(index),
        lines: lines.map(it => ({
          sku: it.sku, needed: it.ordered, granted: it.ordered - it.backordered,
          candidates: [
            { warehouse: 'london', available: it.ordered - it.backordered, outcome: it.backordered > 0 ? 'queue_ahead' : 'won' },
            ...(it.backordered > 0 ? [{ warehouse: 'leeds', available: 0, outcome: 'empty' as const }] : []),
          ],
        })),
      },
      cost: costOf(isShipped ? 4 : 2, 1),
      actions: isShipped ? ['announce_return', 'unship'] : status === 'cancelled' ? [] : status === 'on_hold' ? ['release_hold', 'hold', 'cancel'] : status === 'picked' ? ['pack', 'hold'] : status === 'released' ? ['pick', 'hold', 'cancel'] : ['cancel', 'hold', 'reduce'],
    }
  }

  function said(reason: Why['code']): Why {
    return { code: reason, sentence: 'The API says so in English.', holds: [], units: 0, others_short: 0 }
  }

  function why(status: OrderStatus, first: OrderLine): Order['why_not_shipped'] {
    switch (status) {
      case 'shipped':
      case 'partially_returned':
      case 'returned':
      case 'cancelled':
        return null
      case 'on_hold':
        return { ...said('on_hold'), holds: ['address'] }
      case 'backordered':
      case 'partially_allocated':
      case 'partially_shipped':
        return { ...said('waiting_for_stock'), wait: { sku: first.sku, quantity: first.backordered, orders_ahead: 3, available: 0 } }
      case 'allocated':
        return said('ready')
      default:
        return { ...said('picking'), units: first.ordered }
    }
  }

  const fault = (row: number | null, column: string | null, faultCode: Fault['code'], message: string, suggestion: string): Fault => ({ row, column, code: faultCode, message, suggestion })

  function importOf(number: number, change: Partial<Import>): Import {
    return {
      id: code('imp', number), file_name: `orders-${number}.csv`, source: 'sftp', profile: id, state: 'completed', duplicate_of: null,
      received_at: iso(number * 5 * HOUR), completed_at: iso(number * 5 * HOUR - 3 * MINUTE), bytes: 184_320 + number * 7_919, sha256: digest(number),
      rows: { read: 1204, total: 1204, accepted: 1204, rejected: 0, duplicate: 0 },
      orders: { total: 96, accepted: 96, rejected: 0, duplicate: 0, cancellations: 0 }, units: { ordered: 2310, allocated: 2104, backordered: 206 },
      chunks: { total: 2, done: 2 }, rejected_by_code: [], faults: [], mail: 'not_needed', cost: costOf(96 * 2, 96),
      dry_run: false, tried_until: null, committed_as: null, origin: null, mended: { rows: 0, orders: 0 }, undo: null, actions: ['undo'], ...change,
    }
  }

  const imports = [
    importOf(1, {
      file_name: 'online-retail.xlsx', source: 'drop', bytes: 23_715_344,
      rows: { read: 541_909, total: 541_909, accepted: 392_732, rejected: 146_041, duplicate: 3_136 },
      orders: { total: 25_900, accepted: 18_405, rejected: 7_270, duplicate: 225, cancellations: 3_654 },
      units: { ordered: 4_906_888, allocated: 4_310_207, backordered: 596_681 }, chunks: { total: 109, done: 109 },
      rejected_by_code: [
        { code: 'unknown_customer', orders: 3_710 }, { code: 'no_matching_order', orders: 2_304 }, { code: 'bad_quantity', orders: 1_336 },
        { code: 'not_goods', orders: 411 }, { code: 'bad_price', orders: 40 },
      ],
      mail: 'sent', actions: ['correct', 'undo'],
    }),
    importOf(2, {}),
    importOf(3, { file_name: 'orders-2.csv', state: 'duplicate', actions: [], duplicate_of: code('imp', 2), orders: { total: 0, accepted: 0, rejected: 0, duplicate: 0, cancellations: 0 }, units: { ordered: 0, allocated: 0, backordered: 0 }, rows: { read: 0, total: null, accepted: 0, rejected: 0, duplicate: 0 } }),
    importOf(4, {
      file_name: 'bomb.xlsx', state: 'failed', actions: [], source: 'api', orders: { total: 0, accepted: 0, rejected: 0, duplicate: 0, cancellations: 0 }, units: { ordered: 0, allocated: 0, backordered: 0 },
      rows: { read: 0, total: null, accepted: 0, rejected: 0, duplicate: 0 }, mail: 'sent',
      faults: [fault(null, null, 'file_too_large', 'The file would unpack to 10.2 GB; at most 2 GB are read.', 'Send the orders in several files.')],
    }),
    ...Array.from({ length: 9 }, (_, index) => importOf(index + 5, {})),
  ]

  const diagnostics = new Map([[code('imp', 1), Array.from({ length: 130 }, (_, index): Diagnostic => ({
    reference: String(536370 + index * 3), rows: [100 + index * 4, 101 + index * 4, 102 + index * 4], outcome: index % 9 === 8 ? 'duplicate' : 'rejected',
    faults: index % 9 === 8
      ? [fault(100 + index * 4, 'InvoiceNo', 'order_changed', 'This order was imported before with other content.', 'Send a new reference, or cancel the first order.')]
      : [
          fault(100 + index * 4, 'CustomerID', 'unknown_customer', 'The row has no CustomerID.', 'Fill in the customer, or give the consignee in columns of its own.'),
          ...(index % 3 === 0 ? [fault(101 + index * 4, 'StockCode', 'unknown_sku', `The catalogue has no SKU 9999${index}X.`, 'Add the product or correct the code.')] : []),
        ],
  }))]])

  /** A batch that somebody can go and pick. */
  const toPick = Array.from({ length: 6 }, (_, index) => order(200 + index, 'released', code('bat', 9)))
  const orders = [...Array.from({ length: 132 }, (_, index) => order(index)), ...toPick]

  const products = GOODS.map(([sku, label, minor], index): Product => ({
    sku, name: label, is_active: index !== 8, gtin: index % 2 === 0 ? withCheckDigit(`50000000000${index % 10}`) : null, weight_grams: 120 + index * 35,
    location: `${'ABC'[index % 3]}-0${1 + (index % 4)}-0${1 + (index % 6)}`, tax_rate: '20', unit_price: money(minor), version: 1,
  }))

  const customers = PEOPLE.map((_, index): Customer => ({ code: String(12346 + index), party: party(index) }))

  const profiles: ImportProfile[] = [{
    name: id, format: 'xlsx', time_zone: timeZone, date_formats: ['%d/%m/%Y %H:%M'], cancellation: { prefix: 'C' },
    fields: {
      reference: { column: 'InvoiceNo' }, placed_at: { column: 'InvoiceDate' }, customer_code: { column: 'CustomerID' }, sku: { column: 'StockCode' },
      description: { column: 'Description', default: '' }, quantity: { column: 'Quantity' }, unit_price: { column: 'UnitPrice' }, currency: { constant: currency },
    },
  } as ImportProfile]

  const apiKeys: ApiKey[] = [
    { id: code('key', 1), name: 'Shop connector', permissions: ['orders.write', 'orders.read', 'stock.read'], created_at: iso(40 * DAY), created_by: 'client@online-retail.example' },
  ]

  const stock = Array.from({ length: 128 }, (_, index): StockLevel => {
    const [sku, label] = at(GOODS, index)
    const waiting = index % 5 === 1 ? 3 + (index % 7) : 0
    const available = waiting > 0 ? 0 : 40 + ((index * 37) % 400)
    const allocated = (index * 13) % 90
    const damaged = index % 6 === 0 ? 2 : 0
    return {
      sku: index < GOODS.length ? sku : `${sku}-${Math.floor(index / GOODS.length)}`, name: label, warehouse: 'london', on_hand: available + allocated + damaged,
      available, allocated, unavailable: { damaged }, incoming: 0, next_incoming_on: null, backordered: waiting * 4, waiting_orders: waiting, cover_days: null, counted_at: index % 3 === 0 ? iso((20 + index) * DAY) : null, frozen: false, version: 9,
    }
  })

  const moves = new Map(stock.map(level => [level.sku, Array.from({ length: 42 }, (_, index): Move => {
    const kind = at(['allocation', 'shipment', 'receipt', 'fill', 'adjustment', 'allocation'] as const, index)
    const changes: Record<typeof kind, Record<string, number>> = { allocation: { available: -6, allocated: 6 }, shipment: { allocated: -6 }, receipt: { available: 120 }, fill: { available: -4, allocated: 4 }, adjustment: { available: -1, damaged: 1 } }
    return {
      id: `mov_${level.sku}_${index}`, kind, effective_at: iso(index * 3 * HOUR + HOUR), recorded_at: iso(index * 3 * HOUR + HOUR), changes: changes[kind],
      order: kind === 'shipment' ? (at(orders, index).id) : null, cause: kind === 'allocation' ? `chunk 3 of ${code('imp', 1)}` : kind === 'receipt' ? 'ASN-2026-118' : kind === 'adjustment' ? 'Broken in the aisle' : '',
      actor: kind === 'adjustment' ? 'Demo Warehouse' : 'stock-allocation', actor_id: 'usr-0005',
    }
  })]))

  const waiting = new Map(stock.filter(level => (level.waiting_orders ?? 0) > 0).map(level => [level.sku, Array.from({ length: level.waiting_orders ?? 0 }, (_, index): WaitingEntry => {
    const waits = at(orders, index * 16)
    return { order: waits.id, reference: waits.reference, line: 1, quantity: 4, placed_at: waits.placed_at, promised_at: null }
  })]))

  const batches = Array.from({ length: 6 }, (_, index): Batch => {
    const ids = orders.filter((_, position) => position % 6 === index).map(it => it.id)
    return {
      id: code('bat', index), state: 'rendered', n_orders: ids.length, n_units: ids.length * 9, settings_version: 1, released_at: iso(index * 6 * HOUR + HOUR),
      documents: [{ name: 'invoices-001.pdf', sheets: ids.length, sha256: digest(index), url: '/fake-file/invoices-001.pdf' }, { name: 'pick-list.pdf', sheets: 1, sha256: digest(index + 9), url: '/fake-file/pick-list.pdf' }],
      orders: ids, progress: { done: ids.length - index, total: ids.length }, actions: index > 0 ? ['pick'] : [],
    }
  })

  batches.unshift({
    id: code('bat', 9), state: 'rendered', n_orders: toPick.length, n_units: toPick.reduce((sum, it) => sum + it.units, 0), settings_version: null, released_at: iso(20 * MINUTE),
    documents: [{ name: 'invoices-001.pdf', sheets: toPick.length, sha256: digest(9), url: '/fake-file/invoices-001.pdf' }],
    orders: toPick.map(it => it.id), progress: { done: 0, total: toPick.length }, actions: ['pick'],
  })

  const manifests = Array.from({ length: 5 }, (_, index): Manifest => {
    const ids = orders.filter(it => it.status === 'packed' || it.status === 'shipped').slice(index * 5, index * 5 + 5).map(it => it.id)
    const isOpen = index === 0
    return {
      id: code('man', index), state: isOpen ? 'open' : 'shipped', carrier: at(['Royal Mail', 'DPD', 'InPost'], index), created_at: iso(index * 12 * HOUR + HOUR),
      shipped_at: isOpen ? null : iso(index * 12 * HOUR), n_orders: ids.length, n_parcels: ids.length, orders: ids, progress: { done: isOpen ? 0 : ids.length, total: ids.length }, actions: isOpen ? ['ship'] : [],
    }
  })

  let opening = 1_180
  const reconciliations = Array.from({ length: 24 }, (_, index): Reconciliation => {
    const flows = { in: 70 + ((index * 29) % 60), shipped: 64 + ((index * 23) % 66), cancelled: index % 5, rejected: index % 3 === 0 ? 4 : 0 }
    const closing = opening + flows.in - flows.shipped - flows.cancelled - flows.rejected
    const totals = { opening, ...flows, closing, returned: index % 4 }
    const scaled = Object.fromEntries(Object.entries(totals).map(([term, value]) => [term, value * 12])) as typeof totals
    opening = closing
    return {
      sequence: index + 1, settings_version: 1, cut_off_at: iso((24 - index) * 12 * HOUR), made_at: iso((24 - index) * 12 * HOUR - MINUTE), sha256: digest(index + 40),
      previous_sha256: index === 0 ? null : digest(index + 39), totals: { orders: totals, units: scaled }, n_lines: flows.shipped + flows.cancelled, files: ['csv', 'json'],
    }
  }).reverse()

  const versions: SettingsVersion[] = [firstVersion(store, iso(60 * 24 * HOUR))]
  return { store, versions, planned: [], orders, imports, products, customers, profiles, apiKeys, diagnostics, stock, moves, waiting, deliveries: deliveriesOf(products, iso), returns: returnsOf(orders, iso), counts: countsOf(stock, iso), batches, manifests, reconciliations, findings: findingsOf(code, iso), hooks: hooksOf(code, iso) }
}

/** What a number of writes, and what belongs to that many orders, cost. */
export function costOf(writes: number, orders: number): Cost {
  const parts = { writes: writes * 625, reads: writes * 240, files: orders * 12, queues: orders * 2, functions: orders * 35, mails: 0 }
  return {
    write_units: `${writes}.${orders % 10}00`, read_units: `${writes * 2}.000`, requests: `${writes * 3}.000`, function_ms: `${orders * 5}.000`,
    mails: '0.000', bytes: `${writes * 900}.000`, nano_usd: Object.values(parts).reduce((sum, part) => sum + part, 0), parts,
  }
}

/** Costs that rise on working days and rest on Sundays. */
export function costsBetween(from: string, to: string): Costs {
  const first = Date.parse(from)
  const nDays = (Date.parse(to) - first) / 86_400_000 + 1
  const ordersOf = (at: number) => (new Date(at).getUTCDay() === 0 ? 0 : 380 + ((at / 86_400_000) % 7) * 45)
  const of = (orders: number): CostOfOrders => {
    const cost = costOf(Math.round(orders * 4.6), orders)
    return { ...cost, orders, nano_usd_per_order: orders === 0 ? null : Math.floor(cost.nano_usd / orders) }
  }
  const days = Array.from({ length: nDays }, (_, index) => first + index * 86_400_000)
  const sum = (at: number[]) => at.reduce((orders, day) => orders + ordersOf(day), 0)
  return {
    from, to, prices: 'us-east-1 2025-11',
    days: days.map(at => ({ day: new Date(at).toISOString().slice(0, 10), ...of(ordersOf(at)) })),
    total: of(sum(days)),
    previous: of(Math.round(sum(days) * 1.12)),
  }
}
