import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Entry } from './outbox'

/** What this device keeps for a warehouse whose connection comes and goes. */
interface Device extends DBSchema {
  /** Commands that nobody has answered yet, in the order in which they were given. */
  outbox: { key: number; value: Entry }
  /** The last known answer to a question, and marks that exist on this device only. */
  known: { key: string; value: unknown }
}

let opened: Promise<IDBPDatabase<Device>> | null = null

export function device() {
  opened ??= openDB<Device>('packhouse', 1, {
    upgrade(db) {
      db.createObjectStore('outbox', { keyPath: 'n' })
      db.createObjectStore('known')
    },
    terminated() {
      opened = null
    },
  })
  return opened
}

/** Private browsing may forbid the store. Then there is simply nothing known. */
export const known = {
  async read<Value>(name: string): Promise<Value | undefined> {
    try {
      return (await (await device()).get('known', name)) as Value | undefined
    } catch {
      return undefined
    }
  },
  async names(start: string): Promise<string[]> {
    try {
      return await (await device()).getAllKeys('known', IDBKeyRange.bound(start, `${start}\uffff`))
    } catch {
      return []
    }
  },
  async write(name: string, value: unknown) {
    try {
      await (await device()).put('known', value, name)
    } catch {
      return
    }
  },
  /** Forgets everything but what has not been sent: that belongs to the warehouse, not to a session. */
  async forget() {
    try {
      await (await device()).clear('known')
    } catch {
      return
    }
  },
}
