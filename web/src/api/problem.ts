/** What an API refusal says (RFC 9457), with what the browser itself can add: that nobody answered. */
export class Problem extends Error {
  override readonly name = 'Problem'

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly traceId: string | null,
    readonly errors: { pointer: string; detail: string }[],
  ) {
    super(detail || title)
  }

  /** The request may have been carried out although no answer came: the same key must go with the next attempt. */
  get isUndecided() {
    return this.status === 0 || this.status >= 500 || this.code === 'in_progress'
  }

  /** What is wrong with the parts of what was sent, where the problem's own sentence does not say it. */
  get moreErrors() {
    return this.errors.filter(({ detail }) => plain(detail) !== plain(this.detail))
  }

  static unreachable() {
    return new Problem(0, 'unreachable', '', '', null, [])
  }

  static async fromResponse(response: Response) {
    const body = await parseJson(response)
    return new Problem(
      response.status,
      text(body['code']) ?? `http_${response.status}`,
      text(body['title']) ?? '',
      text(body['detail']) ?? '',
      text(body['trace_id']),
      Array.isArray(body['errors']) ? body['errors'] : [],
    )
  }

  static from(error: unknown) {
    if (error instanceof Problem) return error
    const message = error instanceof Error ? error.message : String(error)
    return new Problem(-1, 'portal', '', message, null, [])
  }
}

async function parseJson(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json()
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** A sentence as it is compared: the API begins one with a small letter where it stands in a list, and without a full stop. */
const plain = (sentence: string) => sentence.trim().replace(/\.$/, '').toLowerCase()

const text = (value: unknown) => (typeof value === 'string' ? value : null)
