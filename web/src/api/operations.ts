import type { Query, RequestOptions, SendRequest } from './request'
import type {
  Batch,
  Costs,
  Diagnostic,
  HoldReason,
  Import,
  Link,
  Manifest,
  Me,
  Move,
  NewParcel,
  Order,
  OrderSummary,
  Page,
  PickedOrder,
  Reconciliation,
  StockLevel,
  Store,
  WaitingEntry,
} from './types'

/** Everything the portal asks of the API about one store, as a table of contents. */
export function storeOperations(request: SendRequest, store: string) {
  const url = (...segments: (string | number)[]) => `/stores/${[store, ...segments].map(encodeURIComponent).join('/')}`
  const read = <Answer>(path: string, query?: Query) => request<Answer>('GET', path, query && { query })
  const act = <Answer>(path: string, key: string, body: unknown, options: RequestOptions = {}) =>
    request<Answer>('POST', path, { ...options, body, idempotencyKey: key })

  return {
    store: () => read<Store>(url()),

    listOrders: (query: Query) => read<Page<OrderSummary>>(url('orders'), query),
    order: (order: string) => read<Order>(url('orders', order)),
    cancelOrder: (order: string, body: { reason: string }, key: string) => act<unknown>(url('orders', order, 'cancel'), key, body),
    reduceLine: (order: string, body: { line: number; quantity: number; reason: string }, key: string) =>
      act<unknown>(url('orders', order, 'reduce'), key, body),
    holdOrder: (order: string, body: { reason: HoldReason; note: string }, key: string) =>
      act<unknown>(url('orders', order, 'holds'), key, body),
    releaseHold: (order: string, reason: HoldReason) => request<unknown>('DELETE', url('orders', order, 'holds', reason)),
    pickOrder: (order: string, body: { lines: { line: number; sku: string; quantity: number }[] }, key: string) =>
      act<unknown>(url('orders', order, 'picks'), key, body),
    packOrder: (order: string, body: NewParcel, key: string) => act<unknown>(url('orders', order, 'parcels'), key, body),
    unshipOrder: (order: string, body: { reason: string }, key: string) => act<unknown>(url('orders', order, 'unship'), key, body),

    costs: (query: Query) => read<Costs>(url('costs'), query),

    listImports: (query: Query) => read<Page<Import>>(url('imports'), query),
    import: (id: string) => read<Import>(url('imports', id)),
    startImport: (file: File, key: string) => act<{ import: Import }>(url('imports'), key, file, { query: { file_name: file.name } }),
    uploadLink: (body: { file_name: string; bytes: number }, key: string) =>
      act<{ url: string; key: string; import: string }>(url('imports', 'upload-links'), key, body),
    listDiagnostics: (id: string, query: Query) => read<Page<Diagnostic>>(url('imports', id, 'diagnostics'), query),
    rejectedFile: (id: string) => read<Link>(url('imports', id, 'rejected-file')),

    listStock: (query: Query) => read<Page<StockLevel>>(url('stock'), query),
    stockLevel: (sku: string) => read<StockLevel>(url('stock', sku)),
    listMoves: (sku: string, query: Query) => read<Page<Move>>(url('stock', sku, 'moves'), query),
    listWaiting: (sku: string, query: Query) => read<Page<WaitingEntry>>(url('stock', sku, 'queue'), query),
    receiveStock: (body: { reference: string; lines: { sku: string; quantity: number }[] }, key: string) =>
      act<unknown>(url('receipts'), key, body),

    listBatches: (query: Query) => read<Page<Batch>>(url('batches'), query),
    batch: (id: string) => read<Batch>(url('batches', id)),
    releaseBatch: (body: { max_orders?: number }, key: string) => act<Batch>(url('batches'), key, body),
    pickBatch: (id: string, key: string) => act<Page<PickedOrder>>(url('batches', id, 'picks'), key, {}),

    listManifests: (query: Query) => read<Page<Manifest>>(url('manifests'), query),
    manifest: (id: string) => read<Manifest>(url('manifests', id)),
    createManifest: (body: { carrier: string; batch?: string }, key: string) => act<Manifest>(url('manifests'), key, body),
    shipManifest: (id: string, key: string) => act<Manifest>(url('manifests', id, 'ship'), key, {}),

    listReconciliations: (query: Query) => read<Page<Reconciliation>>(url('reconciliations'), query),
    reconciliation: (sequence: string) => read<Reconciliation>(url('reconciliations', sequence)),
    reconciliationFile: (sequence: number, format: 'csv' | 'json') =>
      read<Link>(url('reconciliations', sequence, 'file'), { format }),
    runReconciliation: (key: string) => act<unknown>(url('reconciliations'), key, {}),
  }
}

export type Operations = ReturnType<typeof storeOperations>

export const whoAmI = (request: SendRequest) => request<Me>('GET', '/me')
