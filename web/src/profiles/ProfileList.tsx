import { Paper, Skeleton } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { Problem } from '../api/problem'
import { useMay, useOperations } from '../api/store-context'
import { useT } from '../i18n/I18n'
import { AppButton } from '../layout/AppButton'
import { AppLink } from '../layout/AppLink'
import { EmptyState } from '../layout/EmptyState'
import { PageHeader } from '../layout/PageHeader'
import { ProblemAlert } from '../layout/ProblemAlert'
import { SmallTable } from '../layout/SmallTable'
import { usePaths } from '../layout/usePaths'
import { draftOf } from './profile'

/** How this store's own file formats are read. */
export default function ProfileList() {
  const t = useT()
  const may = useMay()
  const path = usePaths()
  const { listProfiles } = useOperations()
  const { data, error } = useQuery({ queryKey: ['profiles'], queryFn: () => listProfiles({}) })
  return (
    <>
      <PageHeader
        title={t('profiles.title')}
        below={t('profiles.below')}
        actions={
          may('profiles.write') && (
            <AppButton variant="contained" to={path.profile('new')}>
              {t('profiles.add')}
            </AppButton>
          )
        }
      />
      {error && <ProblemAlert problem={Problem.from(error)} />}
      {!data && !error && <Skeleton variant="rounded" height={160} />}
      {data && (
        <Paper variant="outlined" sx={{ overflow: 'hidden' }}>
          {data.items.length === 0 ? (
            <EmptyState title={t('profiles.empty')} hint={t('profiles.empty_hint')} />
          ) : (
            <SmallTable
              rows={data.items.map(draftOf)}
              rowKey={profile => profile.name}
              columns={[
                { label: t('profiles.name'), cell: profile => <AppLink to={path.profile(profile.name)}>{profile.name}</AppLink> },
                { label: t('profiles.format'), cell: profile => String(profile['format'] ?? t('profiles.by_content')).toUpperCase() },
                { label: t('profiles.time_zone'), cell: profile => profile.time_zone },
                { label: t('profiles.n_fields'), align: 'right', cell: profile => Object.keys(profile.fields).length },
              ]}
            />
          )}
        </Paper>
      )}
    </>
  )
}
