import type { Query, RequestOptions, SendRequest } from './request'
import type {
  Account,
  ApiKey,
  Asn,
  AsnRow,
  AuditEntry,
  Batch,
  ClientPerson,
  Costs,
  Customer,
  Diagnostic,
  Export,
  Finding,
  HoldReason,
  Import,
  ImportProfile,
  Invitation,
  Link,
  MadeApiKey,
  Manifest,
  MappedOrder,
  Me,
  Move,
  Notice,
  NoticePreferences,
  NewAdjustment,
  NewApiKey,
  NewAsn,
  NewAsnReceipt,
  NewCorrection,
  NewExport,
  NewOrderAction,
  NewParcel,
  NewReceipt,
  NewTracking,
  Order,
  OrderActionResult,
  OrderSummary,
  OwnChoice,
  Page,
  PickLine,
  PickedOrder,
  Picks,
  Product,
  ProfilePreview,
  Receipt,
  Recount,
  Reconciliation,
  RolePage,
  RejectedOrders,
  StockLevel,
  StockRecord,
  Store,
  StoreBody,
  Summary,
  User,
  UserAccess,
  UndoneOrder,
  WaitingEntry,
  Webhook,
  WebhookBody,
  WebhookDelivery,
  WebhookWithSecret,
} from './types'

