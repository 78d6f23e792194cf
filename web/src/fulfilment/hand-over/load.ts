import type { Order } from '../../api/types'
import { readOrderCode } from '../order-code'

/** A parcel that should be on the truck. */
export type Load = { key: string; order: string; reference: string; number: number; trackingNumber: string | null; consignee: string }

export const loadsOf = (orders: Order[]): Load[] =>
  orders.flatMap(order =>
    order.parcels
      .filter(parcel => !parcel.shipped_at)
      .map(parcel => ({
        key: `${order.id} ${parcel.number}`,
        order: order.id,
        reference: order.reference,
        number: parcel.number,
        trackingNumber: parcel.tracking_number ?? null,
        consignee: order.consignee,
      })),
  )

/** Parcels that nobody can follow once they have left. */
export const nUntracked = (loads: Load[]) => loads.filter(({ trackingNumber }) => !trackingNumber).length

export type LoadVerdict = { kind: 'loaded'; load: Load } | { kind: 'again'; load: Load } | { kind: 'stranger' }

/**
 * What a scan at the truck means: a tracking number names one parcel; an order's code the next of its parcels. Carriers' codes may hold more than
 * the tracking number, so a code that ends with it counts too.
 */
export function judgeLoad(loads: Load[], loaded: ReadonlySet<string>, scanned: string): LoadVerdict {
  const code = scanned.trim().toUpperCase()
  const byTracking = loads.filter(({ trackingNumber }) => trackingNumber && trackingNumber.length >= 6 && code.endsWith(trackingNumber.toUpperCase()))
  const wanted = readOrderCode(scanned)
  const meant = byTracking.length > 0 ? byTracking : loads.filter(load => ('id' in wanted ? load.order === wanted.id : load.reference.toUpperCase() === code))
  const next = meant.find(({ key }) => !loaded.has(key))
  if (next) return { kind: 'loaded', load: next }
  const [again] = meant
  return again ? { kind: 'again', load: again } : { kind: 'stranger' }
}
