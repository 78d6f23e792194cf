import { Box, useTheme } from '@mui/material'
import { visuallyHidden } from '@mui/utils'
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
  // One label a day, however many cut-offs it has.
  const days = new Map(files.map(file => [format.shortDay(file.cut_off_at), file.cut_off_at]))
  const label = (at: string) => (days.get(format.shortDay(at)) === at ? format.shortDay(at) : '')
  return (
    <Box component="figure" sx={{ m: 0 }}>
      <Box component="figcaption" sx={visuallyHidden}>
        {t('today.chart')}
      </Box>
      <BarChart
        height={220}
        margin={{ left: 0, right: 8, top: 8, bottom: 0 }}
        borderRadius={2}
        xAxis={[
          {
            data: files.map(file => file.cut_off_at),
            scaleType: 'band',
            disableTicks: true,
            valueFormatter: (at: string, { location }) => (location === 'tick' ? label(at) : format.dateTime(at)),
          },
        ]}
        yAxis={[{ width: 44, disableLine: true, disableTicks: true, tickMinStep: 1, valueFormatter: (value: number) => format.number(value) }]}
        series={series.map(({ name, color }) => ({
          data: files.map(file => file.totals.orders[name]),
          label: t(`reconciliations.total.${name}`),
          color,
          valueFormatter: value => format.number(value ?? 0),
        }))}
        grid={{ horizontal: true }}
      />
    </Box>
  )
}
