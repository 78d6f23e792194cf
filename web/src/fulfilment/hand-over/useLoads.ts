import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../../api/problem'
import { useOperations, useStoreContext } from '../../api/store-context'
import type { Manifest, Order } from '../../api/types'
import { known } from '../../outbox/device'
import { loadsOf, type Load } from './load'

const AT_ONCE = 4
const FRESH_MS = 60_000

/** The parcels of a manifest that are still in the house. They are also kept on the device, for a gate without a connection. */
export function useLoads(manifest: Manifest) {
  const { store } = useStoreContext()
  const { order: read } = useOperations()
  const [nRead, setNRead] = useState(0)
  const name = `manifest-orders ${store.id} ${manifest.id}`

  const { data: loads, error } = useQuery({
    // What parcels have is said by their orders: it is read again when one of them changes.
    queryKey: ['orders', 'loads', manifest.id],
    networkMode: 'always',
    staleTime: FRESH_MS,
    queryFn: async () => {
      const orders: Order[] = []
      try {
        for (let from = 0; from < manifest.orders.length; from += AT_ONCE) {
          orders.push(...(await Promise.all(manifest.orders.slice(from, from + AT_ONCE).map(read))))
          setNRead(orders.length)
        }
      } catch (error) {
        const last = Problem.from(error).isUndecided ? await known.read<Load[]>(name) : undefined
        if (last) return last
        throw error
      }
      const found = loadsOf(orders)
      await known.write(name, found)
      return found
    },
  })
  return { loads, problem: error && !loads ? Problem.from(error) : null, share: nRead / Math.max(manifest.orders.length, 1) }
}
