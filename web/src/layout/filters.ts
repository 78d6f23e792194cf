export type FilterValues = Record<string, unknown>

export function withFilter(values: FilterValues, name: string, value: string): FilterValues {
  const others = Object.fromEntries(Object.entries(values).filter(([key]) => key !== name))
  return value === '' ? others : { ...others, [name]: value }
}

/** The two days of a span of which the first is after the last, where there are any: nothing can match those. */
export function wrongDays<Field extends { kind: string; name: string }>(fields: Field[], values: FilterValues): { from: Field; to: Field } | null {
  for (const from of fields) {
    const to = fields.find(({ name }) => from.name.endsWith('from') && name === from.name.replace(/from$/, 'to'))
    if (from.kind === 'day' && to && values[from.name] && values[to.name] && String(values[from.name]) > String(values[to.name])) return { from, to }
  }
  return null
}

/** A moment's day by the clock of a place, such as `2026-12-01`. */
export const dayIn = (timeZone: string, moment: number) => new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(moment)
