import { expect, it } from 'vitest'
import { Problem } from './problem'

const problem = (detail: string, ...errors: string[]) => new Problem(422, 'invalid', 'It is not right', detail, null, errors.map((detail, index) => ({ pointer: `/lines/${index}`, detail })))

it('a fault that the problem’s own sentence says is not said again', () => {
  expect(problem('The catalogue has no SKU NH-9999.', 'the catalogue has no SKU NH-9999').moreErrors).toEqual([])
  expect(problem('Some lines are not right.', 'no SKU NH-9999', 'no SKU NH-9998').moreErrors.map(({ detail }) => detail)).toEqual(['no SKU NH-9999', 'no SKU NH-9998'])
  expect(problem('', 'no SKU NH-9999').moreErrors).toHaveLength(1)
})
