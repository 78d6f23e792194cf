import type { Order, PickLine } from '../../api/types'
import { known } from '../../outbox/device'
import type { Entry } from '../../outbox/outbox'
import { afterShortPick, afterwards, type Found } from './walk'

/**
 * `counted` are the keys of what was done on this device and is already in the lines; `found` is what was missed and lies elsewhere. Lists that an
 * older portal has kept know nothing of the latter.
 */
export type PickList = { lines: PickLine[]; orders: string[]; releasedAt: string; counted: string[]; found?: Found[] }

const NAME = 'pick-list'

/** Under which a batch's list is kept on the device. */
export const pickListName = (store: string, batch: string) => `${NAME} ${store} ${batch}`

/** The list once the API has carried something out. Of a short pick the answer counts, which may have found other stock. */
export function count(list: PickList, { key, what }: Pick<Entry, 'key' | 'what'>, answer: unknown): PickList {
  if (list.counted.includes(key)) return list
  const counted = [...list.counted, key]
  if (what.kind !== 'short_pick') return { ...list, lines: afterwards(list.lines, what), counted }
  const { lines, found } = afterShortPick(list.lines, what, answer as Order)
  return { ...list, lines, counted, found: [...(list.found ?? []), ...found] }
}

/**
 * Counts a pick that was carried out in the list kept on the device, whichever screen is open at that moment: after a reload the outbox sends before
 * the list is on the screen, and a pick that is in neither would be asked for again.
 */
export async function countInKnownLists(entry: Pick<Entry, 'key' | 'store' | 'what'>, answer: unknown) {
  const { store, what } = entry
  if (what.kind !== 'pick' && what.kind !== 'short_pick') return
  for (const name of await known.names(pickListName(store, ''))) {
    const list = await known.read<PickList>(name)
    if (list?.orders.includes(what.order)) await known.write(name, count(list, entry, answer))
  }
}
