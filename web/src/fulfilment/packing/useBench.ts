import { useEffect, useRef, useState } from 'react'
import { useStoreContext } from '../../api/store-context'
import type { Order } from '../../api/types'
import { useOutbox } from '../../outbox/OutboxProvider'
import { lastParcel, linesToPack, untracked } from './contents'

const MAX_TRIES = 3

/**
 * The order on the bench, right at every moment: what the API last said of it, and on top of it the parcels that this device has closed and nobody
 * has answered yet. A parcel that is sent while somebody scans its label is in the answer from then on.
 */
export function useBench() {
  const { store } = useStoreContext()
  const { outbox } = useOutbox()
  const [order, setOrder] = useState<Order | null>(null)
  // Asked between two drawings as well.
  const latest = useRef(order)
  const sent = useRef(new Set<string>())

  function put(next: Order | null) {
    latest.current = next
    setOrder(next)
  }

  useEffect(
    () =>
      outbox.onSent(({ key, store: of, what }, answer) => {
        sent.current.add(key)
        if (of !== store.id || (what.kind !== 'pack' && what.kind !== 'tracking') || what.order !== latest.current?.id) return
        put(answer as Order)
      }),
    [outbox, store.id],
  )

  const done = () => outbox.snapshot().waiting.filter(entry => entry.store === store.id && !sent.current.has(entry.key)).map(({ what }) => what)
  return {
    order,
    put,
    /** Reads an order at a moment at which it is known which parcels of this device are in it. */
    async settled(read: () => Promise<Order | null>) {
      for (let n = 1; ; n += 1) {
        const { generation } = outbox
        const found = await read()
        if (generation === outbox.generation || n === MAX_TRIES) return found
      }
    },
    /** What is picked of an order and in no parcel yet. */
    toPack: (of: Order) => linesToPack(of, done()),
    /** A parcel of an order whose label nobody has scanned yet. */
    untracked: (of: Order) => untracked(of, done()),
    /** What is left of the order on the bench. */
    left: () => (latest.current ? linesToPack(latest.current, done()) : []),
    /** The number of the parcel that was closed last. */
    lastParcel: () => (latest.current ? lastParcel(latest.current, done()) : 0),
  }
}
