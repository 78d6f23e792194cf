import { expect, it } from 'vitest'
import type { Return, ReturnableOrder } from '../api/types'
import { parcelName, readParcel } from './useKeptParcel'

const order = { order: 'ord_1', lines: [] } as unknown as ReturnableOrder
const back = { id: 'ret_1' } as unknown as Return

it('a parcel is read as it was kept; what is none is no parcel', () => {
  expect(readParcel(JSON.stringify({ order, back }))).toEqual({ order, back })
  expect(readParcel(JSON.stringify({ order, back: null }))).toEqual({ order, back: null })
  expect([null, '', 'null', '{', '{"order":{}}'].map(readParcel)).toEqual(Array(5).fill(null))
})

it('each return of an order, and what nobody announced, is counted by itself', () => {
  expect([{ order, back }, { order, back: null }].map(parcelName)).toEqual(['return.ord_1.ret_1', 'return.ord_1.found'])
})
