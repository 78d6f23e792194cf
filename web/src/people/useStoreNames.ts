import { useStoreContext } from '../api/store-context'

/** Stores by the names that people use; one that the reader does not reach by its id. */
export function useStoreNames() {
  const { me } = useStoreContext()
  return (ids: string[]) => ids.map(id => me.stores.find(store => store.id === id)?.name ?? id)
}
