import { useT, useWord } from '../i18n/I18n'
import { humanise } from '../i18n/translate'
import type { AuditChange } from '../api/types'
import { line } from './audit'
import { fieldKeys } from './words'

/** Fields whose values are words of the API, and where the portal has those words. */
const GROUPS: Record<string, string> = { role: 'role', status: 'orders.status', hold: 'orders.hold', repair: 'findings.repairs' }

/** Changes as people read them: fields and values in the words that the rest of the portal has for them. */
export function useAuditWords() {
  const t = useT()
  const word = useWord()
  const field = (name: string) => {
    const keys = fieldKeys(name)
    if (keys) return keys.map(key => t(key)).join(': ')
    const place = word('stock.place', name)
    return place === humanise(name) ? humanise(name.replaceAll('/', ' ')) : place
  }
  const value = (name: string, text: string | null | undefined) => {
    if (text === null || text === undefined) return text
    if (name === 'rights' || name === 'permissions') return text.split(', ').map(right => word('permission', right.replace('.', '_'))).join(', ')
    if (name === 'stores' && text === 'all') return t('people.all_stores')
    const group = GROUPS[name]
    return group ? word(group, text) : text
  }
  return (change: AuditChange) => line({ ...change, field: field(change.field), from: value(change.field, change.from), to: value(change.field, change.to) })
}
