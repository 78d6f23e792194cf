/**
 * The objects of `docs/api.md`, under the names the portal uses. Nothing else in the portal describes the wire: a change of the API is a
 * change of this file.
 */

export type Money = { minor: number; currency: string }

export type Page<Item> = { items: Item[]; next: string | null }

export type Permission =
  | 'orders.read'
  | 'orders.write'
  | 'orders.cancel'
  | 'orders.hold'
  | 'imports.read'
  | 'imports.write'
  | 'profiles.write'
  | 'catalogue.read'
  | 'catalogue.write'
  | 'customers.read'
  | 'customers.write'
  | 'stock.read'
  | 'stock.receive'
  | 'stock.adjust'
  | 'fulfilment.read'
  | 'fulfilment.release'
  | 'fulfilment.pick'
  | 'fulfilment.pack'
  | 'fulfilment.ship'
  | 'fulfilment.unship'
  | 'reconciliation.read'
  | 'reconciliation.run'
  | 'settings.read'
  | 'settings.write'
  | 'keys.write'
  | 'costs.read'
  | 'organisation.write'

export type Role =
  | 'platform_admin'
  | 'head_office'
  | 'supervisor'
  | 'finance'
  | 'customer_service'
  | 'returns_admin'
  | 'salesperson'
  | 'ordering_staff'
  | 'forwarder'
  | 'warehouse'
  | 'client_admin'
  | 'client_user'
  | 'machine'

export type Me = {
  subject: string
  email: string
  role: Role
  organisation: string
  stores: { id: string; name: string }[]
  permissions: Permission[]
}

export type Party = {
  name: string
  company: string | null
  street: string[]
  city: string
  region: string | null
  postcode: string | null
  country: string
  email: string | null
  phone: string | null
}

export type Store = {
  id: string
  name: string
  organisation: string
  version: number
  seller: Party
  locale: string
  time_zone: string
  currency: string
  warehouse: string
  cut_offs: string[]
  back_orders: 'wait' | 'refuse'
  shipping: 'partial' | 'complete'
  services: string[]
}

export type CostPart = 'writes' | 'reads' | 'files' | 'queues' | 'functions' | 'mails'

/** What something used of the cloud. Units are decimals as text; money is in billionths of a dollar. */
export type Cost = {
  write_units: string
  read_units: string
  requests: string
  function_ms: string
  mails: string
  bytes: string
  nano_usd: number
  parts: Record<CostPart, number>
}

export type CostOfOrders = Cost & {
  orders: number
  /** Null where there were no orders. */
  nano_usd_per_order: number | null
}

export type Costs = {
  from: string
  to: string
  /** The price list. */
  prices: string
  days: (CostOfOrders & { day: string })[]
  total: CostOfOrders
  /** As many days before. */
  previous: CostOfOrders
}

export type NewParcel = {
  weight_grams: number
  tracking?: { carrier: string; service: string; tracking_number: string }
  confirm_picks?: boolean
}

export type OrderStatus =
  | 'allocated'
  | 'partially_allocated'
  | 'backordered'
  | 'on_hold'
  | 'released'
  | 'picking'
  | 'picked'
  | 'packed'
  | 'partially_shipped'
  | 'shipped'
  | 'cancelled'

export type HoldReason = 'address' | 'payment' | 'fraud' | 'client' | 'operator'

export type OrderAction = 'cancel' | 'hold' | 'release_hold' | 'reduce' | 'pick' | 'short_pick' | 'pack' | 'ship' | 'unship'

export type OrderSummary = {
  id: string
  reference: string
  channel: string
  status: OrderStatus
  placed_at: string
  shipped_at: string | null
  consignee: string
  country: string
  n_lines: number
  units: number
  total: Money
  holds: HoldReason[]
}

/** Where the units of a line are; every ordered unit is counted in exactly one of the places. */
export type Counters = {
  allocated: number
  backordered: number
  released: number
  picked: number
  packed: number
  shipped: number
  cancelled: number
}

export type OrderLine = Counters & {
  line: number
  sku: string
  description: string
  unit_price: Money
  tax_rate: string
  discount: Money
  net: Money
  tax: Money
  gross: Money
  ordered: number
}

export type Parcel = {
  number: number
  weight_grams: number
  carrier: string | null
  service: string | null
  tracking_number: string | null
  lines: { line: number; quantity: number }[]
  shipped_at: string | null
}

