import { Button } from '@mui/material'
import { useT } from '../i18n/I18n'
import { CentredNotice } from './CentredNotice'

/** A fault of the portal itself. */
export function PageError() {
  const t = useT()
  return (
    <CentredNotice
      title={t('layout.broken')}
      hint={t('layout.broken_hint')}
      action={
        <Button variant="outlined" onClick={() => window.location.reload()}>
          {t('layout.reload')}
        </Button>
      }
    />
  )
}
