import { expect, it } from 'vitest'
import { Sightings } from './sightings'

it('a code that is held still is one scan, however slowly the camera looks', () => {
  const sightings = new Sightings()
  expect([0, 120, 3_000, 9_000].flatMap(now => sightings.look(['A'], now))).toEqual(['A'])
})

it('a code that was away and comes back is scanned again; one blurred look is not away', () => {
  const sightings = new Sightings()
  sightings.look(['A'], 0)
  sightings.look([], 2_000)
  expect(sightings.look(['A'], 2_100)).toEqual([])
  for (const now of [3_000, 3_400, 3_800]) sightings.look([], now)
  expect(sightings.look(['A'], 4_200)).toEqual(['A'])
})

it('two codes in sight are two scans', () => {
  expect(new Sightings().look(['A', 'B', 'A'], 0)).toEqual(['A', 'B'])
})
