import { HttpError, type DataProvider, type GetListParams, type RaRecord } from 'ra-core'
import { CursorTrail } from './cursor'
import type { Operations } from './operations'
import { Problem } from './problem'
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
export type Detail<Name extends ResourceName> = Resources[Name]['record'] & { id: string }

type Source<Name extends ResourceName> = {
  list: (query: Query) => Promise<Page<Resources[Name]['row']>>
  one: (id: string) => Promise<Resources[Name]['record']>
  id: (record: Resources[Name]['row']) => string
}

type Sources = { [Name in ResourceName]: Source<Name> }

/** react-admin's view of the API: reading only. Commands go through `useCommand`, with their own words and keys. */
export function createDataProvider(operations: Operations): DataProvider {
  const sources: Sources = {
    orders: { list: operations.listOrders, one: operations.order, id: order => order.id },
    imports: { list: operations.listImports, one: operations.import, id: it => it.id },
    stock: { list: operations.listStock, one: operations.stockLevel, id: level => level.sku },
    batches: { list: operations.listBatches, one: operations.batch, id: batch => batch.id },
    manifests: { list: operations.listManifests, one: operations.manifest, id: manifest => manifest.id },
    reconciliations: { list: operations.listReconciliations, one: operations.reconciliation, id: it => String(it.sequence) },
  }
  const trails = new Map<string, CursorTrail<RaRecord>>()
  const source = (resource: string) => sources[resource as ResourceName] as unknown as Source<'orders'>

  function trail(resource: string, query: Query) {
    const name = `${resource} ${JSON.stringify(query)}`
    const known = trails.get(name)
    if (known) return known
    const { list, id } = source(resource)
    const created = new CursorTrail<RaRecord>(async cursor => {
      const page = await list({ ...query, cursor })
      return { items: page.items.map(item => ({ ...item, id: id(item) })), next: page.next }
    })
    trails.set(name, created)
    return created
  }

  const readOnly = (): never => {
    throw new HttpError('Commands go through useCommand', 405)
  }

  return {
    async getList(resource: string, { filter, pagination }: GetListParams) {
      const { page, perPage } = pagination ?? { page: 1, perPage: 50 }
      const { items, hasNext } = await trail(resource, { ...filter, limit: perPage }).page(page)
      return { data: items, pageInfo: { hasNextPage: hasNext, hasPreviousPage: page > 1 } } as never
    },
    async getOne(resource: string, { id }: { id: string | number }) {
      const { one } = source(resource)
      const record = await one(String(id))
      return { data: { ...record, id: String(id) } } as never
    },
    async getMany(resource: string, { ids }: { ids: (string | number)[] }) {
      const records = await Promise.all(ids.map(id => source(resource).one(String(id))))
      return { data: records.map((record, index) => ({ ...record, id: String(ids[index]) })) } as never
    },
    getManyReference: readOnly,
    create: readOnly,
    update: readOnly,
    updateMany: readOnly,
    delete: readOnly,
    deleteMany: readOnly,
  }
}

/** A refusal is final; a lost connection deserves two more attempts. */
export const retryUndecided = (failures: number, error: unknown) => failures < 2 && Problem.from(error).isUndecided
