import { HttpError, type DataProvider, type GetListParams, type RaRecord } from 'ra-core'
import { CursorTrail, filledPage } from './cursor'
import type { Operations } from './operations'
import type { Query } from './request'
import { sources, type ResourceName, type Source } from './resources'

/**
 * react-admin's view of the API: lists only. Pages read their object by `useRecord`, because react-admin would take the rows of a list, which hold
 * less, for the objects; commands go through `useCommand`, with their own words and keys.
 */
export function createDataProvider(operations: Operations): DataProvider {
  const known = sources(operations)
  const trails = new Map<string, CursorTrail<RaRecord>>()

  function trail(resource: string, query: Query) {
    const name = `${resource} ${JSON.stringify(query)}`
    const existing = trails.get(name)
    if (existing) return existing
    const { list, id } = known[resource as ResourceName] as Source<'orders'>
    const created = new CursorTrail<RaRecord>(async cursor => {
      const page = await filledPage(next => list({ ...query, cursor: next }), cursor)
      return { items: page.items.map(item => ({ ...item, id: id(item) })), next: page.next }
    })
    trails.set(name, created)
    return created
  }

  const elsewhere = (): never => {
    throw new HttpError('Only lists are read this way', 405)
  }

  return {
    async getList(resource: string, { filter, pagination }: GetListParams) {
      const { page, perPage } = pagination ?? { page: 1, perPage: 50 }
      const { items, hasNext } = await trail(resource, { ...filter, limit: perPage }).page(page)
      return { data: items, pageInfo: { hasNextPage: hasNext, hasPreviousPage: page > 1 } } as never
    },
    getOne: elsewhere,
    getMany: elsewhere,
    getManyReference: elsewhere,
    create: elsewhere,
    update: elsewhere,
    updateMany: elsewhere,
    delete: elsewhere,
    deleteMany: elsewhere,
  }
}
