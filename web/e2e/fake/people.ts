import type { Account, AuditEntry, ClientPerson, Invitation, OwnChoice, Page, Permission, RolePage, User, UserAccess } from '../../src/api/types'
import { found, ok, problem, type Answer, type Call } from './answers'

/** People, roles, the log of changes and one's own account, as far as the portal needs them. */

const HOUR = 3_600_000

const role = (name: RolePage['role'], permissions: Permission[], more: Partial<RolePage> = {}): RolePage => ({ role: name, permissions, needs_second_factor: false, is_of_client: false, may_give: true, ...more })

const READ: Permission[] = ['orders.read', 'catalogue.read', 'stock.read']
const ROLES: RolePage[] = [
  role('platform_admin', [...READ, 'organisation.write'], { needs_second_factor: true, may_give: false }),
  role('head_office', [...READ, 'orders.cancel', 'settings.write', 'users.read', 'users.write', 'audit.read'], { needs_second_factor: true }),
  role('supervisor', [...READ, 'orders.cancel', 'orders.hold', 'stock.adjust', 'audit.read'], { needs_second_factor: true }),
  role('warehouse', [...READ, 'stock.receive', 'fulfilment.read', 'fulfilment.pick', 'fulfilment.pack', 'fulfilment.ship']),
  role('client_admin', [...READ, 'orders.write', 'orders.cancel', 'orders.hold', 'costs.read', 'keys.write', 'users.read', 'users.write'], { is_of_client: true }),
  role('client_user', [...READ, 'imports.read', 'reconciliation.read'], { is_of_client: true }),
]

