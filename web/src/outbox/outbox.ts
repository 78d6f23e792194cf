import { newKey } from '../api/idempotency'
import { Problem } from '../api/problem'
import type { Deferred } from './deferred'
import { device } from './device'

export type Refusal = { title: string; detail: string; traceId: string | null }

export type Entry = {
  /** Its place in the order of all that was done on this device. */
  n: number
  /** The idempotency key: one for each thing done, however often it is sent. */
  key: string
  subject: string
  store: string
  what: Deferred
  madeAt: number
  /** When it was sent for the first time; from then on the API may have carried it out. */
  sentAt: number | null
  refusal: Refusal | null
}

export type OutboxState = {
  /** Not answered yet, oldest first. */
  waiting: readonly Entry[]
  /** Answered with no. Somebody has to look. */
  refused: readonly Entry[]
  /** The last attempt found no connection. */
  isOffline: boolean
}

type Sent = (entry: Entry, answer: unknown) => void | Promise<void>

const EMPTY: OutboxState = { waiting: [], refused: [], isOffline: false }

/** The API keeps its answers for 24 hours. A command that was sent before and is older must not be sent again: it might be done twice. */
const KEY_LIVES_MS = 23 * 3_600_000
const GIVE_UP_WAITING_MS = 20_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 15_000

/**
 * Things done, kept on the device until the API has answered: sent one at a time, in the order in which they were done, each under a key of its
 * own, so that a lost answer is asked for again and nothing is done twice. It outlives a reload; other tabs of the same person share it.
 */
export class Outbox {
  private state = EMPTY
  private readonly listeners = new Set<() => void>()
  private readonly sentListeners = new Set<Sent>()
  private writing: Promise<unknown> = Promise.resolve()
  private unsaved: Entry[] = []
  private lastN = 0
  /** Grows with everything that is done or carried out: whoever read a list meanwhile does not know whether it is in there. */
  generation = 0
  private running: Promise<void> | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private pause = FIRST_PAUSE_MS
  private isStopped = false
  private tellReady: () => void = () => undefined
  /** Kept once it is known what an earlier page has left. */
  readonly ready = new Promise<void>(resolve => (this.tellReady = resolve))
  private channel: BroadcastChannel | null = null

