import { Alert, Box, Button, MenuItem, Skeleton, TextField } from '@mui/material'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Problem } from '../api/problem'
import { useCommand } from '../api/queries'
import { useOperations, useStoreContext } from '../api/store-context'
import type { Account, OwnChoice, StoreLocale } from '../api/types'
import { useI18n, useT } from '../i18n/I18n'
import { apiLocale, LOCALE_NAMES, LOCALES, ownLocale, type MessageKey } from '../i18n/translate'
import { Chip } from '../layout/Chip'
import { CommandDialog } from '../layout/CommandDialog'
import { Field, faultAt } from '../layout/Field'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { SmallTable } from '../layout/SmallTable'
import { When } from '../layout/When'
import { CognitoError } from '../identity/cognito'
import { isStrong, MIN_PASSWORD_LENGTH } from '../identity/password'
import { NoticePreferences } from '../inbox/NoticePreferences'
import { DevicesPanel } from '../push/DevicesPanel'
import { readAgent } from './agent'

const SecondFactor = lazy(() => import('../identity/SecondFactor'))

/** What somebody sees and chooses about themselves. */
export default function AccountPage() {
  const t = useT()
  const { account: read } = useOperations()
  const { data: account, error } = useQuery({ queryKey: ['account'], queryFn: read })
  return (
    <>
      <PageHeader title={t('account.title')} below={account?.email} />
      {error && <ProblemAlert problem={Problem.from(error)} />}
      {!account && !error && <Skeleton variant="rounded" height={480} />}
      {account && (
        <Box sx={{ display: 'grid', gap: 2, maxWidth: 980, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <Box sx={{ display: 'grid', gap: 2, alignItems: 'start', gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' } }}>
            <About account={account} />
            <Password />
            <Factor account={account} />
          </Box>
          <DevicesPanel />
          <NoticePreferences />
          <Sessions account={account} />
        </Box>
      )}
    </>
  )
}

function About({ account }: { account: Account }) {
  const t = useT()
  const say = useSaid()
  const client = useQueryClient()
  const { setLocale } = useI18n()
  const { changeAccount } = useOperations()
  const [name, setName] = useState(account.name)
  const [locale, setOwnLocale] = useState<StoreLocale | ''>(account.locale ?? '')
  const command = useCommand((body: OwnChoice) => changeAccount(body), [], saved => {
    client.setQueryData(['account'], saved)
    const chosen = ownLocale(saved.locale)
    if (chosen) setLocale(chosen)
    say(t('account.saved'))
  })
  const isChanged = name.trim() !== account.name || locale !== (account.locale ?? '')
  return (
    <Panel title={t('account.about')}>
      <Box
        component="form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (isChanged && name.trim() !== '') command.send({ name: name.trim(), locale: locale || null })
        }}
        sx={{ display: 'grid', gap: 2, pt: 1 }}
      >
        <Field label={t('account.name')} value={name} onChange={setName} fault={faultAt(command.problem, '/name')} autoComplete="name" required slotProps={{ htmlInput: { maxLength: 100 } }} />
        <TextField select label={t('account.locale')} value={locale} onChange={event => setOwnLocale(event.target.value as StoreLocale | '')} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
          <MenuItem value="">{t('account.locale_each')}</MenuItem>
          {LOCALES.map(known => (
            <MenuItem key={known} value={apiLocale(known)} lang={known}>
              {LOCALE_NAMES[known]}
            </MenuItem>
          ))}
        </TextField>
        {command.problem && <ProblemAlert problem={command.problem} />}
        <Button type="submit" variant="contained" disabled={!isChanged || name.trim() === ''} loading={command.isSending} sx={{ justifySelf: 'start' }}>
          {t('action.save')}
        </Button>
      </Box>
    </Panel>
  )
}

function Password() {
  const t = useT()
  const say = useSaid()
  const { changePassword } = useStoreContext().own
  const [current, setCurrent] = useState('')
  const [proposed, setProposed] = useState('')
  const [repeated, setRepeated] = useState('')
  const [isSending, setIsSending] = useState(false)
  const [error, setError] = useState<MessageKey | null>(null)
  const isSame = repeated === proposed

  async function send() {
    setIsSending(true)
    setError(null)
    try {
      await changePassword(current, proposed)
      setCurrent('')
      setProposed('')
      setRepeated('')
      say(t('account.changed'))
    } catch (thrown) {
      setError(errorKey(thrown))
    } finally {
      setIsSending(false)
    }
  }

  return (
    <Panel title={t('account.password')}>
      <Box
        component="form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (current && isStrong(proposed) && isSame) void send()
        }}
        sx={{ display: 'grid', gap: 2, pt: 1 }}
      >
        <Field label={t('account.current')} type="password" value={current} onChange={setCurrent} autoComplete="current-password" required />
        <Field label={t('identity.new_password')} type="password" hint={t('account.new_hint', { n: MIN_PASSWORD_LENGTH })} value={proposed} onChange={setProposed} autoComplete="new-password" required />
        <Field label={t('account.repeat')} type="password" value={repeated} onChange={setRepeated} fault={repeated && !isSame ? t('account.not_same') : null} autoComplete="new-password" required />
        {error && (
          <Alert severity="error" variant="outlined">
            {t(error)}
          </Alert>
        )}
        <Button type="submit" variant="contained" disabled={!current || !isStrong(proposed) || !isSame} loading={isSending} sx={{ justifySelf: 'start' }}>
          {t('account.change')}
        </Button>
      </Box>
    </Panel>
  )
}

