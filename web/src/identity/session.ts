import { Problem } from '../api/problem'
import { CognitoError, type Cognito, type Tokens } from './cognito'
import { Tabs, type Channel, type Shared } from './tabs'

const STORAGE_KEY = 'packhouse.session'
const ACTIVE_KEY = 'packhouse.active'
const ACTING_KEY = 'packhouse.acting'
const RENEW_BEFORE_MS = 60_000

/** Whoever touches nothing for so long has gone, and the screen may be anybody's. docs/security.md, "Sessions", says why an hour. */
export const IDLE_MS = 60 * 60_000
const NOTE_EVERY_MS = 10_000

/**
 * The tokens of this browser tab. They live in `sessionStorage`: a reload keeps them, closing the tab forgets them, and so does an hour in which
 * nobody touches anything. A tab that opens beside one that is signed in has its session, and all that have it leave together.
 */
export class Session {
  private tokens: Tokens | null
  private activeAt: number
  private touchedAt: number
  private acting: string | null
  private renewal: Promise<string> | null = null
  private readonly listeners = new Set<() => void>()
  private readonly tabs: Tabs | null

  constructor(
    private readonly cognito: Cognito,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = sessionStorage,
    private readonly now: () => number = Date.now,
    channel: Channel | null = null,
  ) {
    this.tokens = parse(storage.getItem(STORAGE_KEY))
    this.acting = storage.getItem(ACTING_KEY)
    this.activeAt = Number(storage.getItem(ACTIVE_KEY) ?? now())
    this.touchedAt = this.activeAt
    this.tabs = channel && new Tabs(channel, { session: this.shared, over: this.isOver })
  }

  /** Takes the session of another tab, where this one has none: of several the one that somebody touched last, for there the new tab was opened. */
  async join() {
    if (this.tokens || !this.tabs) return
    const [session] = await this.tabs.ask()
    if (!session || this.tokens) return
    this.actFor(session.acting)
    this.note(session.activeAt)
    this.keep(session.tokens)
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  readonly isSignedIn = () => this.tokens !== null

  /** The client's person for whom somebody of the house acts in this tab. */
  readonly actingFor = () => this.acting

  /** What was read as one is never shown to the other: whoever calls this loads the portal anew. */
  readonly actFor = (subject: string | null) => {
    this.acting = subject
    if (subject === null) this.storage.removeItem(ACTING_KEY)
    else this.storage.setItem(ACTING_KEY, subject)
  }

  begin(tokens: Tokens) {
    this.actFor(null)
    this.note(this.now())
    this.keep(tokens)
  }

  /** Somebody is there. */
  readonly touch = () => {
    const now = this.now()
    if (this.isIdle()) return
    this.touchedAt = now
    if (now - this.activeAt > NOTE_EVERY_MS) this.note(now)
  }

  readonly end = () => {
    const refreshToken = this.tokens?.refreshToken
    this.forget()
    if (!refreshToken) return
    this.tabs?.over(refreshToken)
    void this.cognito.revoke(refreshToken).catch(() => undefined)
  }

  readonly token = async () => {
    if (this.tokens && this.isIdle()) await this.lookBeside()
    if (!this.tokens) throw signedOut()
    return this.tokens.expiresAt - RENEW_BEFORE_MS > this.now() ? this.tokens.idToken : this.refresh()
  }

  /** Many requests may find the token expired at once; one renewal serves them all. */
  readonly refresh = () => {
    this.renewal ??= this.renew().finally(() => {
      this.renewal = null
    })
    return this.renewal
  }

  /** The pool wants the token that it gave out for itself; a fresh one, because somebody may have sat there for long. */
  readonly changePassword = async (current: string, proposed: string) => void (await this.cognito.changePassword(await this.accessToken(), current, proposed))

  /** Whoever needs an authenticator and has none registers it while they are signed in. */
  readonly authenticator = {
    begin: async () => this.cognito.associateFactor(await this.accessToken()),
    confirm: async (code: string) => this.cognito.confirmFactor(await this.accessToken(), code),
  }

  private async accessToken() {
    await this.token()
    if (!this.tokens) throw signedOut()
    return this.tokens.accessToken
  }

  private async renew() {
    if (!this.tokens) throw signedOut()
    try {
      const tokens = await this.cognito.refresh(this.tokens.refreshToken)
      this.keep(tokens)
      return tokens.idToken
    } catch (error) {
      if (error instanceof CognitoError && error.code === 'Unreachable') throw Problem.unreachable()
      this.end()
      throw signedOut()
    }
  }

  /** Whoever touches nothing here may be at work in another tab with the same session: then nobody has gone. */
  private async lookBeside() {
    const refreshToken = this.tokens?.refreshToken
    const [used] = (await this.tabs?.ask() ?? []).filter(({ tokens }) => tokens.refreshToken === refreshToken)
    if (used && this.tokens) this.note(used.activeAt)
    else this.end()
  }

  /** What another tab gets who asks; nothing where nobody is there. */
  private readonly shared = (): Shared | null => (this.tokens && !this.isIdle() ? { tokens: this.tokens, acting: this.acting, activeAt: this.touchedAt } : null)

  /** Another tab left with this very session, and has revoked it. The pool gives one refresh token for all of a session. */
  private readonly isOver = (refreshToken: string) => {
    if (this.tokens?.refreshToken === refreshToken) this.forget()
  }

  private forget() {
    this.tokens = null
    this.actFor(null)
    this.storage.removeItem(STORAGE_KEY)
    this.storage.removeItem(ACTIVE_KEY)
    this.tell()
  }

  private isIdle() {
    return this.now() - this.activeAt > IDLE_MS
  }

  private note(now: number) {
    this.activeAt = now
    this.touchedAt = now
    this.storage.setItem(ACTIVE_KEY, String(now))
  }

  private keep(tokens: Tokens) {
    this.tokens = tokens
    this.storage.setItem(STORAGE_KEY, JSON.stringify(tokens))
    this.tell()
  }

  private tell() {
    for (const listener of this.listeners) listener()
  }
}

/** The session of this tab, or else of one beside it. */
export async function openSession(cognito: Cognito) {
  const session = new Session(cognito, sessionStorage, Date.now, new BroadcastChannel(STORAGE_KEY))
  await session.join()
  return session
}

const signedOut = () => new Problem(401, 'signed_out', '', '', null, [])

function parse(stored: string | null): Tokens | null {
  if (!stored) return null
  try {
    return JSON.parse(stored) as Tokens
  } catch {
    return null
  }
}
