import { expect, test } from 'vitest'
import { change, largestPart, period } from './period'

test('a period ends today and has as many days as were asked for', () => {
  expect(period(new Date('2026-03-01T00:30:00Z'), 7)).toEqual({ from: '2026-02-23', to: '2026-03-01' })
  expect(period(new Date('2026-03-01T23:59:59Z'), 1)).toEqual({ from: '2026-03-01', to: '2026-03-01' })
})

test('the largest part is the one that costs most', () => {
  const parts = { writes: 5, reads: 2, files: 9, queues: 0, functions: 1, mails: 0 }
  const units = { write_units: '0', read_units: '0', requests: '0', function_ms: '0', mails: '0', bytes: '0' }
  expect(largestPart({ ...units, nano_usd: 17, parts })).toBe('files')
})

test('a change needs something to compare with', () => {
  expect(change(200, 150)).toBe(-0.25)
  expect(change(0, 150)).toBeNull()
  expect(change(null, 150)).toBeNull()
  expect(change(100, null)).toBeNull()
})
