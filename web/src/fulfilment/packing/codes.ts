import type { Operations } from '../../api/operations'
import { useMay, useOperations } from '../../api/store-context'
import { isGtin } from '../../catalogue/product'
import { readOrderCode } from '../order-code'

/** Somebody stands there with a label in the hand: whoever cannot be asked by then is not waited for. */
const GIVE_UP_MS = 3_000

/** Whether a code is an order's: by its form, or because there is an order of that reference. Where nobody can be asked, it is none. */
export async function isOrderCode(listOrders: Operations['listOrders'], scanned: string): Promise<boolean> {
  const code = readOrderCode(scanned)
  if ('id' in code) return true
  const late = new Promise<false>(resolve => setTimeout(resolve, GIVE_UP_MS, false))
  const known = listOrders({ reference: code.reference, limit: 1 }).then(
    ({ items }) => items.length > 0,
    () => false,
  )
  return Promise.race([known, late])
}

export function useIsOrder() {
  const { listOrders } = useOperations()
  return (scanned: string) => isOrderCode(listOrders, scanned)
}

/** Whether a code that is no order's is on goods: a number such as goods have, or a SKU of the catalogue. */
export function useIsGoods() {
  const { product } = useOperations()
  const mayRead = useMay()('catalogue.read')
  return async (scanned: string): Promise<boolean> => {
    const code = scanned.trim().toUpperCase()
    if (isGtin(code)) return true
    return mayRead && (await product(code).then(
      () => true,
      () => false,
    ))
  }
}
