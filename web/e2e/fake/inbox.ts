import type { Device, NewDevice, Notice, NoticeChoice, NoticePreference } from '../../src/api/types'
import { ok, problem, type Answer, type Call } from './answers'

/** One's own inbox and how one is told, below `/me`. */

const HOUR = 3_600_000

/** Of RFC 8291, appendix A. */
export const PUBLIC_KEY = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'

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
  const preferences: NoticePreference[] = (['import_rejected', 'import_failed', 'reconciliation_ready', 'back_orders_filled', 'short_pick', 'count_variance', 'finding_opened', 'webhook_off'] as const).map(kind => ({ kind, channel: 'inbox', push: kind !== 'reconciliation_ready' && kind !== 'back_orders_filled' }))

  const devices: (Device & { endpoint?: string })[] = [
    { id: 'dev_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03', name: 'Safari on iOS', since: new Date(now - 40 * 24 * HOUR).toISOString(), last_pushed_at: new Date(now - 5 * HOUR).toISOString(), failing_since: null },
    { id: 'dev_018f3c6e7b5a5d0d8f6b2a4c1e9d7f04', name: 'Chrome on Android', since: new Date(now - 90 * 24 * HOUR).toISOString(), last_pushed_at: new Date(now - 9 * 24 * HOUR).toISOString(), failing_since: new Date(now - 3 * 24 * HOUR).toISOString() },
  ]

  function addDevice({ endpoint, name }: NewDevice): Device {
    const known = devices.find(it => it.endpoint === endpoint)
    if (known) return known
    const added = { id: `dev_${(devices.length + 5).toString(16).padStart(32, '0')}`, name, since: new Date().toISOString(), last_pushed_at: null, failing_since: null, endpoint }
    devices.unshift(added)
    return added
  }

  /** A device, below its own path. */
  function device(call: Call): Answer | null {
    const [, id, part] = /^\/me\/devices\/([^/]+)(\/test)?$/.exec(call.path) ?? []
    if (!id) return null
    const index = devices.findIndex(it => it.id === id)
    const found = devices[index]
    if (!found) return problem(404, 'not_found', 'Not found', 'There is no such device.')
    if (!part) devices.splice(index, 1)
    else found.last_pushed_at = new Date().toISOString()
    return { status: part ? 202 : 204, body: undefined }
  }

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
      case '/me/devices':
        if (call.method === 'POST') return { status: 201, body: addDevice(call.body() as NewDevice) }
        return ok({ public_key: PUBLIC_KEY, items: devices })
      case '/me/notice-preferences':
        if (call.method === 'PUT')
          for (const chosen of (call.body() as { preferences: NoticeChoice[] }).preferences) Object.assign(preferences.find(it => it.kind === chosen.kind) ?? {}, chosen)
        return ok({ preferences })
      default:
        return device(call)
    }
  }
}
