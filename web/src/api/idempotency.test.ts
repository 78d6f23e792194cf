import { describe, expect, it } from 'vitest'
import { Keyring, newKey } from './idempotency'
import { Problem } from './problem'

const refusal = (status: number, code = 'refused') => new Problem(status, code, '', '', null, [])

/** Makes attempts, each with the answer it gets, and tells the keys they had. */
async function keysOf(attempts: [input: unknown, answer: Problem | null][]) {
  let n = 0
  const keyring = new Keyring(() => `key-${++n}`)
  const keys: string[] = []
  for (const [input, answer] of attempts)
    await keyring
      .attempt(input, async key => {
        keys.push(key)
        if (answer) throw answer
      })
      .catch(() => undefined)
  return keys
}

describe('the key of a command', () => {
  it('stays when nobody knows what became of the first attempt', async () => {
    expect(await keysOf([['a', Problem.unreachable()], ['a', refusal(503)], ['a', refusal(409, 'in_progress')], ['a', null]])).toEqual(['key-1', 'key-1', 'key-1', 'key-1'])
  })

  it('changes with the body, after a refusal, and after success', async () => {
    expect(await keysOf([['a', Problem.unreachable()], ['b', refusal(422)], ['b', null], ['b', null]])).toEqual(['key-1', 'key-2', 'key-3', 'key-4'])
  })

  it('is there for a command that says nothing', async () => {
    expect(await keysOf([[undefined, Problem.unreachable()], [undefined, null], [undefined, null]])).toEqual(['key-1', 'key-1', 'key-2'])
  })

  it('is 128 random bits', () => {
    expect(newKey()).toMatch(/^[0-9a-f]{32}$/)
    expect(newKey()).not.toBe(newKey())
  })
})
