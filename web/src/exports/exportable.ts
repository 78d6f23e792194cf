import type { ResourceName } from '../api/resources'
import type { ExportList } from '../api/types'

/** A column of a list: the path of its value in a row, and what stands above it. */
export type ListColumn = { source: string; label: string }

const LISTS: Partial<Record<ResourceName, ExportList>> = {
  orders: 'orders',
  imports: 'imports',
  stock: 'stock',
  products: 'products',
  customers: 'customers',
  audit: 'audit',
  returns: 'returns',
  batches: 'batches',
  manifests: 'manifests',
  reconciliations: 'reconciliations',
  findings: 'findings',
  users: 'users',
}

/** The list as the API exports it; none where it does not, or where the portal alone picks the rows. */
export const listOf = (resource: ResourceName, filter: Record<string, unknown>): ExportList | undefined => ('which' in filter ? undefined : LISTS[resource])
