import type { Page } from './types'

/** All pages of a list, one after the other. `onPage` hears how many items there are so far. */
export async function everything<Item>(fetchPage: (cursor: string | null) => Promise<Page<Item>>, onPage: (items: Item[]) => void = () => undefined) {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page: Page<Item> = await fetchPage(cursor)
    items.push(...page.items)
    onPage(items)
    cursor = page.next ?? null
  } while (cursor !== null)
  return items
}
