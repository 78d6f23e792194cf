import type { Import, Page } from '../api/types'
import type { Query } from '../api/request'

/** Orders of an import that wait to be put right. A dry run rejects nothing; what a correction could not mend still waits in the import that it corrects. */
export const waitingOf = ({ dry_run, source, orders, mended }: Pick<Import, 'dry_run' | 'source' | 'orders' | 'mended'>) =>
  dry_run || source === 'correction' ? 0 : Math.max(0, orders.rejected - mended.orders)

type ListImports = (query: Query) => Promise<Page<Import>>

/** The API lists all imports; those with orders that wait are picked out here, from larger pages. */
export const importsOf = (list: ListImports) => async ({ which, ...query }: Query): Promise<Page<Import>> => {
  if (which !== 'rejected') return list(query)
  const { items, next } = await list({ ...query, limit: LARGE_PAGE })
  return { items: items.filter(it => waitingOf(it) > 0), next: next ?? null }
}

const LARGE_PAGE = 200

/** What waits of all imports since a moment; null where a page does not reach so far back. */
export function waitingSince({ items, next }: Page<Import>, reachesBack: (it: Import) => boolean) {
  const oldest = items.at(-1)
  if (next && oldest && reachesBack(oldest)) return null
  const waiting = items.filter(reachesBack).map(waitingOf).filter(n => n > 0)
  return { imports: waiting.length, orders: waiting.reduce((sum, n) => sum + n, 0) }
}
