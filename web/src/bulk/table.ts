import Papa from 'papaparse'

export type Column = { name: string; isNeeded?: boolean }

export type ReadRow<Item> = { row: number; item: Item } | { row: number; fault: string; column: string | null }

/** Of a spreadsheet's copied cells or a CSV file: what each row is, or what is wrong with it. The first row names the columns. */
export function readTable<Item>(
  text: string,
  columns: Column[],
  read: (cell: (name: string) => string) => Item | { fault: string; column: string },
): { rows: ReadRow<Item>[]; missing: string[]; unknown: string[] } {
  const { data, meta } = Papa.parse<Record<string, string>>(text.trim(), { header: true, skipEmptyLines: 'greedy', transformHeader: plain })
  const given = (meta.fields ?? []).filter(Boolean)
  const missing = columns.filter(({ name, isNeeded }) => isNeeded && !given.includes(name)).map(({ name }) => name)
  const unknown = given.filter(name => !columns.some(column => column.name === name))
  if (missing.length > 0) return { rows: [], missing, unknown }
  const rows = data.map((cells, index): ReadRow<Item> => {
    const cell = (name: string) => (cells[name] ?? '').trim()
    const row = index + 2
    const empty = columns.find(({ name, isNeeded }) => isNeeded && cell(name) === '')
    if (empty) return { row, fault: 'missing', column: empty.name }
    const item = read(cell)
    return isFault(item) ? { row, fault: item.fault, column: item.column } : { row, item }
  })
  return { rows, missing, unknown }
}

const plain = (header: string) => header.trim().toLowerCase().replaceAll(/[\s-]+/g, '_').replace(/^\ufeff/, '')

const isFault = (item: unknown): item is { fault: string; column: string } => typeof item === 'object' && item !== null && 'fault' in item

/** As many at once as the API takes, all or none of them. */
export const MAX_AT_ONCE = 500

export function slices<Item>(items: Item[], size = MAX_AT_ONCE): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}
