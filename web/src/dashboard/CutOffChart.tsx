import { useTheme } from '@mui/material'
import { BarChart } from '@mui/x-charts/BarChart'
import type { Reconciliation } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'

/** Orders that came in and went out per cut-off, oldest first. Default export: the chart library is loaded when somebody looks at it. */
export default function CutOffChart({ files }: { files: Reconciliation[] }) {
  const t = useT()
  const format = useFormat()
  const { palette } = useTheme()
  const series = [
    { name: 'in' as const, color: palette.tones.info.solid },
    { name: 'shipped' as const, color: palette.tones.good.solid },
    { name: 'cancelled' as const, color: palette.tones.neutral.solid },
  ]
  return (
    <BarChart
      height={220}
      title={t('today.chart')}
      desc={t('today.chart_description')}
      margin={{ left: 0, right: 8, top: 8, bottom: 0 }}
      xAxis={[
        {
          data: files.map(file => file.cut_off_at),
          scaleType: 'band',
          valueFormatter: (at: string, { location }) => (location === 'tick' ? format.shortDay(at) : format.dateTime(at)),
        },
      ]}
      yAxis={[{ width: 44, valueFormatter: (value: number) => format.number(value), tickMinStep: 1 }]}
      series={series.map(({ name, color }) => ({
        data: files.map(file => file.totals.orders[name]),
        label: t(`reconciliations.total.${name}`),
        color,
        valueFormatter: value => format.number(value ?? 0),
      }))}
      grid={{ horizontal: true }}
    />
  )
}