/** Whoever needs no second factor may have one all the same. */
function Factor({ account }: { account: Account }) {
  const t = useT()
  const say = useSaid()
  const { authenticator } = useStoreContext().own
  const [isOpen, setIsOpen] = useState(false)
  const [isDone, setIsDone] = useState(false)
  const has = isDone || account.has_second_factor === true
  return (
    <Panel title={t('people.second_factor')}>
      <Box sx={{ display: 'grid', gap: 2, justifyItems: 'start', pt: 0.5 }}>
        <Chip tone={has ? 'good' : 'neutral'}>{t(has ? 'people.second_factor_yes' : 'people.second_factor_no')}</Chip>
        {!has && !isOpen && (
          <Button variant="outlined" onClick={() => setIsOpen(true)}>
            {t('identity.set_up_title')}
          </Button>
        )}
        {isOpen && !has && (
          <Suspense fallback={<Skeleton variant="rounded" height={320} />}>
            <SecondFactor
              email={account.email}
              authenticator={authenticator}
              onDone={() => {
                setIsDone(true)
                say(t('people.second_factor_yes'))
              }}
            />
          </Suspense>
        )}
      </Box>
    </Panel>
  )
}

function errorKey(thrown: unknown): MessageKey {
  switch (thrown instanceof CognitoError ? thrown.code : '') {
    case 'Unreachable':
      return 'problem.unreachable_detail'
    case 'NotAuthorizedException':
      return 'account.wrong'
    case 'InvalidPasswordException':
    case 'PasswordHistoryPolicyViolationException':
      return 'account.too_weak'
    case 'LimitExceededException':
    case 'TooManyRequestsException':
      return 'identity.error.too_many'
    default:
      return 'account.failed'
  }
}

function Sessions({ account }: { account: Account }) {
  const t = useT()
  const { signOut } = useStoreContext()
  const { signOutEverywhere } = useOperations()
  const [isAsking, setIsAsking] = useState(false)
  const command = useCommand((_: null, key) => signOutEverywhere(key), [], signOut)
  const device = (agent: string | null | undefined) => {
    const known = readAgent(agent)
    return known ? t('account.browser_on', known) : t('account.unknown_device')
  }
  return (
    <Panel
      title={t('account.sessions')}
      flush
      aside={
        <Button color="error" variant="outlined" onClick={() => setIsAsking(true)}>
          {t('account.sign_out_everywhere')}
        </Button>
      }
    >
      <Box sx={{ px: 2, pb: 1, typography: 'body2', color: 'text.secondary' }}>{t(account.sign_ins.length === 0 ? 'account.sessions_none' : 'account.sessions_hint')}</Box>
      {account.sign_ins.length > 0 && (
        <SmallTable
          rows={account.sign_ins}
          rowKey={signIn => `${signIn.at} ${signIn.agent ?? ''}`}
          columns={[
            { label: t('audit.at'), cell: signIn => <When at={signIn.at} /> },
            { label: t('account.device'), cell: signIn => <span title={signIn.agent ?? undefined}>{device(signIn.agent)}</span> },
            { label: t('account.address'), cell: signIn => signIn.address ?? '–' },
            { label: t('people.status'), cell: signIn => (signIn.is_over ? <Chip tone="neutral">{t('account.over')}</Chip> : <Chip tone="good">{t('people.state.active')}</Chip>) },
          ]}
        />
      )}
      {isAsking && (
        <CommandDialog
          {...command}
          title={t('account.sign_out_everywhere')}
          explanation={t('account.sign_out_everywhere_hint')}
          confirm={t('account.sign_out_everywhere')}
          isDangerous
          onConfirm={() => command.send(null)}
          onClose={() => setIsAsking(false)}
        />
      )}
    </Panel>
  )
}
