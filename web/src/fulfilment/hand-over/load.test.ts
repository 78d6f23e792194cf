import { expect, it } from 'vitest'
import type { Order } from '../../api/types'
import { judgeLoad, loadsOf, nUntracked } from './load'

const order = (id: string, parcels: { number: number; tracking_number: string | null; shipped_at?: string }[]) =>
  ({ id, reference: id.toUpperCase(), consignee: 'Ada', parcels }) as unknown as Order

const loads = loadsOf([
  order('a', [{ number: 1, tracking_number: 'RM100200300GB' }, { number: 2, tracking_number: 'RM100200301GB' }]),
  order('b', [{ number: 1, tracking_number: null }, { number: 2, tracking_number: 'X', shipped_at: '2026-01-01T00:00:00Z' }]),
])

it('what has left already is not loaded again', () => {
  expect(loads.map(({ key }) => key)).toEqual(['a 1', 'a 2', 'b 1'])
})

it('a tracking number names its parcel, also inside a longer code', () => {
  expect(judgeLoad(loads, new Set(), 'rm100200301gb')).toMatchObject({ kind: 'loaded', load: { key: 'a 2' } })
  expect(judgeLoad(loads, new Set(), '%0SW1A1AARM100200301GB')).toMatchObject({ kind: 'loaded', load: { key: 'a 2' } })
})

it('an order’s code names its next parcel, then says that all are there', () => {
  expect(judgeLoad(loads, new Set(['a 1']), 'A')).toMatchObject({ kind: 'loaded', load: { key: 'a 2' } })
  expect(judgeLoad(loads, new Set(['a 1', 'a 2']), 'A').kind).toBe('again')
})

it('what is not on the manifest stays on the ground', () => {
  expect(judgeLoad(loads, new Set(), 'RM999999999GB')).toEqual({ kind: 'stranger' })
})

it('parcels without a tracking number are counted', () => {
  expect(nUntracked(loads)).toBe(1)
})
