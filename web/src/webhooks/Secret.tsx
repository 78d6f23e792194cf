import type { WebhookWithSecret } from '../api/types'
import { useT } from '../i18n/I18n'
import { ShownOnce } from '../layout/ShownOnce'

export function Secret({ made, onSeen }: { made: WebhookWithSecret; onSeen: () => void }) {
  const t = useT()
  const words = { copy: t('webhooks.copy'), copied: t('webhooks.copied'), haveIt: t('webhooks.have_it') }
  return <ShownOnce title={t('webhooks.secret_once', { name: made.name })} secret={made.secret} words={words} onSeen={onSeen} />
}
