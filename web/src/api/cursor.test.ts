import { describe, expect, it } from 'vitest'
import { CursorTrail, filledPage } from './cursor'

/** Ten items, three to a page, and a note of each cursor that was asked for. */
function tenItems() {
  const asked: (string | null)[] = []
  const trail = new CursorTrail<number>(async cursor => {
    asked.push(cursor)
    const from = Number(cursor ?? 0)
    return { items: Array.from({ length: Math.min(3, 10 - from) }, (_, index) => from + index), next: from + 3 < 10 ? String(from + 3) : null }
  })
  return { trail, asked }
}

describe('a trail of cursors', () => {
  it('turns pages one by one with one request each', async () => {
    const { trail, asked } = tenItems()
    expect(await trail.page(1)).toEqual({ items: [0, 1, 2], hasNext: true })
    expect(await trail.page(2)).toEqual({ items: [3, 4, 5], hasNext: true })
    expect(await trail.page(1)).toEqual({ items: [0, 1, 2], hasNext: true })
    expect(asked).toEqual([null, '3', null])
  })

  it('walks to a page that it has not seen', async () => {
    const { trail, asked } = tenItems()
    expect(await trail.page(4)).toEqual({ items: [9], hasNext: false })
    expect(asked).toEqual([null, '3', '6', '9'])
  })

  it('answers nothing beyond the end', async () => {
    expect(await tenItems().trail.page(9)).toEqual({ items: [], hasNext: false })
  })

  it('follows the newest cursor after a page was read again', async () => {
    let version = 0
    const trail = new CursorTrail<string>(async cursor => ({ items: [`${cursor}`], next: cursor === null ? `after-${version}` : null }))
    await trail.page(1)
    version = 1
    await trail.page(1)
    expect((await trail.page(2)).items).toEqual(['after-1'])
  })
})

describe('a filled page', () => {
  const pages: Record<string, { items: number[]; next: string | null }> = {
    start: { items: [], next: 'a' },
    a: { items: [], next: 'b' },
    b: { items: [7], next: 'c' },
    end: { items: [], next: null },
  }
  const fetchPage = async (cursor: string | null) => pages[cursor ?? 'start'] ?? { items: [], next: cursor }

  it('is the first that holds anything', async () => {
    expect(await filledPage(fetchPage, null)).toEqual({ items: [7], next: 'c' })
  })

  it('is empty at the end of the list, and where the search has become too long', async () => {
    expect(await filledPage(fetchPage, 'end')).toEqual({ items: [], next: null })
    expect(await filledPage(fetchPage, 'desert')).toEqual({ items: [], next: 'desert' })
  })
})
