import { Box, useTheme } from '@mui/material'
import { visuallyHidden } from '@mui/utils'
import { BarChart } from '@mui/x-charts/BarChart'
import type { Costs } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { PARTS } from './period'

/** What each day cost, by what it was spent on. Default export: the chart library is loaded when somebody looks at it. */
export default function CostChart({ days }: { days: Costs['days'] }) {
  const t = useT()
  const format = useFormat()
  const { palette } = useTheme()
  const colours = {
    writes: palette.tones.active.solid,
    reads: palette.tones.info.solid,
    files: palette.tones.good.solid,
    queues: palette.tones.warn.solid,
    functions: palette.tones.neutral.solid,
    mails: palette.tones.bad.solid,
  }
  const used = PARTS.filter(part => days.some(day => day.parts[part] > 0))
  return (
    <Box component="figure" sx={{ m: 0 }}>
      <Box component="figcaption" sx={visuallyHidden}>
        {t('costs.chart')}
      </Box>
      <BarChart
        height={260}
        skipAnimation
        margin={{ left: 0, right: 8, top: 8, bottom: 0 }}
        borderRadius={2}
        xAxis={[{ data: days.map(day => day.day), scaleType: 'band', disableTicks: true, valueFormatter: (day: string) => format.day(day) }]}
        yAxis={[{ width: 72, disableLine: true, disableTicks: true, valueFormatter: (nano: number) => format.tinyMoney(nano) }]}
        series={used.map(part => ({
          data: days.map(day => day.parts[part]),
          label: t(`costs.part.${part}`),
          color: colours[part],
          stack: 'cost',
          valueFormatter: (nano: number | null) => format.tinyMoney(nano ?? 0),
        }))}
        grid={{ horizontal: true }}
      />
    </Box>
  )
}
