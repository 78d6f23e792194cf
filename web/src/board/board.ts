import type { Board, BoardService, OrderWork, Overview, StoreSummary } from '../api/types'

export const WHENS = ['late', 'next', 'then', 'later'] as const
export type When = (typeof WHENS)[number]

/** In the order of the work, then what keeps it. */
export const WORKS = ['ready', 'without_papers', 'released', 'picking', 'picked', 'packed', 'on_manifest', 'waiting', 'on_hold'] as const satisfies OrderWork[]

/** A store's board, as soon as it is counted. */
export type StoreBoard = { store: StoreSummary; board: Board | undefined; hasFailed: boolean }

/** A service of a store, with what must leave with one cut-off. */
export type BoardRow = { store: StoreSummary; due_from: string | null; due_to: string | null; service: BoardService; atLeast: boolean }

/** Rows of all stores by cut-off: those of one store together, in the order of the stores. */
export function rowsOf(boards: StoreBoard[], when: When): BoardRow[] {
  return boards.flatMap(({ store, board }) =>
    (board?.cut_offs ?? [])
      .filter(cutOff => cutOff.when === when)
      .flatMap(({ due_from, due_to, services }) =>
        services.map(service => ({ store, due_from: due_from ?? null, due_to: due_to ?? null, service, atLeast: board?.at_least ?? false })),
      ),
  )
}

/** How many orders of a row wait for a kind of work. */
export const countOf = (row: BoardRow, work: OrderWork) => row.service.work.find(it => it.work === work)?.orders ?? 0

/** The filter of the list that a figure counts. */
export function filterOf({ due_from, due_to, service }: BoardRow, more: { work?: OrderWork; hold?: string } = {}): Record<string, string> {
  return {
    ...(more.work && { work: more.work }),
    ...(more.hold && { hold: more.hold }),
    service: service.service,
    ...(due_from && { due_from }),
    ...(due_to && { due_to }),
  }
}

type OldestOrder = NonNullable<Overview['oldest']>

/** The order that was placed first of those that stores name as theirs. */
export function oldestOf(named: { store: StoreSummary; order: OldestOrder | null | undefined }[]): { store: StoreSummary; order: OldestOrder } | null {
  const known = named.flatMap(({ store, order }) => (order ? [{ store, order }] : []))
  return known.sort((one, other) => Date.parse(one.order.placed_at) - Date.parse(other.order.placed_at))[0] ?? null
}

/** The stores that rows are of, each once. */
export const storesOf = (rows: BoardRow[]) => [...new Map(rows.map(({ store }) => [store.id, store])).values()]

/** Orders of some rows. */
export const sum = (rows: BoardRow[]) => rows.reduce((total, { service }) => total + service.orders, 0)
