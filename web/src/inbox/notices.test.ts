import { expect, it } from 'vitest'
import { paths } from '../paths'
import { placeOf } from './notices'

it('a notice leads to its thing in its own store; one about many to their list', () => {
  const path = paths('nordlys')
  expect(placeOf({ kind: 'import_rejected', subject: 'imp_1' }, path)).toBe('/nordlys/imports/imp_1')
  expect(placeOf({ kind: 'reconciliation_ready', subject: '7' }, path)).toBe('/nordlys/reconciliations/7')
  expect(placeOf({ kind: 'back_orders_filled', subject: null }, path)).toBe('/nordlys/orders')
  expect(placeOf({ kind: 'something_new' as never, subject: 'x' }, path)).toBe('/nordlys')
})