  constructor(
    private readonly subject: string,
    private readonly carryOut: (store: string, what: Deferred, key: string) => Promise<unknown>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Reads what an earlier page has left, and begins to send. */
  async start() {
    this.isStopped = false
    if (typeof BroadcastChannel !== 'undefined') {
      this.channel = new BroadcastChannel('packhouse-outbox')
      this.channel.onmessage = () => void this.read()
    }
    globalThis.addEventListener?.('online', this.wake)
    await this.read().finally(() => this.tellReady())
    this.wake()
  }

  stop() {
    this.isStopped = true
    clearTimeout(this.timer)
    globalThis.removeEventListener?.('online', this.wake)
    this.channel?.close()
    this.channel = null
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  readonly snapshot = () => this.state

  /** Is told of each entry that the API has carried out, before it leaves the outbox. */
  readonly onSent = (listener: Sent) => {
    this.sentListeners.add(listener)
    return () => void this.sentListeners.delete(listener)
  }

  /** Counts at once; it is safe on the device when the promise is kept, and does not count any more where that fails. */
  add(store: string, what: Deferred): Promise<void> {
    this.lastN = Math.max(this.now() * 1_000, this.lastN + 1)
    const entry: Entry = { n: this.lastN, key: newKey(), subject: this.subject, store, what, madeAt: this.now(), sentAt: null, refusal: null }
    this.unsaved.push(entry)
    this.generation += 1
    this.show({ waiting: [...this.state.waiting, entry] })
    const added = this.writing
      .then(async () => (await device()).add('outbox', entry))
      .then(
        () => this.saved(entry),
        error => {
          this.saved(entry)
          this.show({ waiting: this.state.waiting.filter(({ n }) => n !== entry.n) })
          throw error
        },
      )
    this.writing = added.catch(() => undefined)
    return added.then(() => {
      this.tellTabs()
      this.wake()
    })
  }

  private saved(entry: Entry) {
    this.unsaved = this.unsaved.filter(({ n }) => n !== entry.n)
  }

  /** Somebody has seen the refusal. */
  async dismiss(n: number) {
    await (await device()).delete('outbox', n)
    await this.read()
    this.tellTabs()
  }

  readonly wake = () => {
    clearTimeout(this.timer)
    if (this.isStopped || this.running) return
    this.running = this.drain().finally(() => {
      this.running = null
      // What came in after the last look, while nobody was running any more.
      if (!this.isStopped && !this.state.isOffline && this.state.waiting.length > 0) this.wake()
    })
  }

  private async drain() {
    await exclusively(async () => {
      await this.read()
      for (;;) {
        await this.writing
        const [first] = this.state.waiting
        if (!first || this.isStopped) return
        if (!(await this.send(first))) return
      }
    })
  }

  /** False where the rest has to wait. */
  private async send(entry: Entry): Promise<boolean> {
    if (entry.sentAt !== null && this.now() - entry.sentAt > KEY_LIVES_MS) {
      await this.refuse(entry, { title: '', detail: 'too_old', traceId: null })
      return true
    }
    if (entry.sentAt === null) await (await device()).put('outbox', { ...entry, sentAt: this.now() })
    try {
      const answer = await withinTime(this.carryOut(entry.store, entry.what, entry.key))
      this.generation += 1
      for (const listener of this.sentListeners) await listener(entry, answer)
      await (await device()).delete('outbox', entry.n)
      this.pause = FIRST_PAUSE_MS
      this.show({ waiting: this.state.waiting.filter(({ n }) => n !== entry.n), isOffline: false })
      this.tellTabs()
      return true
    } catch (error) {
      const problem = Problem.from(error)
      if (!mustWait(problem)) {
        await this.refuse(entry, { title: problem.title, detail: problem.detail, traceId: problem.traceId })
        return true
      }
      this.show({ waiting: this.state.waiting.map(it => (it.n === entry.n ? { ...it, sentAt: it.sentAt ?? this.now() } : it)), isOffline: true })
      if (!this.isStopped) this.timer = setTimeout(this.wake, this.pause)
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS)
      return false
    }
  }

  private async refuse(entry: Entry, refusal: Refusal) {
    await (await device()).put('outbox', { ...entry, refusal })
    await this.read()
    this.tellTabs()
  }

  private async read() {
    const mine = (await (await device()).getAll('outbox')).filter(({ subject }) => subject === this.subject)
    const unsaved = this.unsaved.filter(({ n }) => !mine.some(entry => entry.n === n))
    this.show({ waiting: [...mine.filter(({ refusal }) => !refusal), ...unsaved], refused: mine.filter(({ refusal }) => refusal) })
  }

  private show(part: Partial<OutboxState>) {
    this.state = { ...this.state, ...part }
    for (const listener of this.listeners) listener()
  }

  private tellTabs() {
    this.channel?.postMessage(null)
  }
}

/** Nobody knows yet, or the API asked to come again: the same key goes with the next attempt. Signed out counts too; the work is not lost. */
const mustWait = (problem: Problem) => problem.isUndecided || problem.code === 'changed' || problem.status === 429 || problem.status === 401

/** A connection that neither works nor breaks is one that does not work. */
function withinTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(Problem.unreachable()), GIVE_UP_WAITING_MS)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** Of several tabs one sends at a time. Where locks are missing, the keys still see to it that nothing is done twice. */
const exclusively = (run: () => Promise<void>) =>
  globalThis.navigator?.locks ? globalThis.navigator.locks.request('packhouse-outbox', run) : run()
