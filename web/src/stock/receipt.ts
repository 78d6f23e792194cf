/** A line of a receipt while it is counted. */
export type CountedLine = { sku: string; quantity: number }

export const MAX_LINES = 500

/** Lines of one SKU are one line; the last that was counted stands first, so that it is seen. */
export function count(lines: CountedLine[], sku: string, quantity: number): CountedLine[] {
  const name = sku.trim().toUpperCase()
  if (name === '') return lines
  const known = lines.find(line => line.sku === name)?.quantity ?? 0
  return [{ sku: name, quantity: known + quantity }, ...lines.filter(line => line.sku !== name)].filter(line => line.quantity > 0)
}

/** `SKU, quantity` a line, as copied from a delivery note or a spreadsheet; with or without a header. */
export function readPasted(text: string): { lines: CountedLine[]; faults: { row: number; text: string }[] } {
  let lines: CountedLine[] = []
  const faults: { row: number; text: string }[] = []
  text.split(/\r?\n/).forEach((row, index) => {
    if (row.trim() === '') return
    const [, sku, quantity] = /^\s*"?([^\s"\t;,]+)"?\s*[\t;, ]\s*"?(\d{1,9})"?\s*$/.exec(row) ?? []
    if (sku && quantity && Number(quantity) > 0) lines = count(lines, sku, Number(quantity))
    else if (index > 0 || /\d/.test(row)) faults.push({ row: index + 1, text: row.trim() })
  })
  return { lines: lines.reverse(), faults }
}
