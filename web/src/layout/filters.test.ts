import { describe, expect, it } from 'vitest'
import { dayIn, withFilter, wrongDays } from './filters'

describe('filters', () => {
  it('are changed one by one, and an empty one goes', () => {
    expect(withFilter(withFilter({ a: '1' }, 'b', '2'), 'a', '')).toEqual({ b: '2' })
  })

  it('tell days that are the wrong way round', () => {
    const fields = ['placed_from', 'placed_to', 'from', 'to'].map(name => ({ kind: 'day', name }))
    expect(wrongDays(fields, { placed_from: '2026-12-02', placed_to: '2026-12-01' })).toMatchObject({ from: { name: 'placed_from' }, to: { name: 'placed_to' } })
    expect(wrongDays(fields, { from: '2026-12-02', to: '2026-12-01' })?.to.name).toBe('to')
    expect(wrongDays(fields, { placed_from: '2026-12-01', placed_to: '2026-12-01', from: '2026-12-05' })).toBeNull()
  })

  it('know what day it is where the store is', () => {
    const moment = Date.parse('2026-11-30T23:30:00Z')
    expect([dayIn('Europe/London', moment), dayIn('Asia/Tokyo', moment)]).toEqual(['2026-11-30', '2026-12-01'])
  })
})
