import type { Notice, NoticeKind } from '../api/types'
import type { Paths } from '../paths'

/** Where the thing of a notice is looked at, in the notice's own store. */
export function placeOf({ kind, subject }: Pick<Notice, 'kind' | 'subject'>, path: Paths): string {
  if (!subject) return path.orders()
  const places: Record<NoticeKind, string> = {
    import_rejected: path.import(subject),
    import_failed: path.import(subject),
    reconciliation_ready: path.reconciliation(Number(subject)),
    back_orders_filled: path.orders(),
    short_pick: path.order(subject),
    return_received: path.returned(subject),
    count_variance: path.count(subject),
    finding_opened: path.finding(subject),
    webhook_off: path.webhook(subject),
  }
  return places[kind] ?? path.today()
}
