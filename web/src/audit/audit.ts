import type { AuditChange, AuditEntry } from '../api/types'

/** One change as a line: whose, which value, from what to what. */
export function line({ of, field, from, to }: AuditChange): string {
  const what = [of, field].filter(Boolean).join(' · ')
  if (from === null || from === undefined) return `${what}: ${to ?? ''}`
  return `${what}: ${from} → ${to ?? '–'}`
}

/** Where the thing is looked at; null where it has no page of its own or is one of many. */
export function placeOf({ kind, subject }: Pick<AuditEntry, 'kind' | 'subject'>): { page: 'order' | 'sku' | 'asn' | 'returned' | 'count' | 'product' | 'customer' | 'profile' | 'finding' | 'person' | 'apiKeys' | 'webhook' | 'settings'; id: string } | null {
  if (!subject) return null
  const pages = { order: 'order', stock: 'sku', asn: 'asn', return: 'returned', count: 'count', product: 'product', customer: 'customer', profile: 'profile', finding: 'finding', user: 'person', api_key: 'apiKeys', webhook: 'webhook', settings: 'settings' } as const
  const page = kind === 'dead_letter' || kind === 'export' ? undefined : pages[kind]
  return page ? { page, id: subject } : null
}
