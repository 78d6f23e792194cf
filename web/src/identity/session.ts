import { Problem } from '../api/problem'
import { CognitoError, type Cognito, type Tokens } from './cognito'

const STORAGE_KEY = 'packhouse.session'
const ACTIVE_KEY = 'packhouse.active'
const ACTING_KEY = 'packhouse.acting'
const RENEW_BEFORE_MS = 60_000

/** Whoever touches nothing for so long has gone, and the screen may be anybody's. docs/security.md, "Sessions", says why an hour. */
export const IDLE_MS = 60 * 60_000
const NOTE_EVERY_MS = 10_000

/**
 * The tokens of this browser tab. They live in `sessionStorage`: a reload keeps them, closing the tab forgets them, and so does an hour in which
 * nobody touches anything.
 */
export class Session {
  private tokens: Tokens | null
  private activeAt: number
  private acting: string | null
  private renewal: Promise<string> | null = null
  private readonly listeners = new Set<() => void>()

  constructor(
    private readonly cognito: Cognito,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = sessionStorage,
    private readonly now: () => number = Date.now,
  ) {
    this.tokens = parse(storage.getItem(STORAGE_KEY))
    this.acting = storage.getItem(ACTING_KEY)
    this.activeAt = Number(storage.getItem(ACTIVE_KEY) ?? now())
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
    if (now - this.activeAt > NOTE_EVERY_MS && !this.isIdle()) this.note(now)
  }

  readonly end = () => {
    const refreshToken = this.tokens?.refreshToken
    this.tokens = null
    this.actFor(null)
    this.storage.removeItem(STORAGE_KEY)
    this.storage.removeItem(ACTIVE_KEY)
    this.tell()
    if (refreshToken) void this.cognito.revoke(refreshToken).catch(() => undefined)
  }

  readonly token = async () => {
    if (this.tokens && this.isIdle()) this.end()
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

  private isIdle() {
    return this.now() - this.activeAt > IDLE_MS
  }

  private note(now: number) {
    this.activeAt = now
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

const signedOut = () => new Problem(401, 'signed_out', '', '', null, [])

function parse(stored: string | null): Tokens | null {
  if (!stored) return null
  try {
    return JSON.parse(stored) as Tokens
  } catch {
    return null
  }
}
