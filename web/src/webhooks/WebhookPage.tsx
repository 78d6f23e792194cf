import { Alert, Box, Button, Skeleton } from '@mui/material'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router-dom'
import { useCommand, useRecord } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Webhook, WebhookWithSecret } from '../api/types'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { Facts } from '../layout/Facts'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { Deliveries } from './Deliveries'
import { ALL_EVENTS, wordOf } from './events'
import { Secret } from './Secret'
import { ChangeWebhook } from './WebhookDialog'
import { WebhookState } from './WebhookState'

export default function WebhookPage() {
  const t = useT()
  const say = useSaid()
  const path = usePaths()
  const { id = '' } = useParams()
  const { testWebhook } = useOperations()
  const [doing, setDoing] = useState<'change' | 'rotate' | 'remove' | null>(null)
  const [rotated, setRotated] = useState<WebhookWithSecret | null>(null)
  // Events take a moment: for a while the list is looked at more often.
  const [sentAt, setSentAt] = useState(0)
  const { record: webhook, problem } = useRecord('webhooks', id)
  const sent = (sentence: string) => {
    setSentAt(Date.now())
    say(sentence)
  }
  const test = useCommand((webhook: string, key) => testWebhook(webhook, key), ['webhooks'], () => sent(t('webhooks.test_sent')))
  return (
    <>
      <PageHeader
        title={webhook?.name ?? t('webhooks.one')}
        back={{ to: path.webhooks(), label: t('webhooks.title') }}
        beside={webhook && <WebhookState webhook={webhook} />}
        below={webhook?.url}
        actions={
          webhook && (
            <>
              <Button variant="outlined" color="error" onClick={() => setDoing('remove')}>
                {t('webhooks.remove')}
              </Button>
              <Button variant="outlined" color="inherit" onClick={() => setDoing('rotate')} sx={{ borderColor: 'divider' }}>
                {t('webhooks.rotate')}
              </Button>
              <Button variant="outlined" color="inherit" onClick={() => setDoing('change')} sx={{ borderColor: 'divider' }}>
                {t('webhooks.change')}
              </Button>
              <Button variant="contained" onClick={() => test.send(id)} loading={test.isSending}>
                {t('webhooks.test')}
              </Button>
            </>
          )
        }
      />
      {rotated && <Secret made={rotated} onSeen={() => setRotated(null)} />}
      {problem && <ProblemAlert problem={problem.status === 404 ? Object.assign(problem, { title: t('webhooks.gone') }) : problem} />}
      {test.problem && <ProblemAlert problem={test.problem} />}
      {!webhook && !problem && <Skeleton variant="rounded" height={320} />}
      {webhook && (
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <Health webhook={webhook} />
          <About webhook={webhook} />
          <Deliveries webhook={webhook.id} sentAt={sentAt} onSent={() => sent(t('webhooks.sent_again'))} />
        </Box>
      )}
      {doing === 'change' && webhook && <ChangeWebhook webhook={webhook} onClose={() => setDoing(null)} />}
      {doing === 'rotate' && webhook && (
        <Rotate
          webhook={webhook}
          onClose={() => setDoing(null)}
          onRotated={made => {
            setRotated(made)
            setDoing(null)
          }}
        />
      )}
      {doing === 'remove' && webhook && <Remove webhook={webhook} onClose={() => setDoing(null)} />}
    </>
  )
}

/** What somebody should know or do, where all is not well. */
function Health({ webhook }: { webhook: Webhook }) {
  const t = useT()
  const say = useSaid()
  const format = useFormat()
  const { changeWebhook } = useOperations()
  const { name, url, events } = webhook
  const on = useCommand((version: number) => changeWebhook(webhook.id, { name, url, events, is_active: true }, version), ['webhooks'], () => say(t('webhooks.switched_on')))
  if (on.problem) return <ProblemAlert problem={on.problem} />
  if (webhook.state === 'off')
    return (
      <Alert
        severity={webhook.off_reason === 'by_hand' ? 'info' : 'error'}
        variant="outlined"
        action={
          <Button color="inherit" onClick={() => on.send(webhook.version)} loading={on.isSending}>
            {t('webhooks.switch_on')}
          </Button>
        }
      >
        {webhook.off_reason && t(`webhooks.off_reason.${webhook.off_reason}`)}. {t('webhooks.off_hint')}
      </Alert>
    )
  if (!webhook.failing_since) return null
  return (
    <Alert severity="warning" variant="outlined">
      {t('webhooks.failing_since', { at: format.dateTime(webhook.failing_since) })}
    </Alert>
  )
}

function About({ webhook }: { webhook: Webhook }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  return (
    <Panel title={t('webhooks.about')}>
      <Facts
        facts={[
          [t('webhooks.events'), webhook.events.length === ALL_EVENTS.length ? t('webhooks.all') : format.list(webhook.events.map(event => word('webhooks.event', wordOf(event))))],
          [t('webhooks.off_since'), webhook.off_since && <When key="off" at={webhook.off_since} />],
          [t('webhooks.previous_until'), webhook.previous_secret_until && <When key="previous" at={webhook.previous_secret_until} />],
          [t('webhooks.created_at'), <When key="created" at={webhook.created_at} />],
          [t('webhooks.created_by'), webhook.created_by],
        ]}
      />
    </Panel>
  )
}

function Rotate({ webhook, onClose, onRotated }: { webhook: Webhook; onClose: () => void; onRotated: (made: WebhookWithSecret) => void }) {
  const t = useT()
  const { rotateWebhookSecret } = useOperations()
  const command = useCommand((id: string, key) => rotateWebhookSecret(id, key), ['webhooks'], onRotated)
  return (
    <CommandDialog
      {...command}
      title={t('webhooks.rotate')}
      explanation={t('webhooks.rotate_hint')}
      confirm={t('webhooks.rotate')}
      onConfirm={() => command.send(webhook.id)}
      onClose={onClose}
    />
  )
}

function Remove({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const path = usePaths()
  const navigate = useNavigate()
  const { removeWebhook } = useOperations()
  const command = useCommand((id: string) => removeWebhook(id), [], () => {
    say(t('webhooks.removed'))
    void navigate(path.webhooks())
  })
  return (
    <CommandDialog
      {...command}
      title={t('webhooks.remove_title', { name: webhook.name })}
      explanation={t('webhooks.remove_hint')}
      confirm={t('webhooks.remove')}
      isDangerous
      onConfirm={() => command.send(webhook.id)}
      onClose={onClose}
    />
  )
}
