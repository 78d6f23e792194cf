import { useQuery } from '@tanstack/react-query'
import { Problem } from '../api/problem'
import { useOperations } from '../api/store-context'

/** A SKU counted anew from its ledger, its orders and its queue. That reads much: it is asked for once, and again after a command. */
export function useRecount(sku: string | null | undefined) {
  const { recount } = useOperations()
  const { data, error } = useQuery({
    queryKey: ['stock', 'recount', sku],
    queryFn: () => recount(sku ?? ''),
    enabled: Boolean(sku),
    staleTime: 5_000,
    refetchOnWindowFocus: false,
  })
  return { recount: data, problem: error ? Problem.from(error) : null }
}
