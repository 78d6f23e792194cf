import type { Counters } from '../api/types'
import type { Tone } from '../layout/theme'

/** Where a unit of an order can be, in the order in which it gets there; the last two are the ways not to. */
export const PLACES: { name: keyof Counters; tone: Tone; isFaint?: boolean }[] = [
  { name: 'shipped', tone: 'good' },
  { name: 'packed', tone: 'active' },
  { name: 'picked', tone: 'info' },
  { name: 'released', tone: 'info', isFaint: true },
  { name: 'allocated', tone: 'active', isFaint: true },
  { name: 'backordered', tone: 'warn' },
  { name: 'cancelled', tone: 'neutral' },
]

export function sumCounters(lines: Counters[]): Counters {
  const sum = (name: keyof Counters) => lines.reduce((total, line) => total + line[name], 0)
  return {
    allocated: sum('allocated'),
    backordered: sum('backordered'),
    released: sum('released'),
    picked: sum('picked'),
    packed: sum('packed'),
    shipped: sum('shipped'),
    cancelled: sum('cancelled'),
  }
}
