import type { Operations } from '../api/operations'
import type { ResourceName } from '../api/resources'
import type { NewParcel, NewTracking } from '../api/types'

/** What somebody in the warehouse does, and what may reach the API later than they do it. */
export type Deferred =
  | { kind: 'pick'; order: string; reference: string; line: number; sku: string; quantity: number }
  | { kind: 'short_pick'; order: string; reference: string; line: number; sku: string; missing: number }
  | { kind: 'pack'; order: string; reference: string; parcel: NewParcel }
  | { kind: 'tracking'; order: string; reference: string; number: number; tracking: NewTracking }
  | { kind: 'collect'; manifest: string; carrier: string }
  | { kind: 'count'; count: string; sku: string; units: number; countedAt: string }

export function carryOut(operations: Operations, it: Deferred, key: string): Promise<unknown> {
  switch (it.kind) {
    case 'pick':
      return operations.pickOrder(it.order, { lines: [{ line: it.line, sku: it.sku, quantity: it.quantity }] }, key)
    case 'short_pick':
      return operations.shortPick(it.order, { line: it.line, missing: it.missing }, key)
    case 'pack':
      return operations.packOrder(it.order, it.parcel, key)
    case 'tracking':
      return operations.assignTracking(it.order, it.number, it.tracking)
    case 'collect':
      return operations.shipManifest(it.manifest, key)
    case 'count':
      return operations.recordCount(it.count, { sku: it.sku, units: it.units, counted_at: it.countedAt }, key)
  }
}

/** The lists that are read again once it is done. The pick list is not among them: who picks keeps it up to date. */
export const changedBy: Record<Deferred['kind'], ResourceName[]> = {
  pick: ['orders'],
  short_pick: ['orders', 'stock'],
  pack: ['orders'],
  tracking: ['orders'],
  collect: ['manifests', 'orders', 'stock'],
  count: ['counts', 'stock'],
}
