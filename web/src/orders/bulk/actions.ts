import type { ActedOrder, NewOrderAction } from '../../api/types'

/** The most orders of one call, and of one selection. */
export const MOST_OF_A_CALL = 500
export const MOST_SELECTED = 2_000

export type BulkAction = NewOrderAction['action']

/** An action without the orders that it is done to. */
export type BulkBody = Omit<NewOrderAction, 'orders'>

export function slices(orders: string[], most = MOST_OF_A_CALL): string[][] {
  return Array.from({ length: Math.ceil(orders.length / most) }, (_, n) => orders.slice(n * most, (n + 1) * most))
}

/**
 * What takes an action back: holds that it put are lifted, holds that it lifted are put again with their notes. Only where it did something:
 * an order that was on hold before stays so. Nothing takes back a cancellation or a release.
 */
export function undoOf(body: BulkBody, items: ActedOrder[]): NewOrderAction[] {
  const done = items.filter(({ outcome }) => outcome === 'done')
  if (body.action === 'hold' && body.hold && done.length > 0) return [{ action: 'release_hold', hold: body.hold, orders: done.map(({ order }) => order) }]
  if (body.action !== 'release_hold') return []
  const byHold = new Map<string, NewOrderAction>()
  for (const { order, lifted } of done)
    for (const { hold, note } of lifted) {
      const name = `${hold} ${note}`
      const known = byHold.get(name) ?? { action: 'hold' as const, hold, note, orders: [] }
      byHold.set(name, { ...known, orders: [...known.orders, order] })
    }
  return [...byHold.values()]
}
