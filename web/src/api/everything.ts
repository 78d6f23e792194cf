import type { Page } from './types'

/** All pages of a list, one after the other, until there are enough. */
export async function everything<Item>(fetchPage: (cursor: string | null) => Promise<Page<Item>>, enough = Infinity) {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page: Page<Item> = await fetchPage(cursor)
    items.push(...page.items)
    cursor = page.next ?? null
  } while (cursor !== null && items.length < enough)
  return items
}
