import { describe, expect, it } from 'vitest'
import type { PickLine } from '../../api/types'
import { afterwards, judge, nextStop, rest, shortages, walk, type Stop } from './walk'

const line = (location: string, sku: string, order: string, quantity: number, picked = 0, number = 1): PickLine => ({
  location, sku, name: sku, order, reference: order.toUpperCase(), line: number, quantity, picked,
})

const LINES = [line('A-01', 'CUP', 'b', 2), line('A-01', 'CUP', 'a', 3), line('A-02', 'MUG', 'a', 1, 0, 2), line('B-01', 'JUG', 'b', 1, 1, 2)]
const NONE = new Map<string, string>()
const stops = () => walk(LINES, ['a', 'b'], [])
const stop = (all: Stop[], sku: string) => all.find(it => it.sku === sku) as Stop

describe('the walk', () => {
  it('stands still once per place and SKU, and fills the totes in the order of the batch', () => {
    expect(stops().map(({ key, wanted, picked, takes }) => [key, wanted, picked, takes.map(({ tote, wanted }) => [tote, wanted])])).toEqual([
      ['A-01 CUP', 5, 0, [[1, 3], [2, 2]]],
      ['A-02 MUG', 1, 0, [[1, 1]]],
      ['B-01 JUG', 1, 1, [[2, 1]]],
    ])
  })

  it('counts what was done and not yet answered, and never more than was wanted', () => {
    const pick = { kind: 'pick', order: 'a', reference: 'A', line: 2, sku: 'MUG', quantity: 1 } as const
    expect(stop(walk(LINES, ['a', 'b'], [pick]), 'MUG').picked).toBe(1)
    expect(stop(walk(LINES, ['a', 'b'], [pick, pick]), 'MUG').picked).toBe(1)
    expect(walk(LINES, ['a', 'b'], [{ kind: 'short_pick', order: 'a', reference: 'A', line: 2, sku: 'MUG', missing: 1 }]).map(it => it.sku)).toEqual(['CUP', 'JUG'])
  })

  it('says how many of what is left lie elsewhere', () => {
    const found = [{ order: 'b', line: 1, units: 2 }, { order: 'b', line: 2, units: 1 }]
    expect(walk(LINES, ['a', 'b'], [], found).map(it => [it.sku, it.found])).toEqual([['CUP', 2], ['MUG', 0], ['JUG', 0]])
  })

  it('leads on from where somebody stands, and back to what was passed by', () => {
    expect(nextStop(stops(), 'A-02 MUG')?.sku).toBe('MUG')
    expect(nextStop(stops(), 'B-01 JUG')?.sku).toBe('CUP')
    expect(nextStop(walk([line('A', 'X', 'a', 1, 1)], ['a'], []), null)).toBeNull()
  })
})

describe('a scan', () => {
  const all = stops()
  const here = stop(all, 'CUP')

  it('of the right goods goes into the first tote that wants them', () => {
    expect(judge(all, here, ' cup ', NONE)).toMatchObject({ kind: 'pick', take: { order: 'a', tote: 1 } })
    const filled = walk(LINES.reduce((lines, _, index) => (index === 0 ? afterwards(lines, { kind: 'pick', order: 'a', reference: 'A', line: 1, sku: 'CUP', quantity: 3 }) : lines), LINES), ['a', 'b'], [])
    expect(judge(filled, stop(filled, 'CUP'), 'CUP', NONE)).toMatchObject({ kind: 'pick', take: { order: 'b', tote: 2 } })
  })

  it('of the number on the goods counts like the SKU, with or without leading zeros', () => {
    const gtins = new Map([['CUP', '5000000000005']])
    expect(judge(all, here, '5000000000005', gtins).kind).toBe('pick')
    expect(judge(all, here, '05000000000005', gtins).kind).toBe('pick')
    expect(judge(all, here, '5000000000012', gtins).kind).toBe('wrong')
  })

  it('of other goods is wrong, and says where they belong', () => {
    expect(judge(all, here, 'MUG', NONE)).toMatchObject({ kind: 'wrong', belongsTo: { location: 'A-02' } })
    expect(judge(all, here, 'NOPE', NONE)).toEqual({ kind: 'wrong', code: 'NOPE', belongsTo: null })
  })

  it('of a place leads there; of one where nothing is left it does not', () => {
    expect(judge(all, here, 'a-02', NONE)).toMatchObject({ kind: 'go', stop: { sku: 'MUG' } })
    expect(judge(all, here, 'B-01', NONE).kind).toBe('wrong')
  })

  it('of goods of which all is picked is one too many', () => {
    expect(judge(all, stop(all, 'JUG'), 'JUG', NONE).kind).toBe('enough')
  })
})

it('missing goods are missing in the last orders of the batch', () => {
  const shares = shortages(stop(stops(), 'CUP'), 3)
  expect(shares.map(({ take, missing }) => [take.order, missing])).toEqual([['b', 2], ['a', 1]])
  expect(shortages(stop(stops(), 'CUP'), 99).reduce((sum, { missing }) => sum + missing, 0)).toBe(rest(stop(stops(), 'CUP')))
})
