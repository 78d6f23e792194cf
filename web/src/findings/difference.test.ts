import { describe, expect, it } from 'vitest'
import type { Recount } from '../api/types'
import { afterRepair, isSame, othersSay } from './difference'

const level = { on_hand: 12, available: 8, allocated: 4, unavailable: 0, backordered: 3 }
const recount: Recount = {
  sku: 'A', level, ledger: { ...level, on_hand: 10, available: 6 }, allocated_by_orders: 6, backordered_by_orders: 1, queued: 3, agrees: false, frozen: true, version: 7,
}

describe('after its repair', () => {
  it('a level that is rebuilt is what its ledger says, or cannot be told', () => {
    expect(afterRepair(recount, 'rebuild_level')).toEqual({ on_hand: 10, available: 6, allocated: 4, unavailable: 0, backordered: 3 })
    expect(afterRepair({ ...recount, ledger: null }, 'rebuild_level')).toBeNull()
  })

  it('a level of counted orders holds what they hold, and as much is on hand as before', () => {
    expect(afterRepair(recount, 'count_orders')).toEqual({ on_hand: 12, available: 6, allocated: 6, unavailable: 0, backordered: 1 })
    expect(afterRepair({ ...recount, allocated_by_orders: 0 }, 'count_orders')).toEqual({ on_hand: 12, available: 12, allocated: 0, unavailable: 0, backordered: 1 })
  })

  it('nothing is promised where the orders hold more than is there', () => {
    expect(afterRepair({ ...recount, allocated_by_orders: 13 }, 'count_orders')).toBeNull()
  })

  it('a level is not touched by filling back orders', () => {
    expect(afterRepair(recount, 'fill_back_orders')).toBeNull()
  })
})

it('orders speak of what is allocated and waited for, the queue of the latter alone', () => {
  expect(othersSay(recount, 'allocated')).toEqual({ orders: 6, queue: null })
  expect(othersSay(recount, 'backordered')).toEqual({ orders: 1, queue: 3 })
  expect(othersSay(recount, 'on_hand')).toEqual({ orders: null, queue: null })
})

it('levels are the same where every quantity is', () => {
  expect(isSame(level, { ...level })).toBe(true)
  expect(isSame(level, { ...level, unavailable: 1 })).toBe(false)
})
