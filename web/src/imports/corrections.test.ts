import { describe, expect, it } from 'vitest'
import type { RejectedOrder } from '../api/types'
import { asItWas, columnsAtFault, correctionOf, faultsOf, isTakenOut, textOf, withoutRow, withText, type Edits } from './corrections'

const fault = (row: number | null, cell: number | null) => ({ row, cell, column: 'x', code: 'unknown_sku' as const, message: 'm', suggestion: 's' })

const order: RejectedOrder = {
  row: 3, reference: '2', correctable: true, mended: false,
  rows: [{ row: 3, cells: ['2', 'NOPE', '1'] }, { row: 4, cells: ['2', 'A'] }],
  faults: [fault(3, 1), fault(4, 2), fault(null, null), fault(9, 0)],
}
const [first, second] = order.rows as [RejectedOrder['rows'][0], RejectedOrder['rows'][0]]
const none: Edits = new Map()

describe('correcting rejected orders', () => {
  it('keeps only what differs from the file', () => {
    const edited = withText(withText(none, first, 1, 'B'), first, 2, '1')
    expect(textOf(edited, first, 1)).toBe('B')
    expect(textOf(edited, first, 0)).toBe('2')
    expect(correctionOf(edited, [order])).toEqual({ orders: [3], cells: [{ row: 3, column: 1, text: 'B' }] })
    expect(withText(edited, first, 1, 'NOPE').size).toBe(0)
  })

  it('sends an order whole when one of its rows changed, and no other', () => {
    const other = { ...order, row: 7, rows: [{ row: 7, cells: ['3'] }] }
    expect(correctionOf(withText(none, second, 2, '5'), [order, other])).toEqual({ orders: [3], cells: [{ row: 4, column: 2, text: '5' }] })
    expect(correctionOf(none, [order, other])).toEqual({ orders: [], cells: [] })
  })

  it('takes a row out by emptying it, and puts it back', () => {
    const out = withoutRow(none, second)
    expect([isTakenOut(out, second), isTakenOut(out, first)]).toEqual([true, false])
    expect(asItWas(out, second).size).toBe(0)
  })

  it('shows a fault with its row, and one of no row with the first', () => {
    expect(faultsOf(order, first).map(({ row }) => row)).toEqual([3, null, 9])
    expect(faultsOf(order, second).map(({ row }) => row)).toEqual([4])
    expect([columnsAtFault(order, first), columnsAtFault(order, second)]).toEqual([[0, 1], [2]])
  })
})
