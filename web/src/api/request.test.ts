import { afterEach, describe, expect, it, vi } from 'vitest'
import { Problem } from './problem'
import { createRequest, queryString } from './request'

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })

const bearer = { token: async () => 'old', refresh: async () => 'new', actingFor: () => null }

afterEach(() => vi.unstubAllGlobals())

describe('a request', () => {
  it('is sent again once with a renewed token', async () => {
    const fetch = vi.fn(async (_: string, { headers }: { headers: Headers }) =>
      headers.get('authorization') === 'Bearer new' ? json(200, { ok: true }) : json(401, {}),
    )
    vi.stubGlobal('fetch', fetch)
    expect(await createRequest('/v1', bearer)('GET', '/me')).toEqual({ ok: true })
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  it('names for whom somebody acts, and nobody else', async () => {
    const named: (string | null)[] = []
    vi.stubGlobal('fetch', async (_: string, { headers }: { headers: Headers }) => {
      named.push(headers.get('act-as'))
      return json(200, {})
    })
    for (const actingFor of [() => null, () => 'cleo']) await createRequest('/v1', { ...bearer, actingFor })('GET', '/me')
    expect(named).toEqual([null, 'cleo'])
  })

  it('may be answered without a word', async () => {
    for (const status of [202, 204]) {
      vi.stubGlobal('fetch', async () => new Response(null, { status }))
      expect(await createRequest('/v1', bearer)('POST', '/x', { body: {} })).toBeUndefined()
    }
  })

  it('turns a refusal into a problem with its trace id and faults', async () => {
    const body = { title: 'Bad', detail: 'No such SKU.', code: 'invalid', trace_id: '1-2', errors: [{ pointer: '/sku', detail: 'unknown' }] }
    vi.stubGlobal('fetch', async () => json(422, body))
    const problem: Problem = await createRequest('/v1', bearer)('POST', '/x', { body: {} }).catch((error: Problem) => error) as Problem
    expect(problem).toMatchObject({ status: 422, code: 'invalid', detail: 'No such SKU.', traceId: '1-2', errors: body.errors })
    expect(problem.isUndecided).toBe(false)
  })

  it('is undecided where nobody answers, or not in JSON', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('failed')))
    const request = createRequest('/v1', bearer)
    expect(await request('GET', '/x').catch((error: Problem) => error.isUndecided)).toBe(true)
    vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }))
    expect(await request('GET', '/x').catch((error: Problem) => [error.code, error.isUndecided])).toEqual(['http_502', true])
  })
})

describe('what has an ETag', () => {
  it('is asked for under it, and is the very same object while nothing has changed', async () => {
    let tag = '"1"'
    const fetch = vi.fn(async (_: string, { headers }: { headers: Headers }) =>
      headers.get('if-none-match') === tag ? new Response(null, { status: 304 }) : new Response(JSON.stringify({ tag }), { status: 200, headers: { etag: tag } }),
    )
    vi.stubGlobal('fetch', fetch)
    const request = createRequest('/v1', bearer)
    const first = await request('GET', '/x')
    expect(await request('GET', '/x')).toBe(first)
    tag = '"2"'
    expect(await request('GET', '/x')).toEqual({ tag: '"2"' })
    expect(await request('GET', '/x', { query: { page: 1 } })).toEqual({ tag: '"2"' })
    expect(fetch.mock.calls.map(([, { headers }]) => headers.get('if-none-match'))).toEqual([null, '"1"', '"1"', null])
  })
})

it('a query leaves out what is not asked', () => {
  expect(queryString({ status: 'shipped', cursor: null, reference: '', sku: undefined, limit: 50 })).toBe('?status=shipped&limit=50')
  expect(queryString({})).toBe('')
})
