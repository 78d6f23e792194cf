import { Alert, Box, Button, Link, Paper, TextField, Typography } from '@mui/material'
import { lazy, Suspense, useEffect, useState, type FormEvent, type ReactNode } from 'react'
import { useT } from '../i18n/I18n'
import type { MessageKey } from '../i18n/translate'
import { Appearance } from '../layout/Appearance'
import { Brand } from '../layout/Brand'
import { CognitoError, type Challenge, type Cognito, type Step, type Tokens } from './cognito'
import { MIN_PASSWORD_LENGTH } from './password'

const SetUpCode = lazy(() => import('./SetUpCode'))

/** E-mail and password, then whatever the user pool asks for: a code, a new password, the set-up of an authenticator app. Default export: who is signed in loads none of it. */
export default function SignIn({ cognito, onSignedIn }: { cognito: Cognito; onSignedIn: (tokens: Tokens) => void }) {
  const t = useT()
  const [challenge, setChallenge] = useState<Challenge | null>(null)
  /** Somebody who forgot their password: asks for a code, or has asked for one. */
  const [recovery, setRecovery] = useState<{ email: string | null } | null>(null)
  const [isRecovered, setIsRecovered] = useState(false)
  const [error, setError] = useState<MessageKey | null>(null)
  const [isSending, setIsSending] = useState(false)

  useEffect(() => {
    document.title = `${t('identity.sign_in')} · Packhouse`
  }, [t])

  async function take(next: Promise<Step>) {
    setIsSending(true)
    setError(null)
    try {
      const step = await next
      if (step.kind === 'signed-in') onSignedIn(step.tokens)
      else setChallenge(step)
    } catch (thrown) {
      const code = thrown instanceof CognitoError ? thrown.code : ''
      // A step lives for three minutes; after that everything begins again.
      if (challenge && code === 'NotAuthorizedException') setChallenge(null)
      const isSuspended = code === 'NotAuthorizedException' && thrown instanceof CognitoError && /disabled/i.test(thrown.message)
      setError(isSuspended ? 'account.suspended' : errorKey(code, challenge !== null))
    } finally {
      setIsSending(false)
    }
  }

  async function recover(next: Promise<unknown>, then: () => void) {
    setIsSending(true)
    setError(null)
    try {
      await next
      then()
    } catch (thrown) {
      const code = thrown instanceof CognitoError ? thrown.code : ''
      // Whether there is such a person is nobody's business.
      if (code === 'UserNotFoundException') then()
      else setError(code === 'CodeMismatchException' || code === 'ExpiredCodeException' || code === 'NotAuthorizedException' ? 'account.forgot_failed' : errorKey(code, false))
    } finally {
      setIsSending(false)
    }
  }

  const restart = () => {
    setChallenge(null)
    setRecovery(null)
    setError(null)
  }
  const shared = { isSending, error, restart: challenge || recovery ? restart : null }

  return (
    <Box
      component="main"
      sx={{ minHeight: '100vh', display: 'grid', gridTemplateRows: '1fr auto', justifyItems: 'center', px: 2, pt: { xs: 4, sm: 8 }, pb: 3, gap: 3 }}
    >
      <Box sx={{ width: '100%', maxWidth: 384, alignSelf: { xs: 'start', sm: 'center' } }}>
        <Box sx={{ mb: 3, display: 'flex', justifyContent: 'center' }}>
          <Brand size={34} />
        </Box>
        <Paper variant="outlined" sx={{ p: { xs: 2.5, sm: 3.5 } }}>
          {challenge === null && recovery === null && (
            <Form key="password" {...shared} said={isRecovered ? 'account.forgot_done' : null} title={t('identity.sign_in')} confirm={t('identity.sign_in')} submit={data => take(cognito.signIn(data('email'), data('password')))}>
              <TextField name="email" type="email" label={t('identity.email')} autoComplete="username" required autoFocus />
              <TextField name="password" type="password" label={t('identity.password')} autoComplete="current-password" required />
              <Link
                component="button"
                type="button"
                onClick={() => {
                  setError(null)
                  setRecovery({ email: null })
                }}
                sx={{ justifySelf: 'start' }}
              >
                {t('account.forgot')}
              </Link>
            </Form>
          )}
          {recovery?.email === null && (
            <Form key="forgot" {...shared} title={t('account.forgot_title')} hint={t('account.forgot_hint')} confirm={t('account.forgot_send')} submit={data => recover(cognito.forgotPassword(data('email')), () => setRecovery({ email: data('email') }))}>
              <TextField name="email" type="email" label={t('identity.email')} autoComplete="username" required autoFocus />
            </Form>
          )}
          {recovery?.email && (
            <Form
              key="recover"
              {...shared}
              title={t('account.forgot_title')}
              hint={t('account.forgot_code_hint', { n: MIN_PASSWORD_LENGTH })}
              confirm={t('account.change')}
              submit={data =>
                recover(cognito.confirmForgotPassword(recovery.email ?? '', data('code'), data('password')), () => {
                  setRecovery(null)
                  setIsRecovered(true)
                })
              }
            >
              <CodeField label={t('identity.code')} />
              <TextField name="password" type="password" label={t('identity.new_password')} autoComplete="new-password" required slotProps={{ htmlInput: { minLength: MIN_PASSWORD_LENGTH } }} />
            </Form>
          )}
          {challenge?.kind === 'code' && (
            <Form key="code" {...shared} title={t('identity.code_title')} hint={t('identity.code_hint')} confirm={t('identity.continue')} submit={data => take(cognito.answerCode(challenge, data('code')))}>
              <CodeField label={t('identity.code')} />
            </Form>
          )}
          {challenge?.kind === 'new-password' && (
            <Form
              key="new-password"
              {...shared}
              title={t('identity.new_password_title')}
              hint={t('identity.new_password_hint', { n: MIN_PASSWORD_LENGTH })}
              confirm={t('identity.continue')}
              submit={data => take(cognito.answerNewPassword(challenge, data('password')))}
            >
              <TextField name="password" type="password" label={t('identity.new_password')} autoComplete="new-password" required autoFocus slotProps={{ htmlInput: { minLength: MIN_PASSWORD_LENGTH } }} />
            </Form>
          )}
          {challenge?.kind === 'set-up-code' && (
            <Form key="set-up" {...shared} title={t('identity.set_up_title')} hint={t('identity.set_up_hint')} confirm={t('identity.continue')} submit={data => take(cognito.answerSetUp(challenge, data('code')))}>
              <Suspense fallback={null}>
                <SetUpCode email={challenge.username} secret={challenge.secret} />
              </Suspense>
              <CodeField label={t('identity.code')} />
            </Form>
          )}
        </Paper>
      </Box>
      <Box component="section" aria-label={t('layout.appearance')} sx={{ display: 'flex', gap: 1, width: 300 }}>
        <Appearance />
      </Box>
    </Box>
  )
}

