import type { Notice, NoticePreference } from '../../src/api/types'
import { ok, type Answer, type Call } from './answers'

/** One's own inbox and how one is told, below `/me`. */

const HOUR = 3_600_000

export function createInbox(now: number) {
  const notice = (index: number, more: Partial<Notice>): Notice => ({
    id: `ntc_${index}`, store: 'online-retail', kind: 'import_rejected', at: new Date(now - index * 5 * HOUR).toISOString(), subject: null, name: '', n: 0, is_read: index > 4, ...more,
  })
  const notices: Notice[] = [
    notice(1, { subject: 'imp_01jd0001k7m2q9w4x5y8z1', name: 'orders-2026-11-24.csv', n: 17 }),
    notice(2, { kind: 'short_pick', subject: 'ord_01jd0003k7m2q9w4x5y8z1', name: '536371', n: 2 }),
    notice(3, { kind: 'finding_opened', subject: 'fin_01jd0001k7m2q9w4x5y8z1', name: 'the level says more than its ledger' }),
    notice(4, { store: 'nordlys-home', kind: 'webhook_off', subject: 'hook_01jd0003k7m2q9w4x5y8z1', name: 'Old shop' }),
    notice(5, { kind: 'back_orders_filled' }),
    notice(6, { kind: 'reconciliation_ready', subject: '24', name: '24', n: 310 }),
    notice(7, { kind: 'import_failed', subject: 'imp_01jd0004k7m2q9w4x5y8z1', name: 'orders-broken.xlsx' }),
  ]
  const preferences: NoticePreference[] = (['import_rejected', 'import_failed', 'reconciliation_ready', 'back_orders_filled', 'short_pick', 'count_variance', 'finding_opened', 'webhook_off'] as const).map(kind => ({ kind, channel: 'inbox' }))

  /** Null where the path is none of these. */
  return function operation(call: Call, page: <Item>(items: Item[]) => unknown): Answer | null {
    switch (call.path) {
      case '/me/notices':
        return ok(page(notices))
      case '/me/notices/unread':
        return ok({ n: notices.filter(it => !it.is_read).length, at_least: false })
      case '/me/notices/read': {
        const { notices: ids } = call.body() as { notices?: string[] }
        const unread = notices.filter(it => !it.is_read && (!ids || ids.includes(it.id)))
        for (const one of unread) one.is_read = true
        return ok({ read: unread.length })
      }
      case '/me/notice-preferences':
        if (call.method === 'PUT')
          for (const chosen of (call.body() as { preferences: NoticePreference[] }).preferences) Object.assign(preferences.find(it => it.kind === chosen.kind) ?? {}, chosen)
        return ok({ preferences })
      default:
        return null
    }
  }
}
