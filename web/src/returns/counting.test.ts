import { describe, expect, it } from 'vitest'
import type { Return, ReturnableLine, ReturnableOrder } from '../api/types'
import { corrected, counted, countedOf, isUnexpected, lineOf, room, verdictsOf, type Counted } from './counting'

const line = (number: number, sku: string, shipped: number): ReturnableLine => ({ line: number, sku, name: sku, gtin: sku === 'B' ? '5000000000005' : null, location: '', shipped, returning: 0, returned: 0 })
const order = { lines: [line(1, 'A', 1), line(2, 'A', 2), line(3, 'B', 1)] } as ReturnableOrder
const back = { lines: [{ line: 2, missing: 2 }] } as Return

describe('goods at the door', () => {
  it('belong to the line that is awaited, then to one of which more can come', () => {
    const of = (all: Counted[]) => lineOf(order, back, all, ' a ')?.line
    const [first, second] = [line(1, 'A', 1), line(2, 'A', 2)]
    let all: Counted[] = []
    expect(of(all)).toBe(2)
    all = counted(counted(all, second, 'restock', '', null), second, 'scrap', 'wet', null)
    expect(of(all)).toBe(1)
    all = counted(all, first, 'restock', '', { reason: 'faulty', note: '' })
    expect(of(all), 'two more of the second line left').toBe(2)
    expect(lineOf(order, null, [], '5000000000005')?.line).toBe(3)
    expect(lineOf(order, null, [], 'C')).toBeNull()
  })

  it('have room for what is with the buyer and what this return awaits', () => {
    expect(room(line(2, 'A', 2), back)).toBe(4)
    expect(room(line(2, 'A', 2), null)).toBe(2)
    expect([isUnexpected(back, 2), isUnexpected(back, 3), isUnexpected(null, 2)]).toEqual([false, true, true])
  })

  it('are counted by line and verdict, and say what is wrong and why they came', () => {
    const b = line(3, 'B', 5)
    let all = counted([], b, 'damaged', 'wet', { reason: 'not_wanted', note: '' })
    all = counted(all, b, 'damaged', 'torn', null)
    all = counted(all, b, 'restock', '', null)
    expect(all.map(({ disposition, units, note }) => [disposition, units, note])).toEqual([['restock', 1, ''], ['damaged', 2, 'wet; torn']])
    expect(countedOf(all, 3)).toBe(3)
    expect(verdictsOf(all)[0]).toEqual({ line: 3, quantity: 1, disposition: 'restock', note: '', reason: 'not_wanted', reason_note: '' })
    expect(corrected(all, all[1] as Counted, 0)).toHaveLength(1)
  })
})
