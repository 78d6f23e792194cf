import type { Webhook } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'

/** Whether events go there; one that fails says so before it is switched off. */
export function WebhookState({ webhook }: { webhook: Webhook }) {
  const t = useT()
  const word = useWord()
  if (webhook.state === 'active' && webhook.failing_since) return <Chip tone="warn">{t('webhooks.failing')}</Chip>
  const isBad = webhook.state === 'off' && webhook.off_reason !== 'by_hand'
  return <Chip tone={webhook.state === 'active' ? 'good' : isBad ? 'bad' : 'neutral'}>{word('webhooks.state', webhook.state)}</Chip>
}
