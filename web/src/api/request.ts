import { Problem } from './problem'

export type Query = Record<string, string | number | boolean | null | undefined>

export type RequestOptions = {
  query?: Query
  body?: unknown
  idempotencyKey?: string
  /** The version that was read, of an object that is edited. */
  ifMatch?: string
  signal?: AbortSignal
}

export type SendRequest = <Answer>(method: string, path: string, options?: RequestOptions) => Promise<Answer>

/** What the API needs to know of the signed-in person. */
export type Bearer = {
  token: () => Promise<string>
  refresh: () => Promise<string>
  /** For whom they act, if for anybody. */
  actingFor: () => string | null
}

const MAX_REMEMBERED = 200

/**
 * JSON in, JSON out. A `Blob` as body goes as it is. An expired token is renewed once, silently. What has an `ETag` is asked for anew only where
 * it has changed; else the very same object is answered again, so that nothing on the screen moves.
 */
export function createRequest(base: string, bearer: Bearer): SendRequest {
  const remembered = new Map<string, { tag: string; body: unknown }>()

  function remember(address: string, tag: string | null, body: unknown) {
    remembered.delete(address)
    if (!tag) return
    remembered.set(address, { tag, body })
    const [oldest] = remembered.keys()
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
  }

  async function send(method: string, path: string, options: RequestOptions, token: string) {
    const headers = new Headers({ authorization: `Bearer ${token}`, accept: 'application/json' })
    const client = bearer.actingFor()
    if (client !== null) headers.set('act-as', client)
    if (options.idempotencyKey) headers.set('idempotency-key', options.idempotencyKey)
    if (options.ifMatch) headers.set('if-match', `"${options.ifMatch}"`)
    const known = method === 'GET' ? remembered.get(path + queryString(options.query)) : undefined
    if (known) headers.set('if-none-match', known.tag)
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
    const address = path + queryString(options.query)
    const known = remembered.get(address)
    if (response.status === 304 && known) return known.body as Answer
    if (!response.ok) throw await Problem.fromResponse(response)
    // What is only on its way (202), or done (204), may be answered without a word.
    const text = await response.text()
    const body = (text === '' ? undefined : JSON.parse(text)) as Answer
    if (method === 'GET') remember(address, response.headers.get('etag'), body)
    return body
  }
}

export function queryString(query: Query = {}) {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}
