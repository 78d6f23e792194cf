import { expect, it, vi } from 'vitest'
import type { Operations } from '../../api/operations'
import { Problem } from '../../api/problem'
import { isOrderCode } from './codes'

const listing = (answer: (reference: unknown) => Promise<unknown[]>) =>
  (async ({ reference }: { reference?: unknown }) => ({ items: await answer(reference), next: null })) as unknown as Operations['listOrders']

it('a code is an order’s where an order has it as its reference', async () => {
  const listOrders = listing(async reference => (reference === '536365' ? [{}] : []))
  expect(await isOrderCode(listOrders, ' 536365 ')).toBe(true)
  expect(await isOrderCode(listOrders, 'RM100200300GB')).toBe(false)
})

it('an id is an order’s without anybody being asked', async () => {
  const listOrders = listing(() => Promise.reject(new Error('asked')))
  expect(await isOrderCode(listOrders, 'ord_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03')).toBe(true)
})

it('where nobody can be asked, or nobody answers in time, it is none', async () => {
  expect(await isOrderCode(listing(() => Promise.reject(Problem.unreachable())), '536365')).toBe(false)
  vi.useFakeTimers()
  const asked = isOrderCode(listing(() => new Promise(() => undefined)), '536365')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await asked).toBe(false)
  vi.useRealTimers()
})
