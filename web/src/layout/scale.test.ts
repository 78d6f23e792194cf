import { expect, it } from 'vitest'
import { marks } from './scale'

it.each<[number, boolean, number[]]>([
  [100, false, [0, 50, 100]],
  [130, false, [0, 50, 100, 150]],
  [7, true, [0, 2, 4, 6, 8]],
  [0, true, [0, 1]],
  [1, true, [0, 1]],
  [3, true, [0, 1, 2, 3]],
  [40, false, [0, 10, 20, 30, 40]],
])('up to %s the axis has round marks', (max, isWhole, expected) => {
  expect(marks(max, isWhole)).toEqual(expected)
})

it('the highest bar fits below the last mark, and few marks are enough', () => {
  for (const max of [0.000_3, 1, 9, 11, 99, 101, 12_345, 3_402_118_777]) {
    const all = marks(max)
    expect(all.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9))
    expect(all.length).toBeLessThanOrEqual(6)
  }
})
