import type { NewCorrection, RejectedOrder, RejectedRow } from '../api/types'

/** New texts of cells, by row and by the place of the column. What says the same as the file is no edit. */
export type Edits = ReadonlyMap<number, ReadonlyMap<number, string>>

export const textOf = (edits: Edits, { row, cells }: RejectedRow, column: number) => edits.get(row)?.get(column) ?? cells[column] ?? ''

export function withText(edits: Edits, row: RejectedRow, column: number, text: string): Edits {
  const texts = new Map(edits.get(row.row))
  if (text === (row.cells[column] ?? '')) texts.delete(column)
  else texts.set(column, text)
  const changed = new Map(edits)
  if (texts.size === 0) changed.delete(row.row)
  else changed.set(row.row, texts)
  return changed
}

/** A row is taken out by emptying all its cells. */
export const withoutRow = (edits: Edits, row: RejectedRow) => row.cells.reduce((changed, _, column) => withText(changed, row, column, ''), edits)

export const asItWas = (edits: Edits, row: RejectedRow): Edits => new Map([...edits].filter(([number]) => number !== row.row))

export const isTakenOut = (edits: Edits, row: RejectedRow) => edits.has(row.row) && row.cells.every((_, column) => textOf(edits, row, column).trim() === '')

/** The orders with edits, and those. */
export function correctionOf(edits: Edits, orders: RejectedOrder[]): Required<Pick<NewCorrection, 'cells'>> & { orders: number[] } {
  const changed = orders.filter(order => order.rows.some(({ row }) => edits.has(row)))
  const cells = changed.flatMap(order => order.rows).flatMap(({ row }) => [...(edits.get(row) ?? [])].map(([column, text]) => ({ row, column, text })))
  return { orders: changed.map(order => order.row), cells }
}

/** The faults of a row: its own, and with the order's first row those of no row of it. */
export function faultsOf(order: RejectedOrder, row: RejectedRow) {
  const isFirst = order.rows[0]?.row === row.row
  return order.faults.filter(({ row: at }) => at === row.row || (isFirst && !order.rows.some(other => other.row === at)))
}

/** The columns of a row in which something is wrong. */
export const columnsAtFault = (order: RejectedOrder, row: RejectedRow) =>
  [...new Set(faultsOf(order, row).flatMap(({ cell }) => (typeof cell === 'number' ? [cell] : [])))].sort((a, b) => a - b)
