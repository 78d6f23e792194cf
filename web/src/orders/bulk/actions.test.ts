import { expect, it } from 'vitest'
import type { ActedOrder } from '../../api/types'
import { slices, undoOf } from './actions'

const acted = (order: string, outcome: ActedOrder['outcome'], lifted: ActedOrder['lifted'] = []): ActedOrder => ({ order, reference: order, outcome, lifted })

it('many are sent in calls of a bounded size, none twice and none left out', () => {
  const orders = Array.from({ length: 1_201 }, (_, n) => `o${n}`)
  expect(slices(orders).map(slice => slice.length)).toEqual([500, 500, 201])
  expect(slices(orders).flat()).toEqual(orders)
  expect(slices([])).toEqual([])
})

it('only those that were put on hold are let go again', () => {
  const items = [acted('a', 'done'), acted('b', 'unchanged'), acted('c', 'refused'), acted('d', 'done')]
  expect(undoOf({ action: 'hold', hold: 'address' }, items)).toEqual([{ action: 'release_hold', hold: 'address', orders: ['a', 'd'] }])
  expect(undoOf({ action: 'hold', hold: 'address' }, [acted('b', 'unchanged')])).toEqual([])
})

it('lifted holds are put again, each with its reason and note', () => {
  const items = [
    acted('a', 'done', [{ hold: 'fraud', note: '' }, { hold: 'address', note: 'call' }]),
    acted('b', 'done', [{ hold: 'fraud', note: '' }]),
    acted('c', 'refused'),
  ]
  expect(undoOf({ action: 'release_hold' }, items)).toEqual([
    { action: 'hold', hold: 'fraud', note: '', orders: ['a', 'b'] },
    { action: 'hold', hold: 'address', note: 'call', orders: ['a'] },
  ])
})

it('what is cancelled or released stays so', () => {
  expect(undoOf({ action: 'cancel', reason: 'x' }, [acted('a', 'done')])).toEqual([])
  expect(undoOf({ action: 'release' }, [acted('a', 'done')])).toEqual([])
})
