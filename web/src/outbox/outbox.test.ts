import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '../api/problem'
import type { Deferred } from './deferred'
import { device } from './device'
import { Outbox } from './outbox'

const pick = (line: number): Deferred => ({ kind: 'pick', order: 'ord_1', reference: '1', line, sku: 'A', quantity: 1 })
const refusal = (status: number, code: string) => new Problem(status, code, 'No', 'Not so.', 'trace', [])

/** An API that carries each key out once, and whose answers can be lost. */
function api() {
  const done: number[] = []
  const keys = new Set<string>()
  const attempts: string[] = []
  let next: (() => void) | null = null
  return {
    done,
    attempts,
    failNext: (fail: () => void) => (next = fail),
    carryOut: async (_: string, what: Deferred, key: string) => {
      attempts.push(key)
      const fail = next
      const isLost = fail === loseAnswer
      if (fail && !isLost) fail()
      if (!keys.has(key)) done.push((what as { line: number }).line)
      keys.add(key)
      if (isLost) {
        next = null
        throw Problem.unreachable()
      }
      return {}
    },
  }
}

const loseAnswer = () => undefined
const noConnection = () => {
  throw Problem.unreachable()
}

const emptied = (outbox: Outbox) => vi.waitFor(() => expect(outbox.snapshot().waiting).toEqual([]), 5_000)

describe('the outbox', () => {
  const open: Outbox[] = []
  const create = (carryOut: ConstructorParameters<typeof Outbox>[1], subject = 'ann', now?: () => number) => {
    const outbox = new Outbox(subject, carryOut, now)
    open.push(outbox)
    return outbox
  }
  beforeEach(async () => (await device()).clear('outbox'))
  afterEach(() => open.splice(0).forEach(outbox => outbox.stop()))

  it('sends one after the other, in the order in which things were done', async () => {
    const { carryOut, done, attempts } = api()
    const outbox = create(carryOut)
    await outbox.start()
    await Promise.all([1, 2, 3, 4].map(line => outbox.add('s', pick(line))))
    await emptied(outbox)
    expect(done).toEqual([1, 2, 3, 4])
    expect(new Set(attempts).size).toBe(4)
  })

  it('keeps everything while there is no connection, and sends it in order when there is one again', async () => {
    const { carryOut, done, failNext } = api()
    const outbox = create(carryOut)
    await outbox.start()
    failNext(noConnection)
    for (const line of [1, 2, 3]) await outbox.add('s', pick(line))
    await vi.waitFor(() => expect(outbox.snapshot().isOffline).toBe(true))
    expect(outbox.snapshot().waiting.length).toBe(3)
    expect(done).toEqual([])
    failNext(() => undefined)
    outbox.wake()
    await emptied(outbox)
    expect(done).toEqual([1, 2, 3])
    expect(outbox.snapshot().isOffline).toBe(false)
  })

  it('asks again under the same key where the answer was lost, so that nothing is done twice', async () => {
    const { carryOut, done, attempts, failNext } = api()
    const outbox = create(carryOut)
    await outbox.start()
    failNext(loseAnswer)
    await outbox.add('s', pick(1))
    await emptied(outbox)
    expect(done).toEqual([1])
    expect(attempts.length).toBe(2)
    expect(new Set(attempts).size).toBe(1)
  })

  it('outlives a reload of the page', async () => {
    const offline = create(async () => noConnection())
    await offline.start()
    await offline.add('s', pick(1))
    offline.stop()
    const { carryOut, done } = api()
    const reloaded = create(carryOut)
    await reloaded.start()
    await emptied(reloaded)
    expect(done).toEqual([1])
    expect(await (await device()).count('outbox')).toBe(0)
  })

  it('puts a refusal aside and goes on with what comes after', async () => {
    const done: number[] = []
    const outbox = create(async (_, what) => {
      const { line } = what as { line: number }
      if (line === 1) throw refusal(409, 'state')
      done.push(line)
    })
    await outbox.start()
    await outbox.add('s', pick(1))
    await outbox.add('s', pick(2))
    await emptied(outbox)
    expect(done).toEqual([2])
    const [refused] = outbox.snapshot().refused
    expect(refused?.refusal).toEqual({ title: 'No', detail: 'Not so.', traceId: 'trace' })
    await outbox.dismiss(refused?.n ?? 0)
    expect(outbox.snapshot().refused).toEqual([])
  })

  it('does not send again what was sent a day ago, because the API has forgotten its key', async () => {
    let now = 0
    const offline = create(async () => noConnection(), 'ann', () => now)
    await offline.start()
    await offline.add('s', pick(1))
    await vi.waitFor(() => expect(offline.snapshot().isOffline).toBe(true))
    offline.stop()
    now = 24 * 3_600_000
    const { carryOut, done } = api()
    const later = create(carryOut, 'ann', () => now)
    await later.start()
    await vi.waitFor(() => expect(later.snapshot().refused[0]?.refusal?.detail).toBe('too_old'))
    expect(done).toEqual([])
  })

  it('leaves alone what somebody else has done on this device', async () => {
    const offline = create(async () => noConnection(), 'ann')
    await offline.start()
    await offline.add('s', pick(1))
    offline.stop()
    const { carryOut, done } = api()
    const other = create(carryOut, 'bob')
    await other.start()
    expect(other.snapshot().waiting).toEqual([])
    expect(done).toEqual([])
    expect(await (await device()).count('outbox')).toBe(1)
  })
})
