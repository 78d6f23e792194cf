import type { Quantities, Recount, Repair } from '../api/types'

export const QUANTITIES = ['on_hand', 'available', 'allocated', 'unavailable', 'backordered'] as const
export type Quantity = (typeof QUANTITIES)[number]

/** What a repair would make of a level; null where it would not touch the level, or cannot. */
export function afterRepair(recount: Recount, repair: Repair): Quantities | null {
  switch (repair) {
    case 'rebuild_level':
      return recount.ledger ?? null
    case 'count_orders': {
      // What is on hand stays: units that no order holds become available, and the other way round.
      const moved = recount.allocated_by_orders - recount.level.allocated
      if (moved > recount.level.available) return null
      return { ...recount.level, available: recount.level.available - moved, allocated: recount.allocated_by_orders, backordered: recount.backordered_by_orders }
    }
    case 'fill_back_orders':
      return null
  }
}

/** What somebody else's books say of a quantity, where they speak of it. */
export function othersSay(recount: Recount, quantity: Quantity): { orders: number | null; queue: number | null } {
  switch (quantity) {
    case 'allocated':
      return { orders: recount.allocated_by_orders, queue: null }
    case 'backordered':
      return { orders: recount.backordered_by_orders, queue: recount.queued }
    default:
      return { orders: null, queue: null }
  }
}

export const isSame = (a: Quantities, b: Quantities) => QUANTITIES.every(quantity => a[quantity] === b[quantity])
