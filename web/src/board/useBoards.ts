import { useQueries } from '@tanstack/react-query'
import { retryUndecided } from '../api/queries'
import { useStoreContext } from '../api/store-context'
import type { StoreSummary } from '../api/types'
import type { StoreBoard } from './board'

/** Each count reads what it counts, so it is not asked for more often than somebody would look. */
const REFRESH_MS = 60_000

/** The boards of some stores, each as soon as it is counted; and since when the oldest of them stands. */
export function useBoards(stores: StoreSummary[]): { boards: StoreBoard[]; asOf: number } {
  const { operationsOf } = useStoreContext()
  const answers = useQueries({
    queries: stores.map(({ id }) => ({ queryKey: ['board', id], queryFn: () => operationsOf(id).board(), refetchInterval: REFRESH_MS, retry: retryUndecided })),
  })
  const boards = stores.map((store, index) => ({ store, board: answers[index]?.data, hasFailed: Boolean(answers[index]?.error) && !answers[index]?.data }))
  const looked = answers.flatMap(({ data, dataUpdatedAt }) => (data ? [dataUpdatedAt] : []))
  return { boards, asOf: looked.length > 0 ? Math.min(...looked) : 0 }
}
