import type { Counters } from '../api/types'
import type { Tone } from '../layout/theme'

/** Where a unit of an order can be, from the farthest on its way; the last two are the ways not to get there. */
export const PLACES: { name: keyof Counters; tone: Tone; isFaint?: boolean }[] = [
  { name: 'returned', tone: 'bad' },
  { name: 'returning', tone: 'bad', isFaint: true },
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
    returning: sum('returning'),
    returned: sum('returned'),
    cancelled: sum('cancelled'),
  }
}
