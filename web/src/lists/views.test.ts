import { beforeEach, expect, it, vi } from 'vitest'
import { preferences } from '../layout/preferences'
import { hiddenColumns, isSameFilter, views } from './views'

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => kept.set(name, value) })
})

it('a view is kept per person and list, and replaced under its name', () => {
  views.save('ann', 'orders', { name: 'Late', filter: { status: 'backordered' } })
  views.save('ann', 'orders', { name: 'Late', filter: { status: 'on_hold' } })
  views.save('bob', 'orders', { name: 'Mine', filter: {} })
  expect(views.of('ann', 'orders')).toEqual([{ name: 'Late', filter: { status: 'on_hold' } }])
  expect(views.of('ann', 'stock')).toEqual([])
  views.remove('ann', 'orders', 'Late')
  expect(views.of('ann', 'orders')).toEqual([])
  expect(views.of('bob', 'orders').length).toBe(1)
})

it('what storage holds of other kinds is nothing', () => {
  preferences.write('hidden.ann.orders', '{"a":')
  expect(hiddenColumns.of('ann', 'orders')).toEqual([])
})

it('filters are the same whatever their order', () => {
  expect(isSameFilter({ a: '1', b: '2' }, { b: '2', a: '1' })).toBe(true)
  expect(isSameFilter({ a: '1' }, {})).toBe(false)
})
