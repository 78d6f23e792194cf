import { Button, Paper, Skeleton } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../api/problem'
import { useOperations } from '../api/store-context'
import type { WebhookWithSecret } from '../api/types'
import { useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { EmptyState } from '../layout/EmptyState'
import { PageHeader } from '../layout/PageHeader'
import { ProblemAlert } from '../layout/ProblemAlert'
import { SmallTable } from '../layout/SmallTable'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { Secret } from './Secret'
import { CreateWebhook } from './WebhookDialog'
import { WebhookState } from './WebhookState'

/** Where the store's events are sent to. */
export default function WebhookList() {
  const t = useT()
  const path = usePaths()
  const { listWebhooks } = useOperations()
  const [isCreating, setIsCreating] = useState(false)
  const [made, setMade] = useState<WebhookWithSecret | null>(null)
  const { data, error } = useQuery({ queryKey: ['webhooks'], queryFn: () => listWebhooks({ limit: 200 }) })
  return (
    <>
      <PageHeader
        title={t('webhooks.title')}
        below={t('webhooks.below')}
        actions={
          <Button variant="contained" onClick={() => setIsCreating(true)}>
            {t('webhooks.create')}
          </Button>
        }
      />
      {made && <Secret made={made} onSeen={() => setMade(null)} />}
      {error && <ProblemAlert problem={Problem.from(error)} />}
      {!data && !error && <Skeleton variant="rounded" height={200} />}
      {data && (
        <Paper variant="outlined" sx={{ overflow: 'hidden' }}>
          {data.items.length === 0 ? (
            <EmptyState title={t('webhooks.empty')} hint={t('webhooks.empty_hint')} />
          ) : (
            <SmallTable
              rows={data.items}
              rowKey={webhook => webhook.id}
              columns={[
                { label: t('webhooks.name'), cell: webhook => <AppLink to={path.webhook(webhook.id)}>{webhook.name}</AppLink> },
                { label: t('webhooks.url'), cell: webhook => webhook.url },
                { label: t('webhooks.events'), cell: webhook => t('webhooks.n_events', { n: webhook.events.length }) },
                { label: t('webhooks.status'), cell: webhook => <WebhookState webhook={webhook} /> },
                { label: t('webhooks.created_at'), cell: webhook => <When at={webhook.created_at} /> },
              ]}
            />
          )}
        </Paper>
      )}
      {isCreating && (
        <CreateWebhook
          onClose={() => setIsCreating(false)}
          onMade={webhook => {
            setMade(webhook)
            setIsCreating(false)
          }}
        />
      )}
    </>
  )
}
