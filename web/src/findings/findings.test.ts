import { expect, it } from 'vitest'
import type { Finding } from '../api/types'
import { finding, findings, isFreezing } from './findings'

const of = (id: string, change: Partial<Finding> = {}): Finding => ({
  id, rule: 'ledger', about: '', sentence: '', sku: 'A', order: null, import: null, reconciliation: null, found_at: '2026-01-01T00:00:00Z', state: 'open', repair: null, closed_at: null,
  closed_by: null, reason: null, ...change,
})

const ALL = [of('a', { state: 'repaired', found_at: '2026-01-09T00:00:00Z' }), of('b'), of('c', { found_at: '2026-01-02T00:00:00Z' }), of('d', { state: 'dismissed' })]

/** Two to a page, so that there is more than one. */
const lists = { listFindings: async ({ cursor }: { cursor?: string | number | null }) => ({ items: ALL.slice(Number(cursor ?? 0), Number(cursor ?? 0) + 2), next: Number(cursor ?? 0) + 2 < ALL.length ? String(Number(cursor ?? 0) + 2) : null }) }

it('open ones come first, then the newest, from all pages', async () => {
  expect((await findings(lists)).items.map(({ id }) => id)).toEqual(['c', 'b', 'a', 'd'])
})

it('they are narrowed by their state', async () => {
  expect((await findings(lists, { state: 'dismissed' })).items.map(({ id }) => id)).toEqual(['d'])
})

it('one is found on whichever page it stands, or is not there', async () => {
  expect((await finding(lists, 'd')).id).toBe('d')
  await expect(finding(lists, 'z')).rejects.toMatchObject({ status: 404 })
})

it.each<[string, Partial<Finding>, boolean]>([
  ['an open finding about stock', {}, true],
  ['a closed one', { state: 'repaired' }, false],
  ['stock that lies idle', { rule: 'idle_stock' }, false],
  ['an order', { sku: null, order: 'ord_1', rule: 'lines' }, true],
  ['a file', { sku: null, import: 'imp_1', rule: 'rows' }, false],
])('%s stops its subject: %#', (_, change, expected) => {
  expect(isFreezing(of('a', change))).toBe(expected)
})
