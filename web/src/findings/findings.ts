import { everything } from '../api/everything'
import type { Operations } from '../api/operations'
import { Problem } from '../api/problem'
import type { Query } from '../api/request'
import type { Finding, Page } from '../api/types'

type Lists = Pick<Operations, 'listFindings'>

const PER_PAGE = 100

/**
 * What is open comes first, and then the newest. The API lists findings by their ids, one for each rule and subject however often it was broken:
 * they are few, and are read whole to be put into an order that helps.
 */
export async function findings(operations: Lists, { state }: Query = {}): Promise<Page<Finding>> {
  const all = await everything(cursor => operations.listFindings({ cursor, limit: PER_PAGE }))
  const items = all.filter(it => !state || it.state === state).sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.found_at.localeCompare(a.found_at))
  return { items, next: null }
}

/** The API has no reading of a single one. */
export async function finding(operations: Lists, id: string): Promise<Finding> {
  const found = (await findings(operations)).items.find(it => it.id === id)
  if (!found) throw new Problem(404, 'not_found', '', '', null, [])
  return found
}

export const isOpen = ({ state }: Pick<Finding, 'state'>) => state === 'open'

/** What stands still while a finding is open: stock of a SKU that is not allocated any more, or an order on hold. Overtaken orders stop nobody. */
export const isFreezing = (it: Finding) => isOpen(it) && (it.sku ? it.rule !== 'idle_stock' : Boolean(it.order))
