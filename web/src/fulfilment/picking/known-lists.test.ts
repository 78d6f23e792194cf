import 'fake-indexeddb/auto'
import { beforeEach, expect, it } from 'vitest'
import { known } from '../../outbox/device'
import type { Order } from '../../api/types'
import type { Deferred } from '../../outbox/deferred'
import { countInKnownLists, pickListName, type PickList } from './known-lists'

const list = (order: string): PickList => ({
  orders: [order], releasedAt: '', counted: [],
  lines: [{ location: 'A', sku: 'S', name: '', order, reference: '', line: 1, quantity: 5, picked: 0 }],
})
const pick = (order: string): Deferred => ({ kind: 'pick', order, reference: '', line: 1, sku: 'S', quantity: 2 })
const pickedOf = async (store: string, batch: string) => (await known.read<PickList>(pickListName(store, batch)))?.lines[0]?.picked

beforeEach(async () => {
  await known.forget()
  await known.write(pickListName('shop', 'b1'), list('o1'))
  await known.write(pickListName('shop', 'b2'), list('o2'))
  await known.write(pickListName('shop-2', 'b1'), list('o1'))
})

it('a pick is counted in the list of its order and store alone', async () => {
  await countInKnownLists({ key: 'k1', store: 'shop', what: pick('o1') }, null)
  expect([await pickedOf('shop', 'b1'), await pickedOf('shop', 'b2'), await pickedOf('shop-2', 'b1')]).toEqual([2, 0, 0])
})

it('it is counted once, however often it is heard of', async () => {
  for (const key of ['k1', 'k1', 'k2']) await countInKnownLists({ key, store: 'shop', what: pick('o1') }, null)
  expect(await pickedOf('shop', 'b1')).toBe(4)
})

/** The order as the API answers a short pick. */
const answered = (released: number, picked: number) => ({ id: 'o1', lines: [{ line: 1, released, picked, packed: 0 }] }) as unknown as Order
const short: Deferred = { kind: 'short_pick', order: 'o1', reference: '', line: 1, sku: 'S', missing: 2 }
const kept = async () => (await known.read<PickList>(pickListName('shop', 'b1'))) as PickList

it('of a short pick the answer counts: what was found in other stock is still to be taken, and named', async () => {
  await countInKnownLists({ key: 'k1', store: 'shop', what: short }, answered(4, 0))
  expect((await kept()).lines[0]?.quantity).toBe(4)
  expect((await kept()).found).toEqual([{ order: 'o1', line: 1, units: 1 }])
  await countInKnownLists({ key: 'k1', store: 'shop', what: short }, answered(4, 0))
  expect((await kept()).found).toHaveLength(1)
})

it('what was not found anywhere is wanted no more', async () => {
  await countInKnownLists({ key: 'k0', store: 'shop', what: pick('o1') }, null)
  await countInKnownLists({ key: 'k1', store: 'shop', what: short }, answered(1, 2))
  expect(await kept()).toMatchObject({ lines: [{ quantity: 3, picked: 2 }], found: [] })
})
