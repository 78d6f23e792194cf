import type { Summary } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { BarChart } from '../layout/BarChart'

const SERIES = [
  { key: 'placed', tone: 'info' },
  { key: 'shipped', tone: 'good' },
] as const

/** Orders that were placed and shipped per day of the store, oldest first. */
export function DaysChart({ days }: { days: Summary['days'] }) {
  const t = useT()
  const format = useFormat()
  return (
    <BarChart
      caption={t('today.days_chart')}
      bands={days.map(({ day }) => ({ key: day, name: format.day(day), label: format.shortDay(day) }))}
      series={SERIES.map(({ key, tone }) => ({ key, tone, name: t(`today.${key}`), values: days.map(day => day[key]) }))}
      format={format.number}
      isWhole
    />
  )
}
