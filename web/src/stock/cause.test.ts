import { expect, it } from 'vitest'
import { causeOf, isOurs } from './cause'

it('says our own causes in any language, and leaves people their words', () => {
  expect(causeOf('collected by Royal Mail')).toEqual({ key: 'stock.why.collected', what: 'Royal Mail' })
  expect(causeOf('stock came')).toEqual({ key: 'stock.why.stock_came', what: '' })
  expect(causeOf('we think stock came in broken')).toBeNull()
})

it('knows our functions from people', () => {
  expect(isOurs('stock-allocation')).toBe(true)
  expect(isOurs('Susan Super')).toBe(false)
})
