import { everything } from '../../api/everything'
import type { Operations } from '../../api/operations'
import type { Batch } from '../../api/types'

/** What the board counts as still to be picked. */
const TO_PICK = ['released', 'without_papers', 'picking'] as const

const PAGE = 50

/**
 * The batches with something left to pick, the newest first, however old. Lists of batches do not say what is picked, but orders do: batches are
 * looked through until each order that is to be picked was met in its own.
 */
export async function batchesToPick({ listOrders, listBatches }: Pick<Operations, 'listOrders' | 'listBatches'>): Promise<Batch[]> {
  const orders = await Promise.all(TO_PICK.map(work => everything(cursor => listOrders({ work, cursor, limit: 200 }))))
  const missing = new Set(orders.flat().map(({ id }) => id))
  const found: Batch[] = []
  let cursor: string | null = null
  while (missing.size > 0) {
    const page: Awaited<ReturnType<typeof listBatches>> = await listBatches({ cursor, limit: PAGE })
    for (const batch of page.items) {
      const mine = batch.orders.filter(order => missing.delete(order))
      if (mine.length > 0) found.push(batch)
    }
    cursor = page.next ?? null
    if (cursor === null) break
  }
  return found
}
