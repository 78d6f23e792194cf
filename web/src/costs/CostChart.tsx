import type { Costs } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { BarChart } from '../layout/BarChart'
import { PARTS } from './period'

const TONES = { writes: 'active', reads: 'info', files: 'good', queues: 'warn', functions: 'neutral', mails: 'bad' } as const

/** What each day cost, by what it was spent on. */
export function CostChart({ days }: { days: Costs['days'] }) {
  const t = useT()
  const format = useFormat()
  const used = PARTS.filter(part => days.some(day => day.parts[part] > 0))
  return (
    <BarChart
      caption={t('costs.chart')}
      bands={days.map(({ day }) => ({ key: day, name: format.day(day), label: format.shortDay(day) }))}
      series={used.map(part => ({ key: part, tone: TONES[part], name: t(`costs.part.${part}`), values: days.map(day => day.parts[part]) }))}
      format={format.tinyMoney}
      isStacked
      height={240}
    />
  )
}
