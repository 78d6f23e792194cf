import type { CountLine } from '../api/types'
import { useFormat } from '../i18n/I18n'

/** A difference with its sign, and in percent and money where that is known. */
export function Difference({ variance, isLong = false }: { variance: CountLine['variance']; isLong?: boolean }) {
  const format = useFormat()
  if (!variance) return '–'
  const { units, percent, value } = variance
  if (units === 0) return '0'
  const sign = units > 0 ? '+' : '−'
  const more = [percent && `${sign}${format.percent(percent.replace('-', ''))}`, isLong && value && format.money(value)].filter(Boolean)
  return (
    <span>
      <strong>
        {sign}
        {format.number(Math.abs(units))}
      </strong>
      {more.length > 0 && ` · ${more.join(' · ')}`}
    </span>
  )
}
