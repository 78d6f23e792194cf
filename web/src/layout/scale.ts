const MAX_STEPS = 4

/** The marks of an axis from nothing to at least `max`: round figures, few of them, whole ones where only whole ones make sense. */
export function marks(max: number, isWhole = false): number[] {
  const rough = Math.max(max, isWhole ? 1 : Number.MIN_VALUE) / MAX_STEPS
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const round = [1, 2, 5, 10].map(factor => factor * magnitude).find(step => step >= rough * (1 - 1e-9)) ?? rough
  const step = isWhole ? Math.max(1, Math.ceil(round)) : round
  const n = Math.max(1, Math.ceil(max / step - 1e-9))
  return Array.from({ length: n + 1 }, (_, index) => index * step)
}
