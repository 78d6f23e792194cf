import { describe, expect, it } from 'vitest'
import type { Import } from '../api/types'
import { importsOf, waitingOf, waitingSince } from './rejected'

const made = (id: string, rejected: number, part: Partial<Import> = {}) =>
  ({ id, dry_run: false, source: 'api', received_at: `2026-12-0${id}T10:00:00Z`, orders: { total: 9, accepted: 9 - rejected, rejected, duplicate: 0, cancellations: 0 }, mended: { rows: 0, orders: 0 }, ...part }) as Import

describe('orders that wait to be put right', () => {
  it('are the rejected ones that nobody has put right yet', () => {
    expect(waitingOf(made('1', 5, { mended: { rows: 4, orders: 3 } }))).toBe(2)
    expect(waitingOf(made('1', 5, { dry_run: true }))).toBe(0)
    expect(waitingOf(made('1', 5, { source: 'correction' }))).toBe(0)
  })

  it('are found in the list of imports', async () => {
    const asked: unknown[] = []
    const list = importsOf(async query => {
      asked.push(query)
      return { items: [made('3', 0), made('2', 1), made('1', 2, { mended: { rows: 2, orders: 2 } })], next: 'on' }
    })
    expect(await list({ which: 'rejected', limit: 50 })).toMatchObject({ items: [{ id: '2' }], next: 'on' })
    expect((await list({ limit: 50 })).items.length).toBe(3)
    expect(asked).toEqual([{ limit: 200 }, { limit: 50 }])
  })

  it('are summed over some days, where the list reaches over them', () => {
    const lately = (it: Import) => it.received_at >= '2026-12-02'
    const items = [made('3', 4, { mended: { rows: 1, orders: 1 } }), made('2', 0), made('1', 7)]
    expect(waitingSince({ items, next: 'on' }, lately)).toEqual({ imports: 1, orders: 3 })
    expect(waitingSince({ items: items.slice(0, 2), next: 'on' }, lately)).toBeNull()
    expect(waitingSince({ items: [], next: null }, lately)).toEqual({ imports: 0, orders: 0 })
  })
})
