import type { Tokens } from './cognito'

/** A session as one tab has it: who is signed in, in whose place, and when they last touched anything there. */
export type Shared = { tokens: Tokens; acting: string | null; activeAt: number }

type Message = { kind: 'ask'; asking: string } | { kind: 'answer'; asking: string; session: Shared } | { kind: 'over'; refreshToken: string }

/** What carries messages to the other tabs, and never to the tab that sends them: a `BroadcastChannel`. */
export type Channel = { postMessage: (message: unknown) => void; onmessage: ((event: MessageEvent) => void) | null }

/** Nobody waits longer for a tab that is not there. */
const PATIENCE_MS = 200
/** So long after the first answer others are waited for. */
const OTHERS_MS = 50

/**
 * The other tabs of this browser, at this address. What is said between them is heard by none but them, and stays nowhere: a tab that opens asks for the
 * session of one that is signed in, and a session that ends in one tab ends in all that have it.
 */
export class Tabs {
  private readonly waiting = new Map<string, (session: Shared) => void>()

  constructor(
    private readonly channel: Channel,
    private readonly own: { session: () => Shared | null; over: (refreshToken: string) => void },
  ) {
    channel.onmessage = ({ data }) => this.hear(data as Message)
  }

  /** The sessions of the others, the one that somebody touched last first. */
  async ask(): Promise<Shared[]> {
    const asking = crypto.randomUUID()
    const answers: Shared[] = []
    await new Promise<void>(done => {
      setTimeout(done, PATIENCE_MS)
      this.waiting.set(asking, session => {
        answers.push(session)
        setTimeout(done, OTHERS_MS)
      })
      this.say({ kind: 'ask', asking })
    })
    this.waiting.delete(asking)
    return answers.sort((one, other) => other.activeAt - one.activeAt)
  }

  over(refreshToken: string) {
    this.say({ kind: 'over', refreshToken })
  }

  private hear(message: Message) {
    if (message.kind === 'answer') this.waiting.get(message.asking)?.(message.session)
    else if (message.kind === 'over') this.own.over(message.refreshToken)
    else {
      const session = this.own.session()
      if (session) this.say({ kind: 'answer', asking: message.asking, session })
    }
  }

  private say(message: Message) {
    this.channel.postMessage(message)
  }
}
