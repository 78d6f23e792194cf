import { useMemo } from 'react'
import { useStoreContext } from '../api/store-context'
import { paths } from '../paths'

/** The path builder of the store at hand. */
export function usePaths() {
  const { store } = useStoreContext()
  return useMemo(() => paths(store.id), [store.id])
}
