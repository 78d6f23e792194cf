import type { Page } from './types'

/**
 * The API pages by cursor, lists are numbered. A trail remembers the cursor of each page that was seen; a page never seen (a reloaded or shared
 * address) is reached by walking from the nearest one before it.
 */
export class CursorTrail<Item> {
  private readonly cursors: (string | null)[] = [null]

  constructor(private readonly fetchPage: (cursor: string | null) => Promise<Page<Item>>) {}

  async page(number: number): Promise<{ items: Item[]; hasNext: boolean }> {
    let reached = Math.min(number, this.cursors.length)
    for (;;) {
      const page = await this.fetchPage(this.cursors[reached - 1] ?? null)
      this.cursors.length = reached
      if (!page.next) return { items: reached === number ? page.items : [], hasNext: false }
      this.cursors.push(page.next)
      if (reached === number) return { items: page.items, hasNext: true }
      reached += 1
    }
  }
}

const MAX_EMPTY_PAGES = 20

/** A page of the API may hold nothing although the list goes on: filters are applied to what a page has read. Nobody wants to see that. */
export async function filledPage<Item>(fetchPage: (cursor: string | null) => Promise<Page<Item>>, cursor: string | null): Promise<Page<Item>> {
  let page = await fetchPage(cursor)
  for (let n = 1; page.items.length === 0 && page.next && n < MAX_EMPTY_PAGES; n += 1) page = await fetchPage(page.next)
  return page
}
