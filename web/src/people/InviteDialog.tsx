import { Skeleton } from '@mui/material'
import { useState } from 'react'
import { useCommand } from '../api/queries'
import { useOperations, useStoreContext } from '../api/store-context'
import type { Invitation, RolePage } from '../api/types'
import { useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { Field, faultAt } from '../layout/Field'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { accessOf, isComplete, type AccessDraft } from './access'
import { AccessFields } from './AccessFields'
import { useRoles } from './useRoles'

/** Asks somebody to join, and says beforehand what they will be able to do. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const { roles, problem } = useRoles()
  if (roles) return <Form roles={roles} onClose={onClose} />
  return (
    <CommandDialog title={t('people.invite')} confirm={t('people.send')} isReady={false} isSending={false} problem={null} onConfirm={() => undefined} onClose={onClose}>
      {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={240} />}
    </CommandDialog>
  )
}

function Form({ roles, onClose }: { roles: RolePage[]; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { store } = useStoreContext()
  const { inviteUser } = useOperations()
  const [email, setEmail] = useState('')
  // No role is the usual one: nobody becomes anything by a hurried click.
  const [draft, setDraft] = useState<AccessDraft>({ name: '', role: null, allStores: false, stores: [store.id], rights: [] })
  const command = useCommand((body: Invitation, key) => inviteUser(body, key), ['users', 'audit'], () => {
    say(t('people.invited'))
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      title={t('people.invite')}
      explanation={t('people.invite_hint')}
      confirm={t('people.send')}
      isReady={/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) && isComplete(draft)}
      onConfirm={() => isComplete(draft) && command.send({ email: email.trim(), ...accessOf(draft, roles) })}
      onClose={onClose}
    >
      <Field label={t('people.email')} hint={t('people.email_hint')} type="email" value={email} onChange={setEmail} fault={faultAt(command.problem, '/email')} required autoFocus />
      <AccessFields draft={draft} onChange={setDraft} roles={roles} before={[]} problem={command.problem} />
    </CommandDialog>
  )
}
