/** What the fake API is asked, and how it answers. */
export type Answer = { status: number; body?: unknown }

export type Call = { method: string; path: string; query: URLSearchParams; ifMatch: string | undefined; actAs: string | undefined; body: () => unknown; bytes: number }

export const ok = (body: unknown): Answer => ({ status: 200, body })

export const found = (body: unknown): Answer => (body ? ok(body) : problem(404, 'not_found', 'Not found', 'It does not exist, or it is not yours.'))

export function problem(status: number, code: string, title: string, detail: string, errors: { pointer: string; detail: string }[] = []): Answer {
  return { status, body: { type: `https://packhouse.example/problems#${code}`, title, status, detail, code, trace_id: '1-67a2b0c4-5f1e2d3c4b5a69788796a5b4', errors } }
}
