import { finding, findings } from '../findings/findings'
import type { Operations } from './operations'
import { Problem } from './problem'
import type { Query } from './request'
import type { ApiKey, AuditEntry, Batch, Customer, Export, Finding, Import, ImportProfile, Manifest, Order, OrderSummary, Page, Product, Reconciliation, StockLevel, StockRecord, User } from './types'

/** The lists of the portal: what a row of each is, and what its own page shows. */
export type Resources = {
  orders: { row: OrderSummary; record: Order }
  imports: { row: Import; record: Import }
  stock: { row: StockLevel; record: StockRecord }
  batches: { row: Batch; record: Batch }
  manifests: { row: Manifest; record: Manifest }
  reconciliations: { row: Reconciliation; record: Reconciliation }
  findings: { row: Finding; record: Finding }
  products: { row: Product; record: Product }
  customers: { row: Customer; record: Customer }
  profiles: { row: ImportProfile; record: ImportProfile }
  'api-keys': { row: ApiKey; record: ApiKey }
  users: { row: User; record: User }
  audit: { row: AuditEntry; record: AuditEntry }
  exports: { row: Export; record: Export }
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
  findings: { list: query => findings(operations, query), one: id => finding(operations, id), id: it => it.id },
  products: { list: operations.listProducts, one: operations.product, id: product => product.sku },
  customers: { list: customersByCode(operations), one: operations.customer, id: customer => customer.code },
  profiles: { list: operations.listProfiles, one: operations.profile, id: profile => profile.name },
  'api-keys': { list: operations.listApiKeys, one: unread, id: key => key.id },
  users: { list: operations.listUsers, one: operations.user, id: user => user.id },
  audit: { list: auditOf(operations), one: unread, id: entry => entry.id },
  exports: { list: operations.listExports, one: operations.export, id: it => it.id },
})

/** The API finds a customer by the code alone; a list of one or none is what somebody who searches expects. */
const customersByCode = (operations: Operations) => async ({ code, ...query }: Query): Promise<Page<Customer>> => {
  if (!code) return operations.listCustomers(query)
  try {
    return { items: [await operations.customer(String(code))], next: null }
  } catch (error) {
    if (Problem.from(error).status === 404) return { items: [], next: null }
    throw error
  }
}

/** The store's log, or that of its whole organisation. */
const auditOf = (operations: Operations) => ({ log, ...query }: Query) =>
  log === 'organisation' ? operations.listOrganisationAudit(query) : operations.listAudit(query)

/** The API lists these whole; there is no page to read one for. */
const unread = (): Promise<never> => Promise.reject(new Error('not read one by one'))
