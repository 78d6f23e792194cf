import { describe, expect, it } from 'vitest'
import { CognitoError, type Cognito, type Tokens } from './cognito'
import { IDLE_MS, Session } from './session'

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
