import type { Store } from '../api/types'

/** Settings as a file: everything that another store, or this one later, could take. What a store is bound to stays behind. */
const BOUND = ['id', 'organisation', 'version', 'warehouse'] as const

export function toFile(store: Store): string {
  const settings = Object.fromEntries(Object.entries(store).filter(([name]) => !(BOUND as readonly string[]).includes(name)))
  return `${JSON.stringify(settings, null, 2)}\n`
}

/**
 * A store with the settings of a file in the place of its own; null where the file holds none. A logo belongs to the store that it was uploaded to, so
 * that of another stays behind. What is wrong with the values is for the API to say.
 */
export function fromFile(text: string, store: Store): Store | null {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return null
  const own = Object.keys(store).filter(name => !(BOUND as readonly string[]).includes(name))
  const known = Object.entries(read).filter(([name, value]) => own.includes(name) && sameKind(value, store[name as keyof Store]))
  if (known.length === 0) return null
  const filled: Store = { ...store, ...Object.fromEntries(known) }
  return { ...filled, brand: { ...filled.brand, logo: store.brand.logo ?? null } }
}

/** Forms of values that the screen can show; null stands for a text that is not there. */
function sameKind(value: unknown, own: unknown) {
  if (Array.isArray(own)) return Array.isArray(value) && value.every(one => typeof one === 'string')
  if (typeof own === 'object' && own !== null) return typeof value === 'object' && value !== null && !Array.isArray(value)
  return value === null || typeof value === 'string'
}
