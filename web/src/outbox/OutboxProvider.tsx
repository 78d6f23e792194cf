import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { storeOperations } from '../api/operations'
import type { SendRequest } from '../api/request'
import { useStoreContext } from '../api/store-context'
import { countInKnownLists } from '../fulfilment/picking/known-lists'
import { carryOut, changedBy, type Deferred } from './deferred'
import { Outbox } from './outbox'

const OutboxContext = createContext<Outbox | null>(null)

/** One outbox for all stores of the person who is signed in. */
export function OutboxProvider({ subject, request, children }: { subject: string; request: SendRequest; children: ReactNode }) {
  const [outbox] = useState(() => new Outbox(subject, (store, what, key) => carryOut(storeOperations(request, store), what, key)))
  useEffect(() => {
    const leave = outbox.onSent(countInKnownLists)
    // A browser without a store for it can do everything but warehouse work, which then says so.
    void outbox.start().catch(() => undefined)
    return () => {
      leave()
      outbox.stop()
    }
  }, [outbox])
  return <OutboxContext.Provider value={outbox}>{children}</OutboxContext.Provider>
}

export function useOutbox() {
  const outbox = useContext(OutboxContext)
  if (!outbox) throw new Error('useOutbox needs an OutboxProvider above it')
  const state = useSyncExternalStore(outbox.subscribe, outbox.snapshot)
  return { outbox, ...state }
}

/** Does something in this store now, and lets the API hear of it as soon as it can. */
export function useDo() {
  const { store } = useStoreContext()
  const { outbox } = useOutbox()
  return (what: Deferred) => outbox.add(store.id, what)
}

/** Lists that are in view are read again when something of the outbox was carried out. */
export function OutboxEffects() {
  const client = useQueryClient()
  const { store } = useStoreContext()
  const { outbox } = useOutbox()
  useEffect(
    () =>
      outbox.onSent(entry => {
        if (entry.store !== store.id) return
        for (const resource of changedBy[entry.what.kind]) void client.invalidateQueries({ queryKey: [resource] })
      }),
    [client, outbox, store.id],
  )
  return null
}
