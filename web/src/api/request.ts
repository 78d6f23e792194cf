import { Problem } from './problem'

export type Query = Record<string, string | number | null | undefined>

export type RequestOptions = {
  query?: Query
  body?: unknown
  idempotencyKey?: string
  signal?: AbortSignal
}

export type SendRequest = <Answer>(method: string, path: string, options?: RequestOptions) => Promise<Answer>

/** What the API needs to know of the signed-in person. */
export type Bearer = {
  token: () => Promise<string>
  refresh: () => Promise<string>
}

/** JSON in, JSON out. A `Blob` as body goes as it is. An expired token is renewed once, silently. */
export function createRequest(base: string, bearer: Bearer): SendRequest {
  async function send(method: string, path: string, options: RequestOptions, token: string) {
    const headers = new Headers({ authorization: `Bearer ${token}`, accept: 'application/json' })
    if (options.idempotencyKey) headers.set('idempotency-key', options.idempotencyKey)
    const isRaw = options.body instanceof Blob
    if (options.body !== undefined && !isRaw) headers.set('content-type', 'application/json')
    try {
      return await fetch(base + path + queryString(options.query), {
        method,
        headers,
        body: isRaw ? (options.body as Blob) : options.body === undefined ? null : JSON.stringify(options.body),
        signal: options.signal ?? null,
      })
    } catch (error) {
      if (options.signal?.aborted) throw error
      throw Problem.unreachable()
    }
  }

  return async function request<Answer>(method: string, path: string, options: RequestOptions = {}) {
    let response = await send(method, path, options, await bearer.token())
    if (response.status === 401) response = await send(method, path, options, await bearer.refresh())
    if (!response.ok) throw await Problem.fromResponse(response)
    return (response.status === 204 ? undefined : await response.json()) as Answer
  }
}

export function queryString(query: Query = {}) {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}
