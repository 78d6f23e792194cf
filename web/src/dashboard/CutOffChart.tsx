import type { Reconciliation } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { BarChart } from '../layout/BarChart'

const SERIES = [
  { key: 'in', tone: 'info' },
  { key: 'shipped', tone: 'good' },
  { key: 'cancelled', tone: 'neutral' },
] as const

/** Orders that came in and went out per cut-off, oldest first. */
export function CutOffChart({ files }: { files: Reconciliation[] }) {
  const t = useT()
  const format = useFormat()
  return (
    <BarChart
      caption={t('today.chart')}
      bands={files.map(({ cut_off_at }) => ({ key: cut_off_at, name: format.dateTime(cut_off_at), label: format.shortDate(cut_off_at) }))}
      series={SERIES.map(({ key, tone }) => ({ key, tone, name: t(`reconciliations.total.${key}`), values: files.map(file => file.totals.orders[key]) }))}
      format={format.number}
      isWhole
    />
  )
}
