import { Button, Paper } from '@mui/material'
import { Link } from 'react-router-dom'
import { useStoreContext } from '../api/store-context'
import { useT } from '../i18n/I18n'
import { paths } from '../paths'
import { EmptyState } from './EmptyState'
import { PageHeader } from './PageHeader'

export function NotFound() {
  const t = useT()
  const { store } = useStoreContext()
  return (
    <>
      <PageHeader title={t('layout.not_found')} />
      <Paper variant="outlined">
        <EmptyState
          title={t('layout.not_found_hint')}
          action={
            <Button variant="outlined" component={Link} to={paths(store.id).today()}>
              {t('today.title')}
            </Button>
          }
        />
      </Paper>
    </>
  )
}
