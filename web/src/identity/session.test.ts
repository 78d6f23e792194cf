import { describe, expect, it } from 'vitest'
import { CognitoError, type Cognito, type Tokens } from './cognito'
import { IDLE_MS, Session } from './session'
import type { Channel } from './tabs'

const tokens = (expiresAt: number, idToken = 'id'): Tokens => ({ idToken, accessToken: 'access', refreshToken: 'refresh', expiresAt })

function storage() {
  const items = new Map<string, string>()
  return { getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value), removeItem: (key: string) => void items.delete(key) }
}

function cognito(refresh: () => Promise<Tokens>) {
  let nRefreshed = 0
  const fake = {
    refresh: async () => {
      nRefreshed += 1
      return refresh()
    },
    revoke: async () => undefined,
  } as unknown as Cognito
  return { fake, nRefreshed: () => nRefreshed }
}

describe('a session', () => {
  it('gives the pool its own token for a new password and an authenticator, a fresh one', async () => {
    const asked: string[] = []
    const fake = {
      refresh: async () => ({ ...tokens(2_000_000, 'second'), accessToken: 'fresh' }),
      changePassword: async (...given: string[]) => void asked.push(given.join(' ')),
      associateFactor: async (token: string) => `secret for ${token}`,
      confirmFactor: async (...given: string[]) => void asked.push(given.join(' ')),
    } as unknown as Cognito
    const session = new Session(fake, storage(), () => 950_000)
    session.begin(tokens(1_000_000))
    await session.changePassword('old', 'new')
    expect(await session.authenticator.begin()).toBe('secret for fresh')
    await session.authenticator.confirm('123456')
    expect(asked).toEqual(['fresh old new', 'fresh 123456'])
  })

  it('uses its token until a minute before it expires, then renews once for all who ask', async () => {
    let now = 0
    const pool = cognito(async () => tokens(2_000_000, 'second'))
    const session = new Session(pool.fake, storage(), () => now)
    session.begin(tokens(1_000_000, 'first'))
    expect(await session.token()).toBe('first')
    now = 950_000
    expect(await Promise.all([session.token(), session.token(), session.token()])).toEqual(['second', 'second', 'second'])
    expect(pool.nRefreshed()).toBe(1)
  })

  it('survives a reload of the page and ends when the pool refuses to renew it', async () => {
    const kept = storage()
    const pool = cognito(async () => Promise.reject(new CognitoError('NotAuthorizedException', '')))
    new Session(pool.fake, kept, () => 0).begin(tokens(10))
    const reloaded = new Session(pool.fake, kept, () => 0)
    expect(reloaded.isSignedIn()).toBe(true)
    await expect(reloaded.token()).rejects.toMatchObject({ code: 'signed_out' })
    expect(reloaded.isSignedIn()).toBe(false)
    expect(new Session(pool.fake, kept).isSignedIn()).toBe(false)
  })

  it('remembers for whom somebody acts over a reload, and forgets it with the session', () => {
    const kept = storage()
    const pool = cognito(async () => tokens(20))
    const session = new Session(pool.fake, kept, () => 0)
    session.begin(tokens(10))
    session.actFor('cleo')
    const reloaded = new Session(pool.fake, kept, () => 0)
    expect(reloaded.actingFor()).toBe('cleo')
    reloaded.end()
    expect(reloaded.actingFor()).toBe(null)
    const next = new Session(pool.fake, kept, () => 0)
    next.actFor('cleo')
    next.begin(tokens(10))
    expect(new Session(pool.fake, kept, () => 0).actingFor()).toBe(null)
  })

  it('does not end because the network is away', async () => {
    const session = new Session(cognito(async () => Promise.reject(new CognitoError('Unreachable', ''))).fake, storage(), () => 0)
    session.begin(tokens(10))
    await expect(session.token()).rejects.toMatchObject({ code: 'unreachable' })
    expect(session.isSignedIn()).toBe(true)
  })

  it('ends when nobody touches anything for an hour, renewed or not, and not while somebody does', async () => {
    let now = 0
    const kept = storage()
    const pool = cognito(async () => tokens(now + 1_800_000, 'renewed'))
    const session = new Session(pool.fake, kept, () => now)
    session.begin(tokens(1_800_000))
    now = IDLE_MS
    expect(await session.token()).toBe('renewed')
    session.touch()
    now = 2 * IDLE_MS
    expect(await session.token()).toBe('renewed')
    now += 1
    const reloaded = new Session(pool.fake, kept, () => now)
    reloaded.touch()
    await expect(reloaded.token()).rejects.toMatchObject({ code: 'signed_out' })
    await expect(session.token()).rejects.toMatchObject({ code: 'signed_out' })
    expect(session.isSignedIn()).toBe(false)
  })
})

