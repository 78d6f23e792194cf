import { expect, it } from 'vitest'
import { paths } from '../paths'
import { placeOf } from './place'

const path = paths('a-shop')
const places = [
  { to: (at: typeof path) => at.today() },
  { to: (at: typeof path) => at.counts(), needs: 'stock.read' },
  { to: (at: typeof path) => at.countStart(), needs: 'stock.adjust' },
]

it('an address belongs to the place that it is below, and to no other that begins alike', () => {
  expect(placeOf(places, path, path.count('cnt_1'))?.needs).toBe('stock.read')
  expect(placeOf(places, path, path.countStart())?.needs).toBe('stock.adjust')
  expect(placeOf(places, path, path.orders())?.needs).toBeUndefined()
})
