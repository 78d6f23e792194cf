import { useQuery } from '@tanstack/react-query'
import { everything } from '../../api/everything'
import { Problem } from '../../api/problem'
import { useOperations, useStoreContext } from '../../api/store-context'
import type { Count, CountLine } from '../../api/types'
import { known } from '../../outbox/device'
import { useOutbox } from '../../outbox/OutboxProvider'
import { sheetOf } from './sheet'

const REFRESH_MS = 30_000

type Known = { count: Count; lines: CountLine[] }

/**
 * The sheet of a count: what the API last said, and on top of it what was saved here and not answered yet. It is also kept on the device, so that a
 * reload without a connection does not end the work.
 */
export function useSheet(id: string) {
  const { store } = useStoreContext()
  const { count: readCount, listCountLines } = useOperations()
  const { waiting } = useOutbox()
  const name = `count-sheet ${store.id} ${id}`
  const { data, error } = useQuery({
    queryKey: ['counts', id, 'sheet'],
    networkMode: 'always',
    refetchInterval: REFRESH_MS,
    retry: false,
    queryFn: async (): Promise<Known> => {
      try {
        const [count, lines] = await Promise.all([readCount(id), everything(cursor => listCountLines(id, { cursor, limit: 200 }))])
        await known.write(name, { count, lines })
        return { count, lines }
      } catch (problem) {
        const last = Problem.from(problem).isUndecided ? await known.read<Known>(name) : undefined
        if (last) return last
        throw problem
      }
    },
  })
  return {
    count: data?.count,
    lines: data && sheetOf(data.lines, id, waiting.filter(entry => entry.store === store.id).map(({ what }) => what)),
    problem: error && !data ? Problem.from(error) : null,
  }
}
