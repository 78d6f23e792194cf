import { useQuery } from '@tanstack/react-query'
import { Problem } from '../api/problem'
import { useOperations } from '../api/store-context'

/** The roles that people can have; they change with the installation only. */
export function useRoles() {
  const { listRoles } = useOperations()
  const { data, error } = useQuery({ queryKey: ['roles'], queryFn: () => listRoles(), staleTime: Infinity })
  return { roles: data?.items, problem: error ? Problem.from(error) : null }
}
