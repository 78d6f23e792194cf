import { Button, Snackbar } from '@mui/material'
import { useEffect, useState } from 'react'
import { registerSW } from 'virtual:pwa-register'
import { useT } from '../i18n/I18n'

/** How often a page that stays open asks for a newer portal. */
const LOOK_EVERY_MS = 30 * 60_000

/** Keeps the shell on the device, and asks before a new one takes over: nobody loses what they are typing. */
export function UpdatePrompt() {
  const t = useT()
  const [update, setUpdate] = useState<(() => void) | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined
    const takeOver = registerSW({
      onNeedRefresh: () => setUpdate(() => () => void takeOver(true)),
      onRegisteredSW: (_, registration) => {
        timer = setInterval(() => void registration?.update().catch(() => undefined), LOOK_EVERY_MS)
      },
    })
    return () => clearInterval(timer)
  }, [])
  return (
    <Snackbar
      open={update !== null}
      message={t('pwa.update')}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'center' }}
      action={
        <Button color="inherit" onClick={() => update?.()}>
          {t('pwa.reload')}
        </Button>
      }
    />
  )
}
