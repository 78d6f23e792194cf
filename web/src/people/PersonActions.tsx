import SupervisedUserCircleOutlined from '@mui/icons-material/SupervisedUserCircleOutlined'
import { Button } from '@mui/material'
import { useState } from 'react'
import { useCommand } from '../api/queries'
import { useMay, useOperations, useStoreContext } from '../api/store-context'
import type { User } from '../api/types'
import { useT } from '../i18n/I18n'
import type { MessageKey } from '../i18n/translate'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'

type Step = 'invite' | 'suspend' | 'reinstate' | 'reset_second_factor'

const STEPS: Record<Step, { label: MessageKey; hint: MessageKey; said: MessageKey; isDangerous: boolean }> = {
  invite: { label: 'people.invite_again', hint: 'people.invite_again_hint', said: 'people.invited', isDangerous: false },
  reinstate: { label: 'people.reinstate', hint: 'people.reinstate_hint', said: 'people.reinstated', isDangerous: false },
  reset_second_factor: { label: 'people.reset_second_factor', hint: 'people.reset_second_factor_hint', said: 'people.reset_done', isDangerous: true },
  suspend: { label: 'people.suspend', hint: 'people.suspend_hint', said: 'people.suspended', isDangerous: true },
}

/** What can be done about a person now; the API says what. */
export function PersonActions({ user }: { user: User }) {
  const t = useT()
  const [step, setStep] = useState<Step | null>(null)
  const [isAsked, setIsAsked] = useState(false)
  const may = useMay()
  const { store, acting } = useStoreContext()
  // The same that the API asks: see docs/api.md, "Acting for a client's person".
  const canActFor = may('users.act_as') && (user.role === 'client_admin' || user.role === 'client_user') && user.state !== 'suspended'
  const possible = (Object.keys(STEPS) as Step[]).filter(it => user.actions.includes(it))
  return (
    <>
      {canActFor && (
        <Button variant="outlined" startIcon={<SupervisedUserCircleOutlined />} onClick={() => setIsAsked(true)}>
          {t('acting.begin_one')}
        </Button>
      )}
      {possible.map(it => (
        <Button key={it} variant="outlined" color={STEPS[it].isDangerous ? 'error' : 'primary'} onClick={() => setStep(it)}>
          {t(STEPS[it].label)}
        </Button>
      ))}
      {isAsked && (
        <CommandDialog
          title={t('acting.ask', { name: user.name })}
          explanation={t('acting.hint')}
          confirm={t('acting.begin_one')}
          isSending={false}
          problem={null}
          onConfirm={() => acting.begin(user.id, user.stores.includes(store.id) ? store.id : (user.stores[0] ?? store.id))}
          onClose={() => setIsAsked(false)}
        />
      )}
      {step && <StepDialog user={user} step={step} onClose={() => setStep(null)} />}
    </>
  )
}

function StepDialog({ user, step, onClose }: { user: User; step: Step; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { inviteAgain, suspendUser, reinstateUser, resetSecondFactor } = useOperations()
  const { label, hint, said, isDangerous } = STEPS[step]
  const command = useCommand(
    (wanted: Step, key) => ({ invite: () => inviteAgain(user.id, key), suspend: () => suspendUser(user.id, key), reinstate: () => reinstateUser(user.id), reset_second_factor: () => resetSecondFactor(user.id) })[wanted](),
    ['users', 'audit'],
    () => {
      say(t(said, { name: user.name }))
      onClose()
    },
  )
  return <CommandDialog {...command} title={t(label)} explanation={t(hint, { name: user.name, email: user.email })} confirm={t(label)} isDangerous={isDangerous} onConfirm={() => command.send(step)} onClose={onClose} />
}
