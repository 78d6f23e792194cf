import type { Operations } from './operations'
import type { Query } from './request'
import type { Batch, Import, Manifest, Order, OrderSummary, Page, Reconciliation, StockLevel } from './types'

/** The lists of the portal: what a row of each is, and what its own page shows. */
export type Resources = {
  orders: { row: OrderSummary; record: Order }
  imports: { row: Import; record: Import }
  stock: { row: StockLevel; record: StockLevel }
  batches: { row: Batch; record: Batch }
  manifests: { row: Manifest; record: Manifest }
  reconciliations: { row: Reconciliation; record: Reconciliation }
}

export type ResourceName = keyof Resources
export type Row<Name extends ResourceName> = Resources[Name]['row'] & { id: string }
export type Detail<Name extends ResourceName> = Resources[Name]['record']

export type Source<Name extends ResourceName> = {
  list: (query: Query) => Promise<Page<Resources[Name]['row']>>
  one: (id: string) => Promise<Detail<Name>>
  id: (row: Resources[Name]['row']) => string
}

export const sources = (operations: Operations): { [Name in ResourceName]: Source<Name> } => ({
  orders: { list: operations.listOrders, one: operations.order, id: order => order.id },
  imports: { list: operations.listImports, one: operations.import, id: it => it.id },
  stock: { list: operations.listStock, one: operations.stockLevel, id: level => level.sku },
  batches: { list: operations.listBatches, one: operations.batch, id: batch => batch.id },
  manifests: { list: operations.listManifests, one: operations.manifest, id: manifest => manifest.id },
  reconciliations: { list: operations.listReconciliations, one: operations.reconciliation, id: it => String(it.sequence) },
})
