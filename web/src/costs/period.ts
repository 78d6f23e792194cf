import type { Cost, CostPart } from '../api/types'

export const PARTS: CostPart[] = ['writes', 'reads', 'files', 'queues', 'functions', 'mails']

const DAY_MS = 86_400_000

/** The last `nDays` days, today included. Costs are summed by UTC days, as the cloud's bill is. */
export function period(now: Date, nDays: number) {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  return { from: day(now.getTime() - (nDays - 1) * DAY_MS), to: day(now.getTime()) }
}

export const largestPart = ({ parts }: Cost) => PARTS.reduce((largest, part) => (parts[part] > parts[largest] ? part : largest))

/** By which part of what it was a figure grew or shrank; null where there is nothing to compare with. */
export const change = (before: number | null, now: number | null) => (before && now !== null ? (now - before) / before : null)