/** `data` holds what `detail` says in English; which fields there are depends on the kind. */
export type TimelineEntry = { at: string; kind: string; actor: string; detail: string; data: Record<string, unknown> }

export type Decision = {
  policy: 'wait' | 'refuse'
  inputs_sha256: string
  lines: {
    sku: string
    needed: number
    granted: number
    candidates: { warehouse: string; available: number; outcome: 'won' | 'short' | 'empty' | 'queue_ahead' }[]
  }[]
}

export type Order = OrderSummary & {
  version: number
  source: { import: string; row: number } | null
  customer_code: string | null
  buyer: Party | null
  consignee_party: Party
  currency: string
  lines: OrderLine[]
  charges: { name: string; net: Money; tax: Money }[]
  totals: { net: Money; tax: Money; gross: Money }
  shipping_service: string
  payment_terms: string
  notes: string
  promised_at: string | null
  batch: string | null
  parcels: Parcel[]
  timeline: TimelineEntry[]
  why_not_shipped: { code: string; sentence: string } | null
  decision: Decision | null
  /** Null for who may not see costs. */
  cost: Cost | null
  actions: OrderAction[]
}

export type Fault = {
  row: number | null
  column: string | null
  code: string
  message: string
  suggestion: string | null
}

export type ImportState = 'reading' | 'processing' | 'completed' | 'failed' | 'duplicate'

export type Import = {
  id: string
  file_name: string
  source: 'sftp' | 'api' | 'drop'
  profile: string
  state: ImportState
  duplicate_of: string | null
  received_at: string
  completed_at: string | null
  bytes: number
  sha256: string
  /** `total` is known once the file is read. */
  rows: { read: number; total: number | null; accepted: number; rejected: number; duplicate: number }
  orders: { total: number; accepted: number; rejected: number; duplicate: number; cancellations: number }
  units: { ordered: number; allocated: number; backordered: number }
  chunks: { total: number; done: number }
  rejected_by_code: { code: string; orders: number }[]
  faults: Fault[]
  mail: 'sent' | 'not_needed' | 'pending'
  /** Null for who may not see costs. */
  cost: Cost | null
}

/** `reference` is empty for a row that belongs to no order. */
export type Diagnostic = {
  reference: string
  rows: number[]
  outcome: 'rejected' | 'duplicate'
  faults: Fault[]
}

export type StockLevel = {
  sku: string
  name: string
  warehouse: string
  on_hand: number
  available: number
  allocated: number
  unavailable: Record<string, number>
  incoming: number
  backordered: number
  waiting_orders: number
  version: number
}

export type MoveKind =
  | 'receipt'
  | 'allocation'
  | 'give_back'
  | 'fill'
  | 'release'
  | 'shipment'
  | 'unshipment'
  | 'short_pick'
  | 'adjustment'

export type Move = {
  id: string
  kind: MoveKind
  effective_at: string
  recorded_at: string
  changes: Record<string, number>
  order: string | null
  cause: string
  actor: string
}

export type WaitingEntry = {
  order: string
  reference: string
  line: number
  quantity: number
  placed_at: string
  promised_at: string | null
}

export type Batch = {
  id: string
  state: 'releasing' | 'released' | 'rendered'
  n_orders: number
  n_units: number
  released_at: string
  documents: { name: string; sheets?: number; sha256?: string; url?: string }[]
  orders: string[]
  /** Orders released while it is being released, then orders picked; in lists only whether it is released. */
  progress: { done: number; total: number }
  /** Not in lists. */
  actions?: 'pick'[]
}

/** What came of one order when a whole batch was confirmed. */
export type PickedOrder = { order: string; outcome: 'picked' | 'refused'; detail: string | null }

export type Manifest = {
  id: string
  state: 'open' | 'shipping' | 'shipped'
  carrier: string
  created_at: string
  shipped_at: string | null
  n_orders: number
  /** That left: 0 until it is shipped. */
  n_parcels: number
  orders: string[]
  progress: { done: number; total: number }
  actions: 'ship'[]
}

export type ControlTotals = {
  opening: number
  in: number
  shipped: number
  cancelled: number
  rejected: number
  closing: number
}

export type Reconciliation = {
  sequence: number
  cut_off_at: string
  made_at: string
  sha256: string
  previous_sha256: string | null
  totals: { orders: ControlTotals; units: ControlTotals }
  n_lines: number
  files: ('csv' | 'json')[]
}

export type Link = { url: string }
