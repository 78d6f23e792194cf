import type { WebhookAttempt, WebhookEvent } from '../api/types'

/** What a webhook can be told of, in the groups of the form. */
export const EVENTS: { group: 'order' | 'return' | 'import' | 'reconciliation'; events: WebhookEvent[] }[] = [
  {
    group: 'order',
    events: [
      'order.filled', 'order.held', 'order.hold_released', 'order.released', 'order.picked', 'order.short_picked', 'order.packed', 'order.tracking_assigned', 'order.shipped',
      'order.unshipped', 'order.reduced', 'order.cancelled',
    ],
  },
  { group: 'return', events: ['return.announced', 'return.received'] },
  { group: 'import', events: ['import.completed', 'import.failed'] },
  { group: 'reconciliation', events: ['reconciliation.made'] },
]

export const ALL_EVENTS = EVENTS.flatMap(({ events }) => events)

/** Keys of dictionaries have no dots in them. */
export const wordOf = (event: string) => event.replace('.', '_')

/** Whether an answer is a good one. */
export const isGood = ({ status }: Pick<WebhookAttempt, 'status'>) => Boolean(status && status >= 200 && status < 300)
