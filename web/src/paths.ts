/** Every address inside the portal. Links are made here and nowhere else. */
export const paths = (store: string) => {
  const at = (...segments: string[]) => `/${[store, ...segments].map(encodeURIComponent).join('/')}`
  return {
    today: () => at(),
    headOffice: () => at('all-stores'),
    board: (filter: { stores?: 'this' } = {}) => at('board') + query(filter),
    orders: (filter: OrderFilter = {}) => at('orders') + listQuery(filter),
    order: (order: string) => at('orders', order),
    imports: (filter: { which?: 'rejected' } = {}) => at('imports') + listQuery(filter),
    import: (id: string) => at('imports', id),
    stock: (filter: { short?: true; has_unavailable?: true; incoming?: true; not_counted_for?: number; cover_below?: number } = {}) => at('stock') + listQuery(filter),
    sku: (sku: string) => at('stock', sku),
    counts: (filter: { state?: string } = {}) => at('counts') + listQuery(filter),
    count: (count: string) => at('counts', count),
    countStart: () => at('count'),
    countGoods: (count: string) => at('count', count),
    asns: (filter: { which?: string } = {}) => at('asns') + listQuery(filter),
    asn: (asn: string) => at('asns', asn),
    announceAsn: () => at('announce'),
    changeAsn: (asn: string) => at('announce', asn),
    receiveAsn: (asn: string) => at('receive', asn),
    returns: (filter: { state?: string; reason?: string; sku?: string; received_from?: string; received_to?: string } = {}) => at('returns') + listQuery(filter),
    returned: (id: string) => at('returns', id),
    announceReturn: (order: string) => at('announce-return', order),
    takeBack: (code?: string) => (code ? at('take-back', code) : at('take-back')),
    returnsReport: () => at('returns-report'),
    batches: () => at('batches'),
    batch: (batch: string) => at('batches', batch),
    manifests: () => at('manifests'),
    manifest: (manifest: string) => at('manifests', manifest),
    costs: () => at('costs'),
    exports: () => at('exports'),
    export: (id: string) => at('exports', id),
    findings: (filter: { state?: string } = {}) => at('findings') + listQuery(filter),
    finding: (finding: string) => at('findings', finding),
    reconciliations: () => at('reconciliations'),
    reconciliation: (sequence: number) => at('reconciliations', String(sequence)),
    pickStart: () => at('pick'),
    pick: (batch: string) => at('pick', batch),
    pack: () => at('pack'),
    handOverStart: () => at('hand-over'),
    handOver: (manifest: string) => at('hand-over', manifest),
    receive: () => at('receive'),
    products: () => at('products'),
    product: (sku: string) => at('products', sku),
    customers: () => at('customers'),
    customer: (code: string) => at('customers', code),
    profiles: () => at('profiles'),
    profile: (name: string) => at('profiles', name),
    apiKeys: () => at('api-keys'),
    webhooks: () => at('webhooks'),
    webhook: (webhook: string) => at('webhooks', webhook),
    settings: () => at('settings'),
    people: () => at('users'),
    person: (user: string) => at('users', user),
    audit: (filter: { kind?: string } = {}) => at('audit') + listQuery(filter),
    deadLetters: () => at('dead-letters'),
    account: () => at('account'),
    inbox: () => at('inbox'),
  }
}

/** What a list of orders can be asked for; the names are those of the API. */
type OrderFilter = { status?: string; waiting?: 'true'; sku?: string; work?: string; service?: string; hold?: string; due_from?: string; due_to?: string; placed_from?: string; shipped_from?: string }

export type Paths = ReturnType<typeof paths>

/** What a page that is no list keeps in its address. */
const query = (given: Record<string, string>) => (Object.keys(given).length === 0 ? '' : `?${new URLSearchParams(given)}`)

/** The filter of a list as react-admin reads it from the address. */
function listQuery(filter: Record<string, string | number | true | undefined>) {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value))
  return Object.keys(given).length === 0 ? '' : `?${new URLSearchParams({ filter: JSON.stringify(given) })}`
}
