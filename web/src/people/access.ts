import type { Permission, Role, RolePage, User, UserAccess } from '../api/types'

/** What somebody may do, while it is being thought about. */
export type AccessDraft = { name: string; role: Role | null; allStores: boolean; stores: string[]; rights: Permission[] }

/** Once it is said as what somebody works. */
export type ChosenAccess = AccessDraft & { role: Role }

export const draftOf = (user: User): ChosenAccess => ({ name: user.name, role: user.role, allStores: user.all_stores, stores: user.stores, rights: user.rights })

/** The draft as it is sent: no right that the role has anyhow, and either all stores or some. */
export function accessOf({ name, role, allStores, stores, rights }: ChosenAccess, roles: RolePage[]): UserAccess {
  const inRole = permissionsOf(role, roles)
  return { name: name.trim(), role, all_stores: allStores, stores: allStores ? [] : stores, rights: rights.filter(right => !inRole.includes(right)) }
}

export const permissionsOf = (role: Role | null, roles: RolePage[]): Permission[] => roles.find(it => it.role === role)?.permissions ?? []

/** Another role keeps the stores, but a client's people work in named ones. */
export function withRole(draft: AccessDraft, role: Role, roles: RolePage[]): AccessDraft {
  const isOfClient = roles.find(it => it.role === role)?.is_of_client ?? false
  return { ...draft, role, allStores: draft.allStores && !isOfClient }
}

export const isComplete = (draft: AccessDraft): draft is ChosenAccess => draft.role !== null && hasNameAndStores(draft)

const hasNameAndStores = ({ name, allStores, stores }: AccessDraft) => name.trim() !== '' && (allStores || stores.length > 0)

/** Groups of rights in the order in which they are shown. A permission that is newer than the portal stands in the last one. */
export const RIGHT_GROUPS = ['orders', 'imports', 'goods', 'stock', 'fulfilment', 'books', 'running'] as const
export type RightGroup = (typeof RIGHT_GROUPS)[number]

const GROUP_OF: Record<string, RightGroup> = {
  orders: 'orders',
  imports: 'imports',
  profiles: 'imports',
  catalogue: 'goods',
  customers: 'goods',
  stock: 'stock',
  inbound: 'stock',
  returns: 'stock',
  fulfilment: 'fulfilment',
  reconciliation: 'books',
  findings: 'books',
}

export const groupOf = (permission: Permission): RightGroup => GROUP_OF[permission.split('.')[0] ?? ''] ?? 'running'

/**
 * The rights that the screen offers: those that the caller could give, and those that the person has. A client's person gets none that no client's
 * role has: those are the house's own.
 */
export function offered(all: Permission[], own: Permission[], draft: AccessDraft, roles: RolePage[], before: Permission[]): [RightGroup, Permission[]][] {
  const inRole = permissionsOf(draft.role, roles)
  const isOfClient = roles.find(it => it.role === draft.role)?.is_of_client === true
  const ofClients = roles.filter(it => it.is_of_client).flatMap(({ permissions }) => permissions)
  const shown = all.filter(right => (own.includes(right) && (!isOfClient || ofClients.includes(right))) || inRole.includes(right) || before.includes(right))
  return RIGHT_GROUPS.map(group => [group, shown.filter(right => groupOf(right) === group)] as [RightGroup, Permission[]]).filter(([, rights]) => rights.length > 0)
}
