import { createContext, useContext } from 'react'
import type { Operations } from './operations'
import type { Me, Permission, StoreSummary } from './types'

/** The store a person works in, and what they may do there. */
export type StoreContextValue = {
  store: StoreSummary
  me: Me
  operations: Operations
  /** What is asked about another store that the person reaches. */
  operationsOf: (store: string) => Operations
  signOut: () => void
  own: OwnPool
  acting: Acting
}

/** Coming into a client's view, and out of it: both load the portal anew, so that nothing of one view stays in the other. */
export type Acting = {
  begin: (subject: string, store: string) => void
  end: () => void
}

/** What somebody does with the user pool itself: the API never sees a password. */
export type OwnPool = {
  changePassword: (current: string, proposed: string) => Promise<void>
  authenticator: { begin: () => Promise<string>; confirm: (code: string) => Promise<void> }
}

const StoreContext = createContext<StoreContextValue | null>(null)

export const StoreProvider = StoreContext.Provider

export function useStoreContext() {
  const value = useContext(StoreContext)
  if (!value) throw new Error('useStoreContext needs a StoreProvider above it')
  return value
}

export const useOperations = () => useStoreContext().operations

export function useMay() {
  const { me } = useStoreContext()
  return (permission: Permission) => me.permissions.includes(permission)
}