/** Tabs of one browser: what one says, the others hear. */
function browser(now: () => number) {
  const channels: Channel[] = []
  const revoked: string[] = []
  const pool = { refresh: async () => tokens(now() + 1_800_000, 'renewed'), revoke: async (token: string) => void revoked.push(token) } as unknown as Cognito
  const tab = (kept = storage()) => {
    const channel: Channel = {
      onmessage: null,
      postMessage: message => channels.filter(other => other !== channel).forEach(other => other.onmessage?.({ data: structuredClone(message) } as MessageEvent)),
    }
    channels.push(channel)
    return new Session(pool, kept, now, channel)
  }
  return { tab, revoked }
}

describe('a session in several tabs', () => {
  it('is had by a tab that opens beside one that is signed in, and by none beside one that is not', async () => {
    const { tab } = browser(() => 0)
    const first = tab()
    const early = tab()
    await early.join()
    expect(early.isSignedIn()).toBe(false)
    first.begin(tokens(1_000_000, 'first'))
    const kept = storage()
    const second = tab(kept)
    await second.join()
    expect(await second.token()).toBe('first')
    expect(second.actingFor()).toBe(null)
    expect(tab(kept).isSignedIn()).toBe(true)
  })

  it('acts where the tab acts that somebody touched last', async () => {
    let now = 0
    const { tab } = browser(() => now)
    const own = tab()
    own.begin(tokens(1_000_000))
    const acting = tab()
    await acting.join()
    acting.actFor('cleo')
    now = 5_000
    acting.touch()
    const besideActing = tab()
    await besideActing.join()
    expect(besideActing.actingFor()).toBe('cleo')
    now = 6_000
    own.touch()
    const besideOwn = tab()
    await besideOwn.join()
    expect(besideOwn.actingFor()).toBe(null)
  })

  it('ends in all of them when somebody leaves one, and is revoked once', async () => {
    const { tab, revoked } = browser(() => 0)
    const first = tab()
    first.begin(tokens(1_000_000))
    const second = tab()
    await second.join()
    const other = tab()
    other.begin({ ...tokens(1_000_000), refreshToken: 'somebody else’s' })
    second.end()
    expect([first.isSignedIn(), second.isSignedIn(), other.isSignedIn()]).toEqual([false, false, true])
    expect(revoked).toEqual(['refresh'])
  })

  it('stays while somebody touches one of its tabs, and ends in all an hour after the last touch', async () => {
    let now = 0
    const { tab } = browser(() => now)
    const used = tab()
    used.begin(tokens(1_800_000))
    const forgotten = tab()
    await forgotten.join()
    now = IDLE_MS / 2
    used.touch()
    now = IDLE_MS + 1
    expect(await forgotten.token()).toBe('renewed')
    now = IDLE_MS * 1.5 + 1
    const late = tab()
    await late.join()
    expect(late.isSignedIn()).toBe(false)
    await expect(forgotten.token()).rejects.toMatchObject({ code: 'signed_out' })
    expect(used.isSignedIn()).toBe(false)
  })
})
