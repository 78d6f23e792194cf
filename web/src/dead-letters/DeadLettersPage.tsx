import { Alert, Box, Skeleton } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { Problem } from '../api/problem'
import { useOperations } from '../api/store-context'
import { useT } from '../i18n/I18n'
import { EmptyState } from '../layout/EmptyState'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { QueuePanel } from './QueuePanel'

/** Looking takes the messages in the hand for a moment, so it is not done more often than somebody needs. */
const REFRESH_MS = 60_000

/** Work of the system that failed for good: seen, tried again, or put aside. */
export default function DeadLettersPage() {
  const t = useT()
  const { listDeadLetterQueues } = useOperations()
  const { data, error } = useQuery({ queryKey: ['dead-letters', 'queues'], queryFn: listDeadLetterQueues, refetchInterval: REFRESH_MS })
  const stuck = data?.items.filter(queue => queue.letters > 0) ?? []
  const isMore = data?.items.some(queue => queue.letters === 0 && queue.more) ?? false
  return (
    <>
      <PageHeader title={t('dead_letters.title')} below={t('dead_letters.below')} />
      {error && <ProblemAlert problem={Problem.from(error)} />}
      {!data && !error && <Skeleton variant="rounded" height={240} />}
      {data && stuck.length === 0 && (
        <Panel title={t('dead_letters.title')}>
          <EmptyState title={t('dead_letters.none')} hint={t('dead_letters.none_hint')} />
        </Panel>
      )}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        {stuck.map(queue => (
          <QueuePanel key={queue.queue} queue={queue} />
        ))}
        {isMore && stuck.length > 0 && (
          <Alert severity="info" variant="outlined">
            {t('dead_letters.more')}
          </Alert>
        )}
      </Box>
    </>
  )
}
