import { describe, expect, it } from 'vitest'
import { createFormat, majorUnits } from './format'

/** `Intl` writes no-break spaces, which no reader of a test sees. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('money', () => {
  it.each([
    [0, 2, '0.00'],
    [5, 2, '0.05'],
    [-5, 2, '-0.05'],
    [123456, 2, '1234.56'],
    [1500, 0, '1500'],
    [1, 3, '0.001'],
    [9007199254740991, 2, '90071992547409.91'],
  ])('%i minor units with %i digits are %s', (minor, digits, text) => {
    expect(majorUnits(minor, digits)).toBe(text)
  })

  it('has the digits of its currency and the signs of the language', () => {
    expect(createFormat('en', 'UTC').money({ minor: 1250, currency: 'GBP' })).toBe('£12.50')
    expect(plain(createFormat('pl', 'UTC').money({ minor: 1234567, currency: 'PLN' }))).toBe('12 345,67 zł')
    expect(plain(createFormat('vi', 'UTC').money({ minor: 150000, currency: 'VND' }))).toBe('150.000 ₫')
    expect(createFormat('zh', 'UTC').money({ minor: -99, currency: 'CNY' })).toBe('-¥0.99')
  })
})

describe('time', () => {
  it('is the store’s, across the change to summer time', () => {
    const london = createFormat('en', 'Europe/London')
    expect(london.dateTime('2026-03-29T00:30:00Z')).toBe('29 Mar 2026, 00:30')
    expect(london.dateTime('2026-03-29T01:30:00Z')).toBe('29 Mar 2026, 02:30')
  })

  it('may be another day in another store', () => {
    expect(createFormat('en', 'Asia/Ho_Chi_Minh').date('2026-11-21T20:00:00Z')).toBe('22 Nov 2026')
  })

  it('tells how long ago in the largest unit that fits', () => {
    const format = createFormat('en', 'UTC', () => Date.parse('2026-11-21T12:00:00Z'))
    expect(format.ago('2026-11-21T11:58:00Z')).toBe('2 minutes ago')
    expect(format.ago('2026-11-19T12:00:00Z')).toBe('2 days ago')
  })
})

it('a day has its year, but on an axis, where all days are written in one way', () => {
  const format = createFormat('en', 'Asia/Ho_Chi_Minh')
  expect(format.day('2026-12-31')).toBe('31 Dec 2026')
  expect(format.shortDay('2026-11-24')).toBe('24 Nov')
  expect(format.shortDate('2026-11-23T20:00:00Z')).toBe('24 Nov')
})

it('a difference has the sign that amounts of money have', () => {
  const format = createFormat('en', 'UTC')
  expect([format.signed(-15), format.signed(15), format.signed(0), format.signedPercent('-27.3')]).toEqual(['-15', '+15', '0', '-27.3%'])
  expect(format.money({ minor: -530100, currency: 'EUR' })).toBe('-€5,301.00')
  expect(plain(createFormat('pl', 'UTC').signedPercent('2'))).toBe('+2%')
})

it('a rate, a weight and a size are readable', () => {
  const format = createFormat('en', 'UTC')
  expect(format.percent('7.5')).toBe('7.5%')
  expect(format.weight(1250)).toBe('1.25 kg')
  expect(format.bytes(23_715_344)).toBe('23.72 MB')
})

it('a span of time is hours and minutes in the reader’s language', () => {
  const spans = [0, 59_999, 3_600_000, 8_100_000, -5]
  expect(spans.map(createFormat('en', 'UTC').duration)).toEqual(['0 mins', '0 mins', '1 hr', '2 hrs 15 mins', '0 mins'])
  expect(createFormat('pl', 'UTC').duration(8_100_000)).toBe('2 godz. 15 min')
})
