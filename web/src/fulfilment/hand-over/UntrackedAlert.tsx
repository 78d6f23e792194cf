import { Alert } from '@mui/material'
import { useT } from '../../i18n/I18n'

/** Parcels without a tracking number may go along, but nobody finds them again: it is said, and bars nothing. */
export function UntrackedAlert({ n }: { n: number }) {
  const t = useT()
  return n === 0 ? null : <Alert severity="warning">{t('manifests.n_untracked', { n })}</Alert>
}
