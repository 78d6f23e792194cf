import { Button } from '@mui/material'
import { useState } from 'react'
import { DataTable } from 'react-admin'
import type { Row } from '../api/resources'
import { useMay, useStoreContext } from '../api/store-context'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { CardLines, ListPage } from '../layout/ListPage'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { InviteDialog } from './InviteDialog'
import { useStoreNames } from './useStoreNames'
import { UserStateChip } from './UserStateChip'

type UserRow = Row<'users'>

const Column = DataTable.Col<UserRow>

const ROLES = ['head_office', 'supervisor', 'finance', 'customer_service', 'returns_admin', 'salesperson', 'ordering_staff', 'forwarder', 'warehouse', 'client_admin', 'client_user'] as const
const STATES = ['invited', 'active', 'suspended'] as const

/** Who works here. */
export default function PeopleList() {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const path = usePaths()
  const may = useMay()
  const { me } = useStoreContext()
  const names = useStoreNames()
  const [isInviting, setIsInviting] = useState(false)
  const stores = (user: UserRow) => (user.all_stores ? t('people.all_stores') : format.list(names(user.stores)))
  const lastSignedIn = (user: UserRow) => (user.last_signed_in_at ? <When at={user.last_signed_in_at} /> : t('people.never'))
  return (
    <>
      <ListPage
        resource="users"
        title={t('people.title')}
        below={t('people.below')}
        actions={
          may('users.write') && (
            <Button variant="contained" onClick={() => setIsInviting(true)}>
              {t('people.invite')}
            </Button>
          )
        }
        filters={[
          { kind: 'search', name: 'q', label: t('people.search') },
          { kind: 'choice', name: 'role', label: t('people.role'), options: ROLES.map(role => ({ value: role, label: t(`role.${role}`) })) },
          { kind: 'choice', name: 'store', label: t('people.store'), options: me.stores.map(({ id, name }) => ({ value: id, label: name })) },
          { kind: 'choice', name: 'state', label: t('people.status'), options: STATES.map(state => ({ value: state, label: t(`people.state.${state}`) })) },
        ]}
        empty={{ title: t('people.empty'), hint: t('people.empty_hint') }}
        pathTo={user => path.person(user.id)}
        card={user => <CardLines head={user.name} aside={<UserStateChip user={user} />} lines={[`${word('role', user.role)} · ${stores(user)}`, user.email, lastSignedIn(user)]} />}
      >
        <DataTable<UserRow> rowClick={id => path.person(String(id))} bulkActionButtons={false}>
          <Column source="name" label={t('people.name')} disableSort render={user => <AppLink to={path.person(user.id)}>{user.name}</AppLink>} />
          <Column source="email" label={t('people.email')} disableSort />
          <Column source="role" label={t('people.role')} disableSort render={user => word('role', user.role)} />
          <Column source="stores" label={t('people.stores')} disableSort render={stores} />
          <Column source="last_signed_in_at" label={t('people.last_signed_in')} disableSort render={lastSignedIn} />
          <Column source="state" label={t('people.status')} disableSort render={user => <UserStateChip user={user} />} />
        </DataTable>
      </ListPage>
      {isInviting && <InviteDialog onClose={() => setIsInviting(false)} />}
    </>
  )
}
