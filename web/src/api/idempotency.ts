import { Problem } from './problem'

/** 128 random bits. Not `randomUUID`, which browsers withhold from pages on plain HTTP. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * One command of one open dialog. Pressing the button again after a lost answer must repeat the first attempt, not make a second: the key stays
 * while the body stays and nobody has said what became of it.
 */
export class Keyring {
  private current: { body: string; key: string } | null = null

  constructor(private readonly generate: () => string = newKey) {}

  async attempt<Answer>(input: unknown, run: (key: string) => Promise<Answer>): Promise<Answer> {
    // A command without a body is one all the same.
    const body = input instanceof File ? `${input.name} ${input.size} ${input.lastModified}` : (JSON.stringify(input) ?? '')
    if (this.current?.body !== body) this.current = { body, key: this.generate() }
    try {
      const answer = await run(this.current.key)
      this.current = null
      return answer
    } catch (error) {
      if (!Problem.from(error).isUndecided) this.current = null
      throw error
    }
  }
}
