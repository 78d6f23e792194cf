import type { CountLine } from '../api/types'
import { useFormat } from '../i18n/I18n'

/** A difference with its sign, and in percent and money where that is known. */
export function Difference({ variance, isLong = false }: { variance: CountLine['variance']; isLong?: boolean }) {
  const format = useFormat()
  if (!variance) return '–'
  const { units, percent, value } = variance
  if (units === 0) return format.number(0)
  const more = [percent && format.signedPercent(percent), isLong && value && format.money(value)].filter(Boolean)
  return (
    <span>
      <strong>{format.signed(units)}</strong>
      {more.length > 0 && ` · ${more.join(' · ')}`}
    </span>
  )
}
