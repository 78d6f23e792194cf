import { Paper } from '@mui/material'
import { useT } from '../i18n/I18n'
import { AppButton } from './AppButton'
import { EmptyState } from './EmptyState'
import { PageHeader } from './PageHeader'
import { usePaths } from './usePaths'

/** In place of a page that the person's role does not include, whatever way they came to its address. */
export function NotYours({ title }: { title: string }) {
  const t = useT()
  const path = usePaths()
  return (
    <>
      <PageHeader title={title} />
      <Paper variant="outlined">
        <EmptyState
          title={t('layout.not_yours')}
          hint={t('layout.not_yours_hint')}
          action={
            <AppButton variant="outlined" to={path.today()}>
              {t('today.title')}
            </AppButton>
          }
        />
      </Paper>
    </>
  )
}
