import type { PickLine } from '../../api/types'
import { known } from '../../outbox/device'
import type { Entry } from '../../outbox/outbox'
import { afterwards } from './walk'

/** `counted` are the keys of what was done on this device and is already in the lines. */
export type PickList = { lines: PickLine[]; orders: string[]; releasedAt: string; counted: string[] }

const NAME = 'pick-list'

/** Under which a batch's list is kept on the device. */
export const pickListName = (store: string, batch: string) => `${NAME} ${store} ${batch}`

export const count = (list: PickList, { key, what }: Pick<Entry, 'key' | 'what'>): PickList =>
  list.counted.includes(key) ? list : { ...list, lines: afterwards(list.lines, what), counted: [...list.counted, key] }

/**
 * Counts a pick that was carried out in the list kept on the device, whichever screen is open at that moment: after a reload the outbox sends before
 * the list is on the screen, and a pick that is in neither would be asked for again.
 */
export async function countInKnownLists(entry: Pick<Entry, 'key' | 'store' | 'what'>) {
  const { store, what } = entry
  if (what.kind !== 'pick' && what.kind !== 'short_pick') return
  for (const name of await known.names(pickListName(store, ''))) {
    const list = await known.read<PickList>(name)
    if (list?.orders.includes(what.order)) await known.write(name, count(list, entry))
  }
}
