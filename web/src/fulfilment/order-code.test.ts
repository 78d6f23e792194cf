import { expect, it } from 'vitest'
import { readOrderCode } from './order-code'

it('a label names an order by its reference, by its id, or by its id as a number', () => {
  const id = 'ord_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03'
  const digits = BigInt(`0x${id.slice(4)}`).toString().padStart(40, '0')
  expect(readOrderCode(` ${digits}\n`)).toEqual({ id })
  expect(readOrderCode(id.toUpperCase())).toEqual({ id })
  expect(readOrderCode('536365')).toEqual({ reference: '536365' })
  expect(readOrderCode('9'.repeat(40))).toEqual({ reference: '9'.repeat(40) })
})
