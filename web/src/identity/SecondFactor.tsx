import { Alert, Box, Button, Skeleton, TextField, Typography } from '@mui/material'
import { useEffect, useState } from 'react'
import { useT } from '../i18n/I18n'
import type { MessageKey } from '../i18n/translate'
import { CognitoError } from './cognito'
import SetUpCode from './SetUpCode'

/** How an authenticator is registered for whoever is signed in. */
export type Authenticator = { begin: () => Promise<string>; confirm: (code: string) => Promise<void> }

/** Shows the secret, takes the first code, and is done when the pool asks for codes from then on. Default export: it is loaded when somebody needs it. */
export default function SecondFactor({ email, authenticator, onDone }: { email: string; authenticator: Authenticator; onDone: () => void }) {
  const t = useT()
  const [secret, setSecret] = useState<string | null>(null)
  const [code, setCode] = useState('')
  const [isSending, setIsSending] = useState(false)
  const [error, setError] = useState<MessageKey | null>(null)

  useEffect(() => {
    let isCurrent = true
    authenticator.begin().then(
      shown => isCurrent && setSecret(shown),
      () => isCurrent && setError('identity.error.other'),
    )
    return () => {
      isCurrent = false
    }
  }, [authenticator])

  async function send() {
    setIsSending(true)
    setError(null)
    try {
      await authenticator.confirm(code)
      onDone()
    } catch (thrown) {
      setError(thrown instanceof CognitoError && /CodeMismatch|EnableSoftwareToken/.test(thrown.code) ? 'identity.error.wrong_code' : 'identity.error.other')
    } finally {
      setIsSending(false)
    }
  }

  return (
    <Box
      component="form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        if (/^\d{6}$/.test(code)) void send()
      }}
      sx={{ display: 'grid', gap: 2 }}
    >
      <Typography variant="body2" color="textSecondary">
        {t('identity.set_up_hint')}
      </Typography>
      {secret ? <SetUpCode email={email} secret={secret} /> : !error && <Skeleton variant="rounded" height={240} />}
      <TextField
        label={t('identity.code')}
        value={code}
        onChange={event => setCode(event.target.value.trim())}
        autoComplete="one-time-code"
        required
        slotProps={{ htmlInput: { inputMode: 'numeric', maxLength: 6, style: { letterSpacing: '0.3em', fontVariantNumeric: 'tabular-nums' } } }}
      />
      {error && (
        <Alert severity="error" variant="outlined">
          {t(error)}
        </Alert>
      )}
      <Button type="submit" variant="contained" disabled={!secret || !/^\d{6}$/.test(code)} loading={isSending}>
        {t('identity.continue')}
      </Button>
    </Box>
  )
}
