import type { Webhook, WebhookAttempt, WebhookBody, WebhookDelivery } from '../../src/api/types'
import { found, ok, problem, type Answer, type Call } from './answers'

/** A store's webhooks: one that is well, one that fails, one that was switched off; and what was sent to them. */

const MINUTE = 60_000
const SECRETS = ['whsec_Q2h1cm4gdGhlIG1pbGsgdW50aWwgaXQgaXMgYnV0dGVyIQ==', 'whsec_QW5kIHRoZW4gc3ByZWFkIGl0IG9uIHRoZSBicmVhZC4uLi4=']

export type Hooks = { webhooks: Webhook[]; deliveries: Map<string, WebhookDelivery[]> }

export function hooksOf(code: (kind: string, index: number) => string, iso: (ago: number) => string): Hooks {
  const webhook = (index: number, name: string, more: Partial<Webhook> = {}): Webhook => ({
    id: code('hook', index), name, url: `https://${name.toLowerCase().replace(' ', '-')}.online-retail.example/events`, events: ['order.shipped', 'order.cancelled', 'import.completed'], state: 'active',
    off_reason: null, off_since: null, failing_since: null, previous_secret_until: null, created_at: iso(index * 90 * 24 * 60 * MINUTE), created_by: 'Demo Supervisor', version: 1, ...more,
  })
  const webhooks = [
    webhook(1, 'Web shop'),
    webhook(2, 'Accounting', { failing_since: iso(26 * 60 * MINUTE) }),
    webhook(3, 'Old shop', { state: 'off', off_reason: 'failing', off_since: iso(9 * 24 * 60 * MINUTE) }),
  ]
  const attempt = (ago: number, more: Partial<WebhookAttempt> = {}): WebhookAttempt => ({ at: iso(ago), ms: 84, status: 204, failure: null, answer: '', ...more })
  const delivery = (of: number, index: number, more: Partial<WebhookDelivery> = {}): WebhookDelivery => ({
    id: code('dlv', of * 10 + index), event: 'order.shipped', happened_at: iso(index * 17 * MINUTE), state: 'delivered', next_attempt_at: null, attempts: [attempt(index * 17 * MINUTE)],
    payload: { id: `${code('ord', index)}.6`, type: 'order.shipped', timestamp: iso(index * 17 * MINUTE), data: { order: code('ord', index), reference: `5363${index}0`, status: 'shipped', quantity: 6 } },
    ...more,
  })
  const refused = { ms: 1_240, status: 503, answer: '<html><body>Service Unavailable</body></html>' }
  return {
    webhooks,
    deliveries: new Map([
      [code('hook', 1), Array.from({ length: 30 }, (_, index) => delivery(1, index + 1))],
      [
        code('hook', 2),
        [
          delivery(2, 1, { state: 'waiting', next_attempt_at: iso(-20 * MINUTE), attempts: [attempt(4 * MINUTE, refused), attempt(12 * MINUTE, { status: null, failure: 'timed_out', answer: null, ms: 10_000 })] }),
          delivery(2, 2, { state: 'given_up', attempts: [attempt(30 * MINUTE, refused)] }),
        ],
      ],
    ]),
  }
}

/** Below `/webhooks`. */
export function webhooksOperation({ webhooks, deliveries }: Hooks, [, id, part, delivery, more]: string[], call: Call, page: <Item>(items: Item[]) => unknown, later: (steps: (() => void)[]) => void): Answer {
  const isRead = call.method === 'GET'
  if (!id) return isRead ? ok({ items: webhooks, next: null }) : create(webhooks, call.body() as WebhookBody)
  const webhook = webhooks.find(it => it.id === id)
  if (!webhook) return found(undefined)
  const sent = deliveries.get(id) ?? []
  const now = () => new Date().toISOString()
  const arrive = (one: WebhookDelivery) => later([() => Object.assign(one, { state: 'delivered', next_attempt_at: null, attempts: [{ at: now(), ms: 71, status: 200, failure: null, answer: 'ok' }, ...one.attempts] })])
  if (part === 'deliveries' && isRead) return ok(page(sent))
  if (part === 'deliveries' && more === 'send-again') {
    const one = sent.find(it => it.id === delivery)
    if (!one) return found(undefined)
    Object.assign(one, { state: 'waiting', next_attempt_at: now() })
    arrive(one)
    return { status: 202, body: one }
  }
  if (part === 'test') {
    const payload = { id: 'test.x', type: 'webhook.test', timestamp: now(), data: { message: 'If you read this, events arrive.' } }
    const one: WebhookDelivery = { id: `dlv_${Date.now()}`, event: 'webhook.test', happened_at: now(), state: 'waiting', next_attempt_at: now(), attempts: [], payload }
    deliveries.set(id, [one, ...sent])
    arrive(one)
    return { status: 202 }
  }
  if (part === 'secret') {
    Object.assign(webhook, { previous_secret_until: new Date(Date.now() + 24 * 60 * MINUTE).toISOString(), version: webhook.version + 1 })
    return ok({ ...webhook, secret: SECRETS[1] })
  }
  if (isRead) return ok(webhook)
  if (call.method === 'DELETE') {
    webhooks.splice(webhooks.indexOf(webhook), 1)
    return { status: 204 }
  }
  if (call.ifMatch !== `"${webhook.version}"`) return problem(409, 'changed', 'It was changed meanwhile', 'Load it again and decide anew.')
  const body = call.body() as WebhookBody
  const wrong = faults(body)
  if (wrong) return wrong
  const { is_active: isActive, ...rest } = body
  const state = isActive ? ({ state: 'active', off_reason: null, off_since: null } as const) : ({ state: 'off', off_reason: 'by_hand', off_since: now() } as const)
  return ok(Object.assign(webhook, rest, state, { failing_since: null, version: webhook.version + 1 }))
}

function create(webhooks: Webhook[], body: WebhookBody): Answer {
  const wrong = faults(body)
  if (wrong) return wrong
  const { name, url, events } = body
  const made: Webhook = {
    id: `hook_${Date.now()}`, name, url, events, state: 'active', off_reason: null, off_since: null, failing_since: null, previous_secret_until: null,
    created_at: new Date().toISOString(), created_by: 'Demo Supervisor', version: 1,
  }
  webhooks.unshift(made)
  return { status: 201, body: { ...made, secret: SECRETS[0] } }
}

/** The fake knows no names of hosts: those of `.internal` stand for all that are not of the internet. */
function faults({ url }: WebhookBody): Answer | null {
  const isPublic = url.startsWith('https://') && !url.includes('.internal')
  return isPublic ? null : problem(422, 'invalid', 'The content is not valid', 'Its host is not on the internet.', [{ pointer: '/url', detail: 'Its host is not on the internet.' }])
}
