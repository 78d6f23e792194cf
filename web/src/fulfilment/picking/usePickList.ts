import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { everything } from '../../api/everything'
import { Problem } from '../../api/problem'
import { useMay, useOperations, useStoreContext } from '../../api/store-context'
import { known } from '../../outbox/device'
import { useOutbox } from '../../outbox/OutboxProvider'
import { count, pickListName, type PickList } from './known-lists'
import { nextStop, walk, type Stop } from './walk'

const REFRESH_MS = 20_000
const MAX_TRIES = 3

/**
 * The walk of a batch, right at every moment: what the API last said, and on top of it what this device has done since. The list is also kept on
 * the device, so that a reload without a connection does not end the work. `onFound` hears of units that were missed and lie in other stock.
 */
export function usePickList(batch: string, onFound: (sku: string, units: number) => void) {
  const { store } = useStoreContext()
  const operations = useOperations()
  const client = useQueryClient()
  const { outbox, waiting } = useOutbox()
  const name = pickListName(store.id, batch)
  const queryKey = useMemo(() => ['batches', 'pick-list', batch], [batch])

  const mine = waiting.filter(entry => entry.store === store.id && (entry.what.kind === 'pick' || entry.what.kind === 'short_pick'))
  const isBusy = mine.length > 0
  const isUncertain = useRef(false)
  const tellFound = useRef(onFound)
  useEffect(() => {
    tellFound.current = onFound
  })

  const query = useQuery({
    queryKey,
    networkMode: 'always',
    // While the outbox holds picks, nobody can say whether an answer has them in it.
    refetchInterval: isBusy ? false : REFRESH_MS,
    refetchOnWindowFocus: !isBusy,
    retry: false,
    queryFn: async (): Promise<PickList> => {
      await outbox.ready
      const stored = await known.read<PickList>(name)
      const holdsPicks = () => outbox.snapshot().waiting.some(({ what }) => what.kind === 'pick' || what.kind === 'short_pick')
      // What was carried out since is counted in it, see `countInKnownLists`.
      if (stored && holdsPicks()) return stored
      try {
        for (let n = 0; n < MAX_TRIES; n += 1) {
          const { generation } = outbox
          const [{ orders, released_at }, lines] = await Promise.all([
            operations.batch(batch),
            everything(cursor => operations.listPickLines(batch, { cursor, limit: 200 })),
          ])
          if (stored && (holdsPicks() || generation !== outbox.generation)) continue
          const fresh: PickList = { lines, orders, releasedAt: released_at, counted: [], found: (await known.read<PickList>(name))?.found ?? [] }
          await known.write(name, fresh)
          return fresh
        }
        return (await known.read<PickList>(name)) ?? Promise.reject(Problem.unreachable())
      } catch (error) {
        const last = Problem.from(error).isUndecided ? await known.read<PickList>(name) : undefined
        if (last) return last
        throw error
      }
    },
  })

  useEffect(
    () =>
      outbox.onSent((entry, answer) => {
        if (entry.store !== store.id) return
        const list = client.getQueryData<PickList>(queryKey)
        if (!list) {
          isUncertain.current = true
          return
        }
        const next = count(list, entry, answer)
        client.setQueryData(queryKey, next)
        const [news] = (next.found ?? []).slice((list.found ?? []).length)
        if (news && entry.what.kind === 'short_pick') tellFound.current(entry.what.sku, news.units)
      }),
    [client, outbox, queryKey, store.id],
  )

  // Something was carried out before there was a list to count it in: read it again when all is said.
  useEffect(() => {
    if (isBusy || !isUncertain.current) return
    isUncertain.current = false
    void client.invalidateQueries({ queryKey })
  }, [client, isBusy, queryKey])

  const list = query.data
  const stops = list
    ? walk(
        list.lines,
        list.orders,
        mine.filter(({ key }) => !list.counted.includes(key)).map(({ what }) => what),
        list.found,
      )
    : null
  return { stops, releasedAt: list?.releasedAt, problem: query.error ? Problem.from(query.error) : null }
}

const N_AHEAD = 6

/** The numbers on the goods of this stop and the next ones, read before somebody stands in front of them. */
export function useGtins(stops: Stop[], from: string | null) {
  const start = stops.findIndex(stop => stop.key === nextStop(stops, from)?.key)
  return useGtinsOf(stops.slice(Math.max(start, 0), Math.max(start, 0) + N_AHEAD).map(stop => stop.sku))
}

/** The numbers on goods, by SKU. */
export function useGtinsOf(skus: string[]) {
  const { product } = useOperations()
  const mayRead = useMay()('catalogue.read')
  return useQueries({
    queries: (mayRead ? [...new Set(skus)] : []).map(sku => ({ queryKey: ['products', 'record', sku], queryFn: () => product(sku), staleTime: Infinity })),
    combine: answers => new Map(answers.flatMap(({ data }): [string, string][] => (data?.gtin ? [[data.sku, data.gtin]] : []))),
  })
}
