import { useQueryClient } from '@tanstack/react-query'
import { useOperations } from '../../api/store-context'
import type { Order } from '../../api/types'
import { readOrderCode } from '../order-code'

/** The order that a scanned code means; null where there is none. Of several with one reference, the one that can be worked on. */
export function useFindOrder() {
  const client = useQueryClient()
  const { order: read, listOrders } = useOperations()
  return async (scanned: string, isWanted: (order: Order) => boolean): Promise<Order | null> => {
    const code = readOrderCode(scanned)
    const ids = 'id' in code ? [code.id] : (await listOrders({ reference: code.reference, limit: 5 })).items.map(({ id }) => id)
    const orders = await Promise.all(
      ids.map(id => client.fetchQuery({ queryKey: ['orders', 'record', id], queryFn: () => read(id), retry: false, networkMode: 'always' }).catch(error => (error?.status === 404 ? null : Promise.reject(error)))),
    )
    const found = orders.filter(order => order !== null)
    return found.find(isWanted) ?? found[0] ?? null
  }
}
