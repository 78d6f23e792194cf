import { Box, Paper, Skeleton, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { Problem } from '../../api/problem'
import { useOperations } from '../../api/store-context'
import type { CountRow } from '../../api/types'
import { StartCard } from '../../floor/StartCard'
import { useFormat, useT } from '../../i18n/I18n'
import { AppButton } from '../../layout/AppButton'
import { EmptyState } from '../../layout/EmptyState'
import { PageHeader } from '../../layout/PageHeader'
import { ProblemAlert } from '../../layout/ProblemAlert'
import { usePaths } from '../../layout/usePaths'
import { Chip } from '../../layout/Chip'

const REFRESH_MS = 30_000

/** The counts on which somebody can count: those that are open, and closed ones of which some SKUs are to be counted again. */
export default function CountStart() {
  const t = useT()
  const path = usePaths()
  const { listCounts } = useOperations()
  const { data, error } = useQuery({ queryKey: ['counts', 'to-count'], queryFn: () => listCounts({ limit: 100 }), refetchInterval: REFRESH_MS })
  const open = data?.items.filter(count => count.state === 'open' || (count.state === 'closed' && count.n_undecided > 0)) ?? []
  return (
    <>
      <PageHeader title={t('counts.count_goods')} below={t('counts.count_below')} />
      <Box sx={{ maxWidth: 720 }}>
        {error && !data && <ProblemAlert problem={Problem.from(error)} />}
        {!data && !error && <Skeleton variant="rounded" height={200} />}
        {data && open.length === 0 && (
          <Paper variant="outlined">
            <EmptyState
              title={t('counts.nothing_open')}
              hint={t('counts.nothing_open_hint')}
              action={
                <AppButton variant="outlined" to={path.counts()}>
                  {t('counts.title')}
                </AppButton>
              }
            />
          </Paper>
        )}
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
          {open.map(count => (
            <CountCard key={count.id} count={count} to={path.countGoods(count.id)} />
          ))}
        </Box>
      </Box>
    </>
  )
}

function CountCard({ count, to }: { count: CountRow; to: string }) {
  const t = useT()
  const format = useFormat()
  const beside =
    count.n_undecided > 0 ? (
      <Chip tone="warn">{t('counts.n_undecided', { n: count.n_undecided })}</Chip>
    ) : (
      <Typography component="span" variant="body2" color="textSecondary">
        {format.dateTime(count.created_at)}
      </Typography>
    )
  return <StartCard to={to} title={count.name} beside={beside} done={count.n_counted} total={count.n_skus} label={t('counts.progress')} />
}
