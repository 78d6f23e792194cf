import { Alert, Box, Button, Skeleton } from '@mui/material'
import { useState } from 'react'
import { useParams } from 'react-router-dom'
import { useCommand, useRecord } from '../api/queries'
import { useMay, useOperations } from '../api/store-context'
import type { RolePage, User, UserAccess } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Facts } from '../layout/Facts'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { accessOf, draftOf, isComplete, type AccessDraft } from './access'
import { AccessFields } from './AccessFields'
import { PersonActions } from './PersonActions'
import { useRoles } from './useRoles'
import { useStoreNames } from './useStoreNames'
import { UserStateChip } from './UserStateChip'

/** A person, what they may do, and what can be done about them. */
export default function PersonPage() {
  const t = useT()
  const { id = '' } = useParams()
  const path = usePaths()
  const { record: user, problem } = useRecord('users', id)
  const { roles, problem: noRoles } = useRoles()
  const back = { to: path.people(), label: t('people.title') }
  const failed = problem ?? noRoles
  return (
    <>
      <PageHeader title={user?.name ?? t('people.one')} back={back} beside={user && <UserStateChip user={user} />} below={user?.email} actions={user && <PersonActions user={user} />} />
      {failed && <ProblemAlert problem={failed} />}
      {(!user || !roles) && !failed && <Skeleton variant="rounded" height={480} />}
      {user && roles && (
        <Box sx={{ display: 'grid', gap: 2, alignItems: 'start', gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 2fr) minmax(0, 1fr)' } }}>
          <Access key={user.version} user={user} roles={roles} />
          <About user={user} />
        </Box>
      )}
    </>
  )
}

function About({ user }: { user: User }) {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  const may = useMay()
  const names = useStoreNames()
  const factor = user.has_second_factor ? 'yes' : user.has_second_factor === null ? 'unknown' : user.needs_second_factor ? 'needed' : 'no'
  return (
    <Panel title={t('people.one')}>
      <Facts
        facts={[
          [t('people.email'), user.email],
          [t('people.stores'), user.all_stores ? t('people.all_stores') : format.list(names(user.stores))],
          [t('people.second_factor'), t(`people.second_factor_${factor}`)],
          [t('people.last_signed_in'), user.last_signed_in_at ? <When key="last" at={user.last_signed_in_at} /> : t('people.never')],
          [t('people.since'), <When key="since" at={user.since} form="date" />],
        ]}
      />
      {may('audit.read') && (
        <Box sx={{ mt: 1.5 }}>
          <AppLink to={path.audit({ kind: 'user' })}>{t('people.log')}</AppLink>
        </Box>
      )}
    </Panel>
  )
}

function Access({ user, roles }: { user: User; roles: RolePage[] }) {
  const t = useT()
  const say = useSaid()
  const { changeUser } = useOperations()
  const [draft, setDraft] = useState<AccessDraft>(() => draftOf(user))
  const isReadOnly = !user.actions.includes('change')
  const command = useCommand((access: UserAccess) => changeUser(user.id, access, user.version), ['users', 'audit'], () => say(t('people.saved')))
  const wanted = isComplete(draft) ? accessOf(draft, roles) : null
  const isChanged = JSON.stringify(wanted) !== JSON.stringify(accessOf(draftOf(user), roles))
  return (
    <Panel title={t('people.access')}>
      <Box
        component="form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (isChanged && wanted) command.send(wanted)
        }}
        sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}
      >
        <Alert severity="info" variant="outlined">
          {t(isReadOnly ? 'people.read_only' : 'people.access_hint')}
        </Alert>
        <AccessFields draft={draft} onChange={setDraft} roles={roles} before={user.rights} problem={command.problem} isReadOnly={isReadOnly} />
        {command.problem && <ProblemAlert problem={command.problem} />}
        {!isReadOnly && (
          <Box sx={{ display: 'flex', gap: 1 }}>
            <Button type="submit" variant="contained" disabled={!isChanged || !wanted} loading={command.isSending}>
              {t('action.save')}
            </Button>
            {isChanged && (
              <Button color="inherit" onClick={() => setDraft(draftOf(user))}>
                {t('action.undo')}
              </Button>
            )}
          </Box>
        )}
      </Box>
    </Panel>
  )
}