/** Everything the portal asks of the API about one store, as a table of contents. */
export function storeOperations(request: SendRequest, store: string) {
  const url = (...segments: (string | number)[]) => `/stores/${[store, ...segments].map(encodeURIComponent).join('/')}`
  const person = (...segments: string[]) => `/users/${segments.map(encodeURIComponent).join('/')}`
  const read = <Answer>(path: string, query?: Query) => request<Answer>('GET', path, query && { query })
  const act = <Answer>(path: string, key: string, body: unknown, options: RequestOptions = {}) =>
    request<Answer>('POST', path, { ...options, body, idempotencyKey: key })

  return {
    store: () => read<Store>(url()),
    replaceStore: (body: StoreBody, version: number) => request<Store>('PUT', url(), { body, ifMatch: String(version) }),
    listApiKeys: (query: Query) => read<Page<ApiKey>>(url('api-keys'), query),
    createApiKey: (body: NewApiKey, key: string) => act<MadeApiKey>(url('api-keys'), key, body),
    revokeApiKey: (id: string) => request<unknown>('DELETE', url('api-keys', id)),

    listWebhooks: (query: Query) => read<Page<Webhook>>(url('webhooks'), query),
    webhook: (id: string) => read<Webhook>(url('webhooks', id)),
    createWebhook: (body: WebhookBody, key: string) => act<WebhookWithSecret>(url('webhooks'), key, body),
    changeWebhook: (id: string, body: WebhookBody, version: number) => request<Webhook>('PUT', url('webhooks', id), { body, ifMatch: String(version) }),
    removeWebhook: (id: string) => request<unknown>('DELETE', url('webhooks', id)),
    rotateWebhookSecret: (id: string, key: string) => act<WebhookWithSecret>(url('webhooks', id, 'secret'), key, {}),
    testWebhook: (id: string, key: string) => act<unknown>(url('webhooks', id, 'test'), key, {}),
    listDeliveries: (id: string, query: Query) => read<Page<WebhookDelivery>>(url('webhooks', id, 'deliveries'), query),
    sendAgain: (id: string, delivery: string, key: string) => act<WebhookDelivery>(url('webhooks', id, 'deliveries', delivery, 'send-again'), key, {}),

    listUsers: (query: Query) => read<Page<User>>('/users', query),
    listClientPeople: (query: Query) => read<Page<ClientPerson>>('/client-people', query),
    user: (id: string) => read<User>(person(id)),
    inviteUser: (body: Invitation, key: string) => act<User>('/users', key, body),
    changeUser: (id: string, body: UserAccess, version: number) => request<User>('PUT', person(id), { body, ifMatch: String(version) }),
    inviteAgain: (id: string, key: string) => act<User>(person(id, 'invitation'), key, {}),
    suspendUser: (id: string, key: string) => act<User>(person(id, 'suspension'), key, {}),
    reinstateUser: (id: string) => request<User>('DELETE', person(id, 'suspension')),
    resetSecondFactor: (id: string) => request<User>('DELETE', person(id, 'second-factor')),
    listRoles: () => read<Page<RolePage>>('/roles'),
    listAudit: (query: Query) => read<Page<AuditEntry>>(url('audit'), query),
    listOrganisationAudit: (query: Query) => read<Page<AuditEntry>>('/audit', query),
    account: () => read<Account>('/me/account'),
    changeAccount: (body: OwnChoice) => request<Account>('PUT', '/me/account', { body }),
    listNotices: (query: Query) => read<Page<Notice>>('/me/notices', query),
    countUnread: () => read<{ n: number; at_least: boolean }>('/me/notices/unread'),
    readNotices: (body: { notices?: string[] }, key: string) => act<{ read: number }>('/me/notices/read', key, body),
    noticePreferences: () => read<NoticePreferences>('/me/notice-preferences'),
    changeNoticePreferences: (body: NoticePreferences) => request<NoticePreferences>('PUT', '/me/notice-preferences', { body }),
    signOutEverywhere: (key: string) => act<unknown>('/me/sign-out', key, {}),

    listProducts: (query: Query) => read<Page<Product>>(url('products'), query),
    product: (sku: string) => read<Product>(url('products', sku)),
    putProducts: (items: Product[]) => request<{ written: number }>('PUT', url('products'), { body: { items } }),
    listCustomers: (query: Query) => read<Page<Customer>>(url('customers'), query),
    customer: (code: string) => read<Customer>(url('customers', code)),
    putCustomers: (items: Customer[]) => request<{ written: number }>('PUT', url('customers'), { body: { items } }),

    listProfiles: (query: Query) => read<Page<ImportProfile>>(url('profiles'), query),
    profile: (name: string) => read<ImportProfile>(url('profiles', name)),
    putProfile: (profile: ImportProfile) => request<ImportProfile>('PUT', url('profiles', profile.name), { body: profile }),

    previewProfile: (body: { profile: ImportProfile; file: string }, signal?: AbortSignal) =>
      request<ProfilePreview>('POST', url('profile-previews'), { body, ...(signal && { signal }) }),

    summary: (query?: Query) => read<Summary>(url('summary'), query),
    listOrders: (query: Query) => read<Page<OrderSummary>>(url('orders'), query),
    order: (order: string) => read<Order>(url('orders', order)),
    cancelOrder: (order: string, body: { reason: string }, key: string) => act<Order>(url('orders', order, 'cancel'), key, body),
    reduceLine: (order: string, body: { line: number; quantity: number; reason: string }, key: string) =>
      act<unknown>(url('orders', order, 'reduce'), key, body),
    holdOrder: (order: string, body: { reason: HoldReason; note: string }, key: string) =>
      act<unknown>(url('orders', order, 'holds'), key, body),
    releaseHold: (order: string, reason: HoldReason) => request<unknown>('DELETE', url('orders', order, 'holds', reason)),
    pickOrder: (order: string, body: Picks, key: string) => act<Order>(url('orders', order, 'picks'), key, body),
    shortPick: (order: string, body: { line: number; missing: number }, key: string) => act<Order>(url('orders', order, 'short-picks'), key, body),
    packOrder: (order: string, body: NewParcel, key: string) => act<Order>(url('orders', order, 'parcels'), key, body),
    assignTracking: (order: string, parcel: number, body: NewTracking) =>
      request<Order>('PUT', url('orders', order, 'parcels', parcel, 'tracking'), { body }),
    unshipOrder: (order: string, body: { reason: string }, key: string) => act<unknown>(url('orders', order, 'unship'), key, body),

    costs: (query: Query) => read<Costs>(url('costs'), query),

    listImports: (query: Query) => read<Page<Import>>(url('imports'), query),
    import: (id: string) => read<Import>(url('imports', id)),
    startImport: (file: File, isTrial: boolean, key: string) =>
      act<{ import: Import }>(url('imports'), key, file, { query: { file_name: file.name, ...(isTrial && { dry_run: 'true' }) } }),
    commitImport: (id: string, key: string) => act<{ import: Import }>(url('imports', id, 'commit'), key, {}),
    listMappedOrders: (id: string, query: Query) => read<Page<MappedOrder>>(url('imports', id, 'mapped-orders'), query),
    listRejectedOrders: (id: string, query: Query) => read<RejectedOrders>(url('imports', id, 'rejected-orders'), query),
    correctImport: (id: string, body: Partial<NewCorrection>, key: string) => act<{ import: Import }>(url('imports', id, 'corrections'), key, body),
    undoImport: (id: string, key: string) => act<{ import: Import }>(url('imports', id, 'undo'), key, {}),
    listUndoneOrders: (id: string, query: Query) => read<Page<UndoneOrder>>(url('imports', id, 'undo'), query),
    uploadLink: (body: { file_name: string; bytes: number; dry_run: boolean }, key: string) =>
      act<{ url: string; key: string; import: string }>(url('imports', 'upload-links'), key, body),
    listDiagnostics: (id: string, query: Query) => read<Page<Diagnostic>>(url('imports', id, 'diagnostics'), query),
    rejectedFile: (id: string) => read<Link>(url('imports', id, 'rejected-file')),

    listStock: (query: Query) => read<Page<StockLevel>>(url('stock'), query),
    stockLevel: (sku: string) => read<StockRecord>(url('stock', sku)),
    listMoves: (sku: string, query: Query) => read<Page<Move>>(url('stock', sku, 'moves'), query),
    listWaiting: (sku: string, query: Query) => read<Page<WaitingEntry>>(url('stock', sku, 'queue'), query),
    receiveStock: (body: NewReceipt, key: string) => act<Receipt>(url('receipts'), key, body),
    listAsns: (query: Query) => read<Page<AsnRow>>(url('asns'), query),
    asn: (id: string) => read<Asn>(url('asns', id)),
    announceAsn: (body: NewAsn, key: string) => act<Asn>(url('asns'), key, body),
    changeAsn: (id: string, body: NewAsn, version: number) => request<Asn>('PUT', url('asns', id), { body, ifMatch: String(version) }),
    cancelAsn: (id: string, body: { reason: string }, key: string) => act<Asn>(url('asns', id, 'cancel'), key, body),
    closeAsn: (id: string, key: string) => act<Asn>(url('asns', id, 'close'), key, {}),
    receiveAsn: (id: string, body: NewAsnReceipt, key: string) => act<Asn>(url('asns', id, 'receipts'), key, body),
    adjustStock: (sku: string, body: NewAdjustment, key: string) => act<StockLevel>(url('stock', sku, 'adjustments'), key, body),

    listBatches: (query: Query) => read<Page<Batch>>(url('batches'), query),
    batch: (id: string) => read<Batch>(url('batches', id)),
    releaseBatch: (body: { max_orders?: number }, key: string) => act<Batch>(url('batches'), key, body),
    listPickLines: (id: string, query: Query) => read<Page<PickLine>>(url('batches', id, 'pick-lines'), query),
    pickBatch: (id: string, key: string) => act<Page<PickedOrder>>(url('batches', id, 'picks'), key, {}),

    listManifests: (query: Query) => read<Page<Manifest>>(url('manifests'), query),
    manifest: (id: string) => read<Manifest>(url('manifests', id)),
    createManifest: (body: { carrier: string; batch?: string; orders?: string[] }, key: string) => act<Manifest>(url('manifests'), key, body),
    shipManifest: (id: string, key: string) => act<Manifest>(url('manifests', id, 'ship'), key, {}),

    listFindings: (query: Query) => read<Page<Finding>>(url('findings'), query),
    repairFinding: (id: string, key: string) => act<Finding>(url('findings', id, 'repair'), key, {}),
    dismissFinding: (id: string, body: { reason: string }, key: string) => act<Finding>(url('findings', id, 'dismiss'), key, body),
    recount: (sku: string) => read<Recount>(url('stock', sku, 'recount')),
    rebuildLevel: (sku: string, version: number, key: string) => act<Recount>(url('stock', sku, 'rebuild'), key, {}, { ifMatch: String(version) }),

    actOnOrders: (body: NewOrderAction, key: string) => act<OrderActionResult>(url('order-actions'), key, body),

    listExports: (query: Query) => read<Page<Export>>(url('exports'), query),
    export: (id: string) => read<Export>(url('exports', id)),
    beginExport: (body: NewExport, key: string) => act<Export>(url('exports'), key, body),

    listReconciliations: (query: Query) => read<Page<Reconciliation>>(url('reconciliations'), query),
    reconciliation: (sequence: string) => read<Reconciliation>(url('reconciliations', sequence)),
    reconciliationFile: (sequence: number, format: string) =>
      read<Link>(url('reconciliations', sequence, 'file'), { format }),
    runReconciliation: (key: string) => act<unknown>(url('reconciliations'), key, {}),
  }
}

export type Operations = ReturnType<typeof storeOperations>

export const whoAmI = (request: SendRequest) => request<Me>('GET', '/me')
