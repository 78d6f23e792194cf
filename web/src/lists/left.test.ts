import { expect, it } from 'vitest'
import { leftLists } from './left'

it('a list is come back to as it was left, by whoever left it', () => {
  leftLists.keep('ann', '/shop/orders', '?page=2')
  expect(leftLists.of('ann', '/shop/orders')).toBe('/shop/orders?page=2')
  expect(leftLists.of('bob', '/shop/orders')).toBe('/shop/orders')
  leftLists.keep('ann', '/shop/orders', '')
  expect(leftLists.of('ann', '/shop/orders')).toBe('/shop/orders')
})
