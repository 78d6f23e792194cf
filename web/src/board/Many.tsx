import { Alert } from '@mui/material'
import { useT } from '../i18n/I18n'

/** As many orders as a batch usually has. Whoever releases more is told how many before it happens. */
export const MANY = 200

export function Many({ n }: { n: number }) {
  const t = useT()
  return n > MANY ? <Alert severity="warning">{t('board.many', { n })}</Alert> : null
}
