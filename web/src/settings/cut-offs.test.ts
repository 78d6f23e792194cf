import { describe, expect, it } from 'vitest'
import { isTime, nextCutOffs } from './cut-offs'

const at = (text: string) => Date.parse(text)
const texts = (instants: number[]) => instants.map(instant => new Date(instant).toISOString().slice(0, 16))

describe('the next cut-offs', () => {
  it('are local times, an hour earlier by UTC when London has summer time', () => {
    expect(texts(nextCutOffs(['12:00', '17:00'], 'Europe/London', at('2026-01-10T13:00:00Z'), 3))).toEqual(['2026-01-10T17:00', '2026-01-11T12:00', '2026-01-11T17:00'])
    expect(texts(nextCutOffs(['12:00', '17:00'], 'Europe/London', at('2026-07-10T11:30:00Z'), 2))).toEqual(['2026-07-10T16:00', '2026-07-11T11:00'])
  })

  it('keep their local time over the night in which the clocks change', () => {
    expect(texts(nextCutOffs(['12:00'], 'Europe/London', at('2026-03-28T12:30:00Z'), 2))).toEqual(['2026-03-29T11:00', '2026-03-30T11:00'])
  })

  it('come after the gap where the clocks skip them, and once where an hour comes twice', () => {
    expect(texts(nextCutOffs(['01:30'], 'Europe/London', at('2026-03-28T12:00:00Z'), 1))).toEqual(['2026-03-29T01:30'])
    expect(texts(nextCutOffs(['01:30'], 'Europe/London', at('2026-10-24T12:00:00Z'), 2))).toEqual(['2026-10-25T00:30', '2026-10-26T01:30'])
  })

  it('are those of the store’s own day far from Greenwich', () => {
    expect(texts(nextCutOffs(['09:00'], 'Asia/Ho_Chi_Minh', at('2026-05-01T23:00:00Z'), 1))).toEqual(['2026-05-02T02:00'])
    expect(texts(nextCutOffs(['23:00'], 'America/Los_Angeles', at('2026-05-02T05:00:00Z'), 1))).toEqual(['2026-05-02T06:00'])
  })

  it('are none where there are none', () => {
    expect(nextCutOffs([], 'UTC', 0, 3)).toEqual([])
  })
})

it('a time is hours and minutes of a day', () => {
  expect(['00:00', '23:59'].every(isTime)).toBe(true)
  expect(['24:00', '9:00', '12:60', 'noon'].some(isTime)).toBe(false)
})
