import { describe, expect, it } from 'vitest'
import type { Board, StoreSummary } from '../api/types'
import { countOf, filterOf, oldestOf, rowsOf, storesOf, sum } from './board'

const store = (id: string): StoreSummary => ({ id, name: id, time_zone: 'Europe/London', currency: 'GBP', locale: 'en' })

const board = (late: number, next: number): Board => ({
  as_of: '2026-06-10T10:00:00Z', at_least: false, open_findings: null,
  cut_offs: [
    { when: 'late', due_from: null, due_to: '2026-06-10T09:00:00Z', orders: late, services: late ? [{ service: 'express', orders: late, work: [{ work: 'waiting', orders: late }], holds: [] }] : [] },
    { when: 'next', due_from: '2026-06-10T11:00:00Z', due_to: '2026-06-10T11:00:00Z', orders: next, services: [{ service: 'standard', orders: next, work: [{ work: 'ready', orders: next }], holds: [] }] },
  ],
})

describe('the board of several stores', () => {
  const boards = [
    { store: store('a'), board: board(2, 3), hasFailed: false },
    { store: store('b'), board: board(0, 5), hasFailed: false },
    { store: store('c'), board: undefined, hasFailed: true },
  ]

  it('has the rows of each store that was counted', () => {
    expect(rowsOf(boards, 'next').map(row => [row.store.id, row.service.orders])).toEqual([['a', 3], ['b', 5]])
    expect(rowsOf(boards, 'late').map(row => row.store.id)).toEqual(['a'])
    expect(rowsOf(boards, 'later')).toEqual([])
    expect(sum(rowsOf(boards, 'next'))).toBe(8)
  })

  it('names the order that was placed first of all', () => {
    const order = (reference: string, placed_at: string) => ({ order: `ord_${reference}`, reference, placed_at })
    expect(oldestOf([{ store: store('a'), order: order('1', '2026-06-09T10:00:00Z') }, { store: store('b'), order: order('2', '2026-06-01T10:00:00Z') }, { store: store('c'), order: null }])?.order.reference).toBe('2')
    expect(oldestOf([{ store: store('a'), order: undefined }])).toBeNull()
    expect(storesOf(rowsOf(boards, 'next')).map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('leads to the list that a figure counts', () => {
    const [late] = rowsOf(boards, 'late')
    expect(late && countOf(late, 'waiting')).toBe(2)
    expect(late && countOf(late, 'ready')).toBe(0)
    expect(late && filterOf(late, { work: 'waiting' })).toEqual({ work: 'waiting', service: 'express', due_to: '2026-06-10T09:00:00Z' })
    expect(late && filterOf(late)).toEqual({ service: 'express', due_to: '2026-06-10T09:00:00Z' })
  })
})
