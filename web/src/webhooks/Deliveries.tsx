import { Box, Button, Typography } from '@mui/material'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useCommand, useGrowingList } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { WebhookAttempt, WebhookDelivery, WebhookDeliveryState } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import { CommandDialog } from '../layout/CommandDialog'
import { Facts } from '../layout/Facts'
import { Growing } from '../layout/Growing'
import { Panel } from '../layout/Panel'
import { SmallTable } from '../layout/SmallTable'
import type { Tone } from '../layout/theme'
import { When } from '../layout/When'
import { isGood, wordOf } from './events'

const TONES: Record<WebhookDeliveryState, Tone> = { waiting: 'warn', delivered: 'good', given_up: 'bad' }

/** How long, and how often, the list is looked at after something was sent. */
const WATCHED_MS = 15_000
const LOOK_MS = 1_500

/** What was sent to a webhook, and what came of it. */
export function Deliveries({ webhook, sentAt, onSent }: { webhook: string; sentAt: number; onSent: () => void }) {
  const t = useT()
  const word = useWord()
  const { listDeliveries } = useOperations()
  const [shown, setShown] = useState<string | null>(null)
  const list = useGrowingList(['webhooks', 'deliveries', webhook], cursor => listDeliveries(webhook, { limit: 25, cursor }))
  const looked = list.items?.find(it => it.id === shown)
  useLookAfter(webhook, sentAt)
  return (
    <Panel title={t('webhooks.deliveries')} flush>
      <Typography variant="body2" color="textSecondary" sx={{ px: 2, pb: 1 }}>
        {t('webhooks.deliveries_hint')}
      </Typography>
      <Growing list={list} empty={t('webhooks.deliveries_empty')}>
        {items => (
          <SmallTable
            rows={items}
            rowKey={delivery => delivery.id}
            columns={[
              { label: t('webhooks.event_one'), cell: delivery => word('webhooks.event', wordOf(delivery.event)) },
              { label: t('webhooks.happened_at'), cell: delivery => <When at={delivery.happened_at} /> },
              { label: t('webhooks.status'), cell: delivery => <DeliveryState delivery={delivery} /> },
              { label: t('webhooks.answer'), cell: delivery => <Answer attempt={delivery.attempts[0]} /> },
              {
                label: t('webhooks.details'),
                align: 'right',
                cell: delivery => (
                  <Button
                    size="small"
                    onClick={() => setShown(delivery.id)}
                    aria-label={t('webhooks.details_of', { event: word('webhooks.event', wordOf(delivery.event)) })}
                  >
                    {t('webhooks.details')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Growing>
      {looked && <DeliveryDialog webhook={webhook} delivery={looked} onSent={onSent} onClose={() => setShown(null)} />}
    </Panel>
  )
}

/** Looks at the list again and again for a while after something was sent: what comes of it takes a moment. */
function useLookAfter(webhook: string, sentAt: number) {
  const client = useQueryClient()
  useEffect(() => {
    if (!sentAt) return
    const look = setInterval(() => {
      if (Date.now() - sentAt > WATCHED_MS) clearInterval(look)
      else void client.invalidateQueries({ queryKey: ['webhooks', 'deliveries', webhook] })
    }, LOOK_MS)
    return () => clearInterval(look)
  }, [client, webhook, sentAt])
}

function DeliveryState({ delivery }: { delivery: WebhookDelivery }) {
  const word = useWord()
  return <Chip tone={TONES[delivery.state] ?? 'neutral'}>{word('webhooks.delivery_state', delivery.state)}</Chip>
}

/** The status of an answer and how long it took, or why there was none. */
function Answer({ attempt }: { attempt: WebhookAttempt | undefined }) {
  const t = useT()
  const word = useWord()
  if (!attempt) return <>{t('webhooks.not_tried')}</>
  if (attempt.failure) return <>{word('webhooks.failure', attempt.failure)}</>
  return (
    <Box component="span" sx={{ color: theme => (isGood(attempt) ? undefined : theme.palette.tones.bad.ink), whiteSpace: 'nowrap' }}>
      {attempt.status} · {t('webhooks.ms', { n: attempt.ms })}
    </Box>
  )
}

/** All of a delivery: what was sent, every attempt, and a way to send it again. */
function DeliveryDialog({ webhook, delivery, onSent, onClose }: { webhook: string; delivery: WebhookDelivery; onSent: () => void; onClose: () => void }) {
  const t = useT()
  const word = useWord()
  const { sendAgain } = useOperations()
  const command = useCommand((id: string, key) => sendAgain(webhook, id, key), ['webhooks'], () => {
    onSent()
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      title={word('webhooks.event', wordOf(delivery.event))}
      confirm={t('webhooks.send_again')}
      onConfirm={() => command.send(delivery.id)}
      onClose={onClose}
    >
      <Facts
        facts={[
          [t('webhooks.status'), <DeliveryState key="state" delivery={delivery} />],
          [t('webhooks.happened_at'), <When key="happened" at={delivery.happened_at} />],
          [t('webhooks.next_attempt'), delivery.next_attempt_at && <When key="next" at={delivery.next_attempt_at} />],
          [t('webhooks.delivery_id'), <code key="id">{delivery.id}</code>],
        ]}
      />
      <Typography variant="h3" component="h3">
        {t('webhooks.attempts')}
      </Typography>
      {delivery.attempts.length === 0 && <Typography variant="body2">{t('webhooks.not_tried')}</Typography>}
      {delivery.attempts.map(attempt => (
        <Facts
          key={attempt.at}
          facts={[
            [t('webhooks.at'), <When key="at" at={attempt.at} />],
            [t('webhooks.answer'), <Answer key="answer" attempt={attempt} />],
            [t('webhooks.said'), attempt.answer && <Code key="said" text={attempt.answer} />],
          ]}
        />
      ))}
      <Typography variant="h3" component="h3">
        {t('webhooks.payload')}
      </Typography>
      <Code text={JSON.stringify(delivery.payload, null, 2)} />
    </CommandDialog>
  )
}

/** What programs say to one another. It can be scrolled by the keyboard. */
function Code({ text }: { text: string }) {
  return (
    <Box component="pre" tabIndex={0} sx={{ m: 0, p: 1, borderRadius: 1, bgcolor: 'sunken', fontSize: '0.75rem', maxHeight: 240, overflow: 'auto', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {text}
    </Box>
  )
}
