import { Box, Button, Checkbox, FormControlLabel, Switch, Typography } from '@mui/material'
import { useState } from 'react'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Webhook, WebhookBody, WebhookEvent, WebhookWithSecret } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { Field, faultAt } from '../layout/Field'
import { useSaid } from '../layout/Said'
import { ALL_EVENTS, EVENTS, wordOf } from './events'

/** Adds a webhook; what comes back has its secret. */
export function CreateWebhook({ onClose, onMade }: { onClose: () => void; onMade: (made: WebhookWithSecret) => void }) {
  const t = useT()
  const { createWebhook } = useOperations()
  const form = useForm()
  const command = useCommand((body: WebhookBody, key) => createWebhook(body, key), ['webhooks'], onMade)
  return (
    <CommandDialog
      {...command}
      title={t('webhooks.create')}
      explanation={t('webhooks.create_hint')}
      confirm={t('webhooks.create')}
      isReady={form.isReady}
      onConfirm={() => command.send(form.body)}
      onClose={onClose}
    >
      <Fields form={form} faults={pointer => faultAt(command.problem, pointer)} />
    </CommandDialog>
  )
}

/** Changes a webhook in the version that was seen. */
export function ChangeWebhook({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { changeWebhook } = useOperations()
  const form = useForm(webhook)
  const command = useCommand((body: WebhookBody) => changeWebhook(webhook.id, body, webhook.version), ['webhooks'], () => {
    say(t('webhooks.saved'))
    onClose()
  })
  return (
    <CommandDialog {...command} title={t('webhooks.change_title')} confirm={t('action.save')} isReady={form.isReady} onConfirm={() => command.send(form.body)} onClose={onClose}>
      <Fields form={form} faults={pointer => faultAt(command.problem, pointer)} />
    </CommandDialog>
  )
}

function useForm(webhook?: Webhook) {
  const [name, setName] = useState(webhook?.name ?? '')
  const [url, setUrl] = useState(webhook?.url ?? 'https://')
  const [events, setEvents] = useState<WebhookEvent[]>(webhook?.events ?? ALL_EVENTS)
  const [isActive, setIsActive] = useState(webhook ? webhook.state === 'active' : true)
  const body: WebhookBody = { name: name.trim(), url: url.trim(), events, is_active: isActive }
  return { name, setName, url, setUrl, events, setEvents, isActive, setIsActive, body, isReady: body.name !== '' && body.url.length > 'https://'.length && events.length > 0 }
}

function Fields({ form, faults }: { form: ReturnType<typeof useForm>; faults: (pointer: string) => string | undefined }) {
  const t = useT()
  const word = useWord()
  const choose = (event: WebhookEvent, isOn: boolean) => form.setEvents(isOn ? [...form.events, event] : form.events.filter(it => it !== event))
  return (
    <>
      <Field label={t('webhooks.name')} hint={t('webhooks.name_hint')} value={form.name} onChange={form.setName} fault={faults('/name')} required autoFocus />
      <Field
        label={t('webhooks.url')}
        hint={t('webhooks.url_hint')}
        value={form.url}
        onChange={form.setUrl}
        fault={faults('/url')}
        required
        slotProps={{ htmlInput: { inputMode: 'url', autoCapitalize: 'none', spellCheck: false, maxLength: 500 } }}
      />
      <FormControlLabel control={<Switch checked={form.isActive} onChange={(_, isOn) => form.setIsActive(isOn)} />} label={t('webhooks.is_active')} />
      <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1 }}>
        <Typography variant="h3" component="p" sx={{ flex: 1 }}>
          {t('webhooks.which')}
        </Typography>
        <Button size="small" onClick={() => form.setEvents(ALL_EVENTS)}>
          {t('webhooks.all')}
        </Button>
        <Button size="small" onClick={() => form.setEvents([])}>
          {t('webhooks.none')}
        </Button>
      </Box>
      {EVENTS.map(({ group, events }) => (
        <Box key={group} component="fieldset" sx={{ border: 0, m: 0, p: 0, minWidth: 0 }}>
          <Typography component="legend" variant="body2" color="textSecondary">
            {t(`webhooks.group.${group}`)}
          </Typography>
          <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))' } }}>
            {events.map(event => (
              <FormControlLabel
                key={event}
                control={<Checkbox size="small" checked={form.events.includes(event)} onChange={(_, isOn) => choose(event, isOn)} />}
                label={<Typography variant="body2">{word('webhooks.event', wordOf(event))}</Typography>}
              />
            ))}
          </Box>
        </Box>
      ))}
    </>
  )
}
