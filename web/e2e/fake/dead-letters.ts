import type { DeadLetter, DeadLetterQueue, Discarding, ReplayOrder } from '../../src/api/types'
import { ok, problem, type Answer, type Call } from './answers'

type Queue = DeadLetterQueue['queue']

const HOUR = 3_600_000
const QUEUES: Queue[] = ['order-import', 'order-validation', 'stock-allocation', 'document-render', 'reconciliation', 'exports', 'notifications', 'webhooks', 'sentinel', 'event-relay']

/** Work that failed for good, of two queues. */
export function createDeadLetters(now: number) {
  const letter = (id: string, ago: number, more: Partial<DeadLetter>): DeadLetter => {
    const body = JSON.stringify({ organisation: 'meridian', store: more.store, do: more.task, ...(more.thing && { [more.thing]: more.subject }) })
    return {
      id, store: 'online-retail', matter: 'work', task: null, thing: null, subject: null, sent_at: new Date(now - ago).toISOString(), kept_until: new Date(now - ago + 14 * 24 * HOUR).toISOString(),
      cause: null, request_id: null, body, body_is_cut: false, can_be_replayed: true, ...more,
    }
  }
  const stuck = new Map<Queue, DeadLetter[]>([
    [
      'stock-allocation',
      [
        letter('5c1f8a60-0d7c-4f6e-9a51-3f0a64b0d001', 30 * HOUR, { task: 'allocate_chunk', thing: 'import', subject: 'imp_01jd0001k7m2q9w4x5y8z1' }),
        letter('5c1f8a60-0d7c-4f6e-9a51-3f0a64b0d002', 3 * HOUR, { store: 'nordlys-home', task: 'fill_back_orders', thing: 'sku', subject: '22423' }),
        letter('5c1f8a60-0d7c-4f6e-9a51-3f0a64b0d003', 2 * HOUR, { task: null, matter: 'unreadable', cause: 'unknown variant `allocate_everything` at line 1 column 74', can_be_replayed: false, body: '{"organisation":"meridian","store":"online-retail","do":"allocate_everything"}' }),
      ],
    ],
    ['order-import', [letter('5c1f8a60-0d7c-4f6e-9a51-3f0a64b0d004', HOUR, { task: 'receive_file', thing: 'file', subject: 'drop/online-retail/in/orders-of-a-very-long-day-with-a-name-that-goes-on.csv' })]],
  ])

  function settle(queue: Queue, messages: string[] | null | undefined, isReplay: boolean): Answer {
    const letters = stuck.get(queue) ?? []
    const meant = letters.filter(it => (messages ? messages.includes(it.id) : it.can_be_replayed))
    const unsuited = isReplay ? meant.filter(it => !it.can_be_replayed).map(it => it.id) : []
    const done = meant.filter(it => !unsuited.includes(it.id))
    stuck.set(queue, letters.filter(it => !done.includes(it)))
    return ok({ done: done.length, unsuited, missing: (messages ?? []).filter(id => !letters.some(it => it.id === id)), more: false })
  }

  return function operation(call: Call): Answer | null {
    switch (call.path) {
      case '/dead-letters':
        return ok({
          items: QUEUES.map(queue => ({ queue, letters: stuck.get(queue)?.length ?? 0, oldest_sent_at: stuck.get(queue)?.[0]?.sent_at ?? null, more: false })),
          next: null,
        })
      case '/dead-letters/messages': {
        const queue = call.query.get('queue') as Queue
        return ok({ queue, items: stuck.get(queue) ?? [], more: false })
      }
      case '/dead-letters/replay': {
        const { queue, messages } = call.body() as ReplayOrder
        return settle(queue, messages, true)
      }
      case '/dead-letters/discard': {
        const { queue, messages, reason } = call.body() as Discarding
        if (!reason.trim()) return problem(422, 'invalid', 'The content is not valid', 'A reason is 1 to 500 bytes on one line.')
        return settle(queue, messages, false)
      }
      default:
        return null
    }
  }
}
