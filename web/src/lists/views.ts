import { preferences } from '../layout/preferences'

export type View = { name: string; filter: Record<string, string> }

const key = (kind: string, user: string, resource: string) => `${kind}.${user}.${resource}`

function readList<Item>(name: string): Item[] {
  try {
    const value: unknown = JSON.parse(preferences.read(name) ?? '[]')
    return Array.isArray(value) ? (value as Item[]) : []
  } catch {
    return []
  }
}

/** Filters that somebody has given a name, on this device. The same name again replaces the first. */
export const views = {
  of: (user: string, resource: string) => readList<View>(key('views', user, resource)),
  save(user: string, resource: string, view: View) {
    const others = views.of(user, resource).filter(({ name }) => name !== view.name)
    preferences.write(key('views', user, resource), JSON.stringify([...others, view]))
  },
  remove(user: string, resource: string, name: string) {
    preferences.write(key('views', user, resource), JSON.stringify(views.of(user, resource).filter(view => view.name !== name)))
  },
}

/** Columns that somebody does not want to see. */
export const hiddenColumns = {
  of: (user: string, resource: string) => readList<string>(key('hidden', user, resource)),
  save: (user: string, resource: string, hidden: string[]) => preferences.write(key('hidden', user, resource), JSON.stringify(hidden)),
}

export const isSameFilter = (a: Record<string, unknown>, b: Record<string, unknown>) => {
  const text = (filter: Record<string, unknown>) => JSON.stringify(Object.entries(filter).sort(([x], [y]) => x.localeCompare(y)))
  return text(a) === text(b)
}
