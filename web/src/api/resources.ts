import { finding, findings } from '../findings/findings'
import { importsOf } from '../imports/rejected'
import type { Operations } from './operations'
import { Problem } from './problem'
import type { Query } from './request'
import type { ApiKey, Asn, AsnRow, AuditEntry, Batch, Count, CountRow, Customer, Export, Finding, Import, ImportProfile, Manifest, Order, OrderSummary, Page, Product, Reconciliation, Return, ReturnRow, StockLevel, StockRecord, User, Webhook } from './types'

/** The lists of the portal: what a row of each is, and what its own page shows. */
export type Resources = {
  orders: { row: OrderSummary; record: Order }
  imports: { row: Import; record: Import }
  stock: { row: StockLevel; record: StockRecord }
  counts: { row: CountRow; record: Count }
  asns: { row: AsnRow; record: Asn }
  returns: { row: ReturnRow; record: Return }
  batches: { row: Batch; record: Batch }
  manifests: { row: Manifest; record: Manifest }
  reconciliations: { row: Reconciliation; record: Reconciliation }
  findings: { row: Finding; record: Finding }
  products: { row: Product; record: Product }
  customers: { row: Customer; record: Customer }
  profiles: { row: ImportProfile; record: ImportProfile }
  'api-keys': { row: ApiKey; record: ApiKey }
  webhooks: { row: Webhook; record: Webhook }
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
  imports: { list: importsOf(operations.listImports), one: operations.import, id: it => it.id },
  stock: { list: operations.listStock, one: sku => operations.stockLevel(sku), id: level => level.sku },
  counts: { list: operations.listCounts, one: operations.count, id: count => count.id },
  asns: { list: asnsOf(operations), one: operations.asn, id: asn => asn.id },
  returns: { list: operations.listReturns, one: operations.return, id: back => back.id },
  batches: { list: operations.listBatches, one: operations.batch, id: batch => batch.id },
  manifests: { list: operations.listManifests, one: operations.manifest, id: manifest => manifest.id },
  reconciliations: { list: operations.listReconciliations, one: operations.reconciliation, id: it => String(it.sequence) },
  findings: { list: query => findings(operations, query), one: id => finding(operations, id), id: it => it.id },
  products: { list: operations.listProducts, one: operations.product, id: product => product.sku },
  customers: { list: customersByCode(operations), one: operations.customer, id: customer => customer.code },
  profiles: { list: operations.listProfiles, one: operations.profile, id: profile => profile.name },
  'api-keys': { list: operations.listApiKeys, one: unread, id: key => key.id },
  webhooks: { list: operations.listWebhooks, one: operations.webhook, id: webhook => webhook.id },
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

/** Those that are still to come are a list of their own, in the order of their days. */
const asnsOf = (operations: Operations) => ({ which, ...query }: Query) => operations.listAsns(which === 'open' ? { ...query, open: 'true' } : which ? { ...query, state: which } : query)

/** The store's log, or that of its whole organisation. */
const auditOf = (operations: Operations) => ({ log, ...query }: Query) =>
  log === 'organisation' ? operations.listOrganisationAudit(query) : operations.listAudit(query)

/** The API lists these whole; there is no page to read one for. */
const unread = (): Promise<never> => Promise.reject(new Error('not read one by one'))
