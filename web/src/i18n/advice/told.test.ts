import { describe, expect, it } from 'vitest'
import { leftOf, sentence } from './told'

describe('what a translated fault leaves to be said', () => {
  it('is the value in the file, where the kind of fault says the rest', () => {
    expect(leftOf({ code: 'unknown_sku', message: 'The catalogue has no SKU "NOSUCH".' })).toEqual({ value: 'NOSUCH' })
    expect(leftOf({ code: 'bad_number', message: '"min\\"us" is not a number' })).toEqual({ value: 'min"us' })
    expect(leftOf({ code: 'unknown_customer', message: 'Customer 17850 is not in the address book.' })).toEqual({ value: '17850' })
  })

  it('is nothing where the column is all', () => {
    expect(leftOf({ code: 'missing_value', message: 'sku is empty.' })).toBeNull()
  })

  it('is the message itself, where nothing else says it', () => {
    const message = 'rows of one order disagree about `currency`: row 2 says "GBP", row 3 says "EUR"'
    expect(leftOf({ code: 'conflicting_value', message })).toEqual({ message })
    expect(leftOf({ code: 'unknown_customer', message: 'The row has no CustomerID.' })).toEqual({ message: 'The row has no CustomerID.' })
  })
})

it('texts of the API are sentences', () => {
  expect(['"minus" is not a number', 'write digits, e.g. 12.50', 'Fill it in.', ''].map(sentence)).toEqual(['"minus" is not a number.', 'Write digits, e.g. 12.50.', 'Fill it in.', ''])
})