function Form({
  title,
  hint,
  confirm,
  isSending,
  error,
  said = null,
  restart,
  submit,
  children,
}: {
  title: string
  hint?: string
  confirm: string
  isSending: boolean
  error: MessageKey | null
  said?: MessageKey | null
  restart: (() => void) | null
  submit: (data: (name: string) => string) => void
  children: ReactNode
}) {
  const t = useT()
  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    // A password is what was typed, also where it begins or ends with a space.
    submit(name => (name === 'password' ? String(data.get(name) ?? '') : String(data.get(name) ?? '').trim()))
  }
  return (
    <Box component="form" onSubmit={onSubmit} sx={{ display: 'grid', gap: 2 }}>
      <Box>
        <Typography variant="h1">{title}</Typography>
        {hint && (
          <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
            {hint}
          </Typography>
        )}
      </Box>
      {said && !error && (
        <Alert severity="success" variant="outlined">
          {t(said)}
        </Alert>
      )}
      {error && (
        <Alert severity="error" variant="outlined">
          {t(error)}
        </Alert>
      )}
      {children}
      <Button type="submit" variant="contained" size="large" loading={isSending}>
        {confirm}
      </Button>
      {restart && (
        <Link component="button" type="button" onClick={restart} sx={{ justifySelf: 'center' }}>
          {t('identity.start_again')}
        </Link>
      )}
    </Box>
  )
}

function CodeField({ label }: { label: string }) {
  return (
    <TextField
      name="code"
      label={label}
      autoComplete="one-time-code"
      required
      autoFocus
      slotProps={{
        htmlInput: { inputMode: 'numeric', pattern: '[0-9]{6}', maxLength: 6, style: { letterSpacing: '0.3em', fontVariantNumeric: 'tabular-nums' } },
      }}
    />
  )
}

function errorKey(code: string, isChallenge: boolean): MessageKey {
  switch (code) {
    case 'Unreachable':
      return 'problem.unreachable_detail'
    case 'CodeMismatchException':
    case 'EnableSoftwareTokenMFAException':
      return 'identity.error.wrong_code'
    case 'ExpiredCodeException':
      return 'identity.error.expired'
    case 'InvalidPasswordException':
      return 'identity.error.weak_password'
    case 'TooManyRequestsException':
    case 'LimitExceededException':
      return 'identity.error.too_many'
    case 'PasswordResetRequiredException':
      return 'identity.error.reset_required'
    case 'NotAuthorizedException':
    case 'UserNotFoundException':
      return isChallenge ? 'identity.error.expired' : 'identity.error.wrong_password'
    default:
      return 'identity.error.other'
  }
}
