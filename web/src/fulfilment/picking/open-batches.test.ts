import { expect, it } from 'vitest'
import type { Operations } from '../../api/operations'
import { batchesToPick } from './open-batches'

/** A store of 60 batches, the newest first, each of one order. */
function store(toPick: Record<string, string[]>) {
  const asked: unknown[] = []
  const batches = Array.from({ length: 60 }, (_, index) => ({ id: `bat_${index}`, orders: [`ord_${index}`] }))
  const listBatches = async ({ cursor, limit }: { cursor?: string | null; limit?: number }) => {
    asked.push(cursor ?? null)
    const from = Number(cursor ?? 0)
    const to = from + (limit ?? 0)
    return { items: batches.slice(from, to), next: to < batches.length ? String(to) : null }
  }
  const listOrders = async ({ work }: { work?: string }) => ({ items: (toPick[work ?? ''] ?? []).map(id => ({ id })), next: null })
  return { operations: { listBatches, listOrders } as unknown as Operations, asked }
}

it('a batch with work left is found however old it is', async () => {
  const { operations } = store({ released: ['ord_3'], picking: ['ord_57'] })
  expect((await batchesToPick(operations)).map(({ id }) => id)).toEqual(['bat_3', 'bat_57'])
})

it('no more batches are asked for than are needed', async () => {
  const near = store({ without_papers: ['ord_3'] })
  expect(await batchesToPick(near.operations)).toHaveLength(1)
  expect(near.asked).toEqual([null])
  const none = store({})
  expect(await batchesToPick(none.operations)).toEqual([])
  expect(none.asked).toEqual([])
})

it('an order that is in no batch does not keep anybody asking', async () => {
  const { operations, asked } = store({ picking: ['ord_none'] })
  expect(await batchesToPick(operations)).toEqual([])
  expect(asked).toHaveLength(2)
})