export function createPeople(now: number) {
  const iso = (ago: number) => new Date(now - ago).toISOString()
  const user = (index: number, name: string, of: User['role'], more: Partial<User> = {}): User => ({
    id: `usr-${String(index).padStart(4, '0')}`, email: `${name.toLowerCase().replace(' ', '.')}@meridian.example`, name, role: of, all_stores: true, stores: [], rights: [], state: 'active',
    has_second_factor: true, needs_second_factor: ROLES.find(it => it.role === of)?.needs_second_factor ?? false, since: iso(index * 240 * HOUR), last_signed_in_at: iso(index * 7 * HOUR), version: 1,
    actions: ['change', 'suspend', 'reset_second_factor'], ...more,
  })
  const users: User[] = [
    user(1, 'Cleo Client', 'client_admin', { email: 'cleo@online-retail.example', all_stores: false, stores: ['online-retail'], has_second_factor: false }),
    user(2, 'Nora Head', 'head_office', { actions: [] }),
    user(3, 'Uma Wierzbicka', 'client_user', { email: 'uma@online-retail.example', all_stores: false, stores: ['online-retail'], rights: ['orders.write', 'costs.read'], has_second_factor: false }),
    user(4, 'Sam Supervisor', 'supervisor', { has_second_factor: false }),
    user(5, 'Wim van der Warehouse', 'warehouse', { state: 'suspended', has_second_factor: null, actions: ['change', 'reinstate', 'reset_second_factor'] }),
    user(6, 'Yến Nguyễn Thị', 'warehouse', { email: 'yen@meridian.example', state: 'invited', has_second_factor: null, last_signed_in_at: null, actions: ['change', 'invite', 'suspend'] }),
  ]
  const entry = (index: number, more: Partial<AuditEntry>): AuditEntry => ({
    id: `aud_${index}`, at: iso(index * 3 * HOUR), actor: 'Nora Head', actor_id: 'usr-0002', on_behalf_of: null, on_behalf_of_id: null, kind: 'settings', action: 'changed', subject: null, name: '', changes: [], more_changes: 0, reason: null, ...more,
  })
  const change = (field: string, from: string | null, to: string | null, of: string | null = null) => ({ of, field, from, to })
  const log: AuditEntry[] = [
    entry(0, { kind: 'user', subject: 'usr-0003', name: 'Uma Wierzbicka <uma@online-retail.example>', changes: [change('rights', 'orders.write', 'costs.read, orders.write')] }),
    entry(1, { kind: 'settings', subject: 'online-retail', name: 'Online Retail', changes: [change('seller/city', 'Leeds', 'Bristol'), change('cut_offs', '12:00:00, 17:00:00', '12:00:00')] }),
    entry(2, { kind: 'order', action: 'held', actor: 'Sam Supervisor', subject: 'ord_01jd0001k7m2q9w4x5y8z1', name: '536366', changes: [change('hold', null, 'address'), change('status', 'allocated', 'on_hold')], reason: 'The house number is missing' }),
    entry(3, { kind: 'stock', action: 'adjusted', actor: 'Wim van der Warehouse', subject: '22423', name: '22423', changes: [change('available', null, '−2'), change('damaged', null, '+2')], reason: 'Fell off the shelf' }),
    entry(4, { kind: 'product', actor: 'web shop', name: '99', changes: Array.from({ length: 12 }, (_, index) => change('unit_price/minor', '250', '265', `2244${index}`)), more_changes: 87 }),
    entry(5, { kind: 'api_key', action: 'removed', subject: 'key_1', name: 'old shop', changes: [change('permissions', 'orders.read, orders.write', null)] }),
    entry(6, { kind: 'finding', action: 'dismissed', subject: 'fin_01jd0005k7m2q9w4x5y8z1', name: 'parcels: a parcel holds more than was picked', reason: 'Counted twice by hand' }),
    entry(7, { kind: 'user', action: 'acted_as', actor: 'Sam Supervisor', on_behalf_of: 'Cleo Client', on_behalf_of_id: 'usr-0001', subject: 'usr-0001', name: 'Cleo Client <cleo@online-retail.example>' }),
  ]
  const accounts = new Map<string, Account>()

  function account(email: string): Account {
    const known = accounts.get(email) ?? {
      email, name: email.startsWith('supervisor') ? 'Demo Supervisor' : 'Demo Person', locale: null, has_second_factor: email.startsWith('supervisor'),
      sign_ins: [
        { at: iso(0), address: '203.0.113.7', agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0', is_over: false },
        { at: iso(20 * HOUR), address: '198.51.100.20', agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1', is_over: true },
      ],
    }
    accounts.set(email, known)
    return known
  }

  function write(by: string, before: User, part: Partial<User>, action: AuditEntry['action']) {
    Object.assign(before, part, { version: before.version + 1 })
    log.unshift(entry(-1, { id: `aud_${Date.now()}`, at: new Date().toISOString(), actor: account(by).name, kind: 'user', action, subject: before.id, name: `${before.name} <${before.email}>` }))
    return ok(before)
  }

  function operation(email: string, call: Call, page: <Item>(items: Item[]) => Page<Item>): Answer | null {
    const [collection, id, part] = call.path.split('/').slice(1).map(decodeURIComponent)
    const { query, method } = call
    if (collection === 'client-people') {
      const text = (query.get('q') ?? '').toLowerCase()
      return ok(page(clientPeople().filter(one => `${one.name} ${one.email}`.toLowerCase().includes(text))))
    }
    if (collection === 'roles') return ok({ items: ROLES, next: null })
    if (collection === 'audit' || call.path.endsWith('/audit')) {
      const fits = (one: AuditEntry) =>
        `${one.actor} ${one.on_behalf_of ?? ''}`.toLowerCase().includes((query.get('actor') ?? '').toLowerCase()) && (query.get('hand') ?? (one.on_behalf_of ? 'acting' : 'own')) === (one.on_behalf_of ? 'acting' : 'own') && one.kind === (query.get('kind') ?? one.kind) && one.at.slice(0, 10) >= (query.get('from') ?? '') && one.at.slice(0, 10) <= (query.get('to') ?? '9')
      return ok(page(log.filter(fits).filter(one => collection !== 'audit' || one.kind === 'user')))
    }
    if (collection === 'me' && id === 'sign-out') return { status: 204 }
    if (collection === 'me') {
      if (method === 'PUT') Object.assign(account(email), call.body() as OwnChoice)
      return ok(account(email))
    }
    if (collection !== 'users') return null
    if (!id && method === 'POST') return invite(email, call.body() as Invitation)
    if (!id) {
      const text = (query.get('q') ?? '').toLowerCase()
      const store = query.get('store')
      return ok(page(users.filter(one => `${one.name} ${one.email}`.toLowerCase().includes(text) && one.role === (query.get('role') ?? one.role) && one.state === (query.get('state') ?? one.state) && (!store || one.all_stores || one.stores.includes(store)))))
    }
    const known = users.find(one => one.id === id)
    if (!known || (method === 'GET' && !part)) return found(known)
    if (part === 'suspension')
      return method === 'POST'
        ? write(email, known, { state: 'suspended', actions: ['change', 'reinstate', 'reset_second_factor'] }, 'suspended')
        : write(email, known, { state: 'active', actions: ['change', 'suspend', 'reset_second_factor'] }, 'reinstated')
    if (part === 'invitation') return write(email, known, {}, 'invited')
    if (part === 'second-factor') return write(email, known, { has_second_factor: false }, 'second_factor_reset')
    if (call.ifMatch !== `"${known.version}"`) return problem(409, 'changed', 'It was changed meanwhile', 'Somebody else changed it; load it again.')
    return write(email, known, call.body() as UserAccess, 'changed')
  }

  function invite(by: string, wanted: Invitation): Answer {
    if (users.some(one => one.email === wanted.email)) return problem(409, 'state', 'It is not in a state for this', 'Somebody signs in with this address already.')
    const made: User = { ...user(users.length + 1, wanted.name, wanted.role), ...wanted, state: 'invited', has_second_factor: null, last_signed_in_at: null, actions: ['change', 'invite', 'suspend'] }
    users.push(made)
    users.sort((a, b) => a.name.localeCompare(b.name))
    write(by, made, {}, 'invited')
    return { status: 201, body: made }
  }

  const clientPeople = (): ClientPerson[] =>
    users
      .filter(one => one.role.startsWith('client') && one.state !== 'suspended')
      .map(({ id, name, email, role, stores }) => ({ id, name, email, role, stores, withheld: role === 'client_admin' ? ['keys.write', 'users.write'] : [] }))

  return { operation, account, clientPerson: (id: string) => clientPeople().find(one => one.id === id) }
}
