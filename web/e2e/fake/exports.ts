import type { Export, NewExport } from '../../src/api/types'
import { found, ok, problem, type Answer, type Call } from './answers'

/** Exports of a fake store: each is read in two steps, joined, and then a file of as many rows as the list has. */
export function createExports(later: (steps: (() => void)[]) => void) {
  const knownOf = new Map<string, Export[]>()
  return function operation(store: string, id: string | undefined, call: Call, nRows: (wanted: NewExport) => number | null, page: (items: Export[]) => unknown): Answer {
    const known = knownOf.get(store) ?? []
    knownOf.set(store, known)
    if (call.method === 'GET') return id ? found(known.find(it => it.id === id)) : ok(page(known.map(it => ({ ...it, url: null }))))
    const wanted = call.body() as NewExport
    const total = nRows(wanted)
    if (total === null) return problem(422, 'invalid', 'The content is not valid', '', [{ pointer: '/list', detail: 'There is no such list.' }])
    const now = Date.now()
    const begun: Export = {
      id: `exp_${now}`, list: wanted.list, format: wanted.format, file_name: `${store}-${wanted.list}-${new Date(now).toISOString().slice(0, 10)}.${wanted.format}`,
      asked_at: new Date(now).toISOString(), kept_until: new Date(now + 7 * 86_400_000).toISOString(), state: 'reading', rows: 0, bytes: null, failure: null, url: null,
    }
    known.unshift(begun)
    later([
      () => Object.assign(begun, { rows: Math.ceil(total / 2) }),
      () => Object.assign(begun, { state: 'joining', rows: total }),
      () => Object.assign(begun, { state: 'ready', bytes: total * 120 + 90, url: `/fake-file/${begun.file_name}` }),
    ])
    return { status: 202, body: begun }
  }
}
