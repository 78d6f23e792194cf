import { describe, expect, it } from 'vitest'
import type { RolePage } from '../api/types'
import { accessOf, groupOf, isComplete, offered, withRole, type ChosenAccess } from './access'

const role = (name: RolePage['role'], permissions: RolePage['permissions'], is_of_client = false): RolePage => ({ role: name, permissions, is_of_client, needs_second_factor: false, may_give: true })
const ROLES = [role('warehouse', ['orders.read', 'stock.adjust']), role('client_user', ['orders.read'], true), role('client_admin', ['orders.read', 'keys.write'], true)]
const DRAFT: ChosenAccess = { name: ' Wim ', role: 'warehouse', allStores: false, stores: ['nordlys'], rights: ['orders.cancel', 'stock.adjust'] }

describe('what somebody may do', () => {
  it('is sent without what the role has anyhow, and with either all stores or some', () => {
    expect(accessOf(DRAFT, ROLES)).toEqual({ name: 'Wim', role: 'warehouse', all_stores: false, stores: ['nordlys'], rights: ['orders.cancel'] })
    expect(accessOf({ ...DRAFT, allStores: true }, ROLES).stores).toEqual([])
  })

  it('names stores where the role is a client’s', () => {
    const everywhere = { ...DRAFT, allStores: true }
    expect(withRole(everywhere, 'client_user', ROLES)).toMatchObject({ role: 'client_user', allStores: false })
    expect(withRole(everywhere, 'warehouse', ROLES).allStores).toBe(true)
  })

  it('is complete with a name, a role and a store', () => {
    expect(isComplete({ ...DRAFT, role: null })).toBe(false)
    expect(isComplete(DRAFT)).toBe(true)
    expect(isComplete({ ...DRAFT, name: ' ' })).toBe(false)
    expect(isComplete({ ...DRAFT, stores: [] })).toBe(false)
    expect(isComplete({ ...DRAFT, stores: [], allStores: true })).toBe(true)
  })

  it('offers what the caller has, the role has or was given before, in groups', () => {
    const groups = offered(['orders.read', 'orders.cancel', 'stock.adjust', 'costs.read', 'keys.write'], ['orders.cancel'], DRAFT, ROLES, ['costs.read'])
    expect(groups).toEqual([
      ['orders', ['orders.read', 'orders.cancel']],
      ['stock', ['stock.adjust']],
      ['running', ['costs.read']],
    ])
    const ofClient = { ...DRAFT, role: 'client_user' as const }
    expect(offered(['users.act_as'], ['users.act_as'], DRAFT, ROLES, [])).toEqual([['running', ['users.act_as']]])
    expect(offered(['users.act_as', 'organisation.write', 'stock.adjust', 'keys.write'], ['users.act_as', 'organisation.write', 'stock.adjust', 'keys.write'], ofClient, ROLES, ['stock.adjust'])).toEqual([['stock', ['stock.adjust']], ['running', ['keys.write']]])
    expect(groupOf('something.new' as never)).toBe('running')
  })
})
