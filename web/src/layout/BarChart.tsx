import { Box, Paper, Typography, useMediaQuery, useTheme } from '@mui/material'
import { visuallyHidden } from '@mui/utils'
import { useState, type ReactNode } from 'react'
import { marks } from './scale'
import type { Tone } from './theme'

export type Band = { key: string; name: string; label: string }
export type Series = { key: string; name: string; tone: Tone; values: number[] }

/**
 * Bars over time: side by side, or on top of one another. Plain elements that need no measuring; what they show is also there as a table for
 * whoever cannot see them. The few charts of the portal are no reason to load a library of charts.
 */
export function BarChart({
  caption,
  bands,
  series,
  format,
  isStacked = false,
  isWhole = false,
  height = 200,
}: {
  caption: string
  bands: Band[]
  series: Series[]
  format: (value: number) => string
  isStacked?: boolean
  isWhole?: boolean
  height?: number
}) {
  const theme = useTheme()
  const hasRoom = useMediaQuery(theme.breakpoints.up('sm'), { noSsr: true })
  const [pointed, setPointed] = useState<number | null>(null)
  const at = (index: number) => series.map(({ values }) => values[index] ?? 0)
  const highest = Math.max(0, ...bands.map((_, index) => (isStacked ? at(index).reduce((sum, value) => sum + value, 0) : Math.max(...at(index)))))
  const axis = marks(highest, isWhole)
  const top = axis.at(-1) ?? 1
  const every = Math.ceil(bands.length / (hasRoom ? 8 : 4))
  const band = pointed === null ? undefined : bands[pointed]

  return (
    <Box component="figure" sx={{ m: 0 }}>
      <Box component="figcaption" sx={visuallyHidden}>
        {caption}
      </Box>
      <Box aria-hidden sx={{ display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', columnGap: 1, pt: 1 }}>
        <Box sx={{ position: 'relative', height }}>
          {axis.map(value => (
            <AxisText key={value} sx={{ position: 'absolute', right: 0, bottom: `${(value / top) * 100}%`, transform: 'translateY(50%)' }}>
              {format(value)}
            </AxisText>
          ))}
          {/* What makes the column as wide as its widest mark. */}
          <AxisText sx={{ visibility: 'hidden', height: 0 }}>{axis.map(format).reduce((widest, text) => (text.length > widest.length ? text : widest), '')}</AxisText>
        </Box>
        <Box sx={{ position: 'relative', height }} onPointerLeave={() => setPointed(null)}>
          {axis.map(value => (
            <Box key={value} sx={{ position: 'absolute', left: 0, right: 0, bottom: `${(value / top) * 100}%`, borderTop: 1, borderColor: 'divider' }} />
          ))}
          <Box sx={{ position: 'absolute', inset: 0, display: 'flex' }}>
            {bands.map(({ key }, index) => (
              <Box key={key} onPointerEnter={() => setPointed(index)} sx={{ flex: '1 1 0', minWidth: 0, display: 'flex', justifyContent: 'center', bgcolor: index === pointed ? 'action.hover' : undefined }}>
                <Box
                  sx={{
                    width: '76%',
                    maxWidth: 48,
                    display: 'flex',
                    flexDirection: isStacked ? 'column-reverse' : 'row',
                    alignItems: isStacked ? 'stretch' : 'flex-end',
                    justifyContent: isStacked ? 'flex-start' : 'center',
                    gap: isStacked ? 0 : '1px',
                  }}
                >
                  {series.map(({ key: name, tone, values }) => (
                    <Box
                      key={name}
                      data-bar={name}
                      sx={{
                        flex: isStacked ? '0 0 auto' : '1 1 0',
                        minWidth: 0,
                        bgcolor: theme.palette.tones[tone].solid,
                        borderRadius: isStacked ? 0 : '2px 2px 0 0',
                      }}
                      style={{ height: `${((values[index] ?? 0) / top) * 100}%` }}
                    />
                  ))}
                </Box>
              </Box>
            ))}
          </Box>
          {band && pointed !== null && (
            <Paper
              elevation={4}
              sx={{ position: 'absolute', top: 0, zIndex: 1, px: 1.25, py: 0.75, pointerEvents: 'none', whiteSpace: 'nowrap', border: 1, borderColor: 'divider' }}
              style={pointed < bands.length / 2 ? { left: `${((pointed + 1) / bands.length) * 100}%` } : { right: `${(1 - pointed / bands.length) * 100}%` }}
            >
              <Typography variant="caption" component="p" sx={{ fontWeight: 650 }}>
                {band.name}
              </Typography>
              {series.map(({ key, name, tone, values }) => (
                <Typography key={key} variant="caption" component="p" sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}>
                  <Swatch tone={tone} />
                  <Box component="span" sx={{ flex: 1, pr: 2 }}>
                    {name}
                  </Box>
                  <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums', fontWeight: 600 }}>
                    {format(values[pointed] ?? 0)}
                  </Box>
                </Typography>
              ))}
            </Paper>
          )}
        </Box>
        <Box />
        <Box sx={{ display: 'flex', height: 22, pt: 0.5 }}>
          {bands.map(({ key, label }, index) => (
            <Box key={key} sx={{ flex: '1 1 0', minWidth: 0, display: 'flex', justifyContent: 'center' }}>
              {index % every === 0 && <AxisText sx={{ flexShrink: 0 }}>{label}</AxisText>}
            </Box>
          ))}
        </Box>
      </Box>
      <Box aria-hidden sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.5, pt: 1 }}>
        {series.map(({ key, name, tone }) => (
          <Typography key={key} variant="caption" sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}>
            <Swatch tone={tone} />
            {name}
          </Typography>
        ))}
      </Box>
      <Box sx={visuallyHidden}>
        <table>
          <thead>
            <tr>
              <td />
              {series.map(({ key, name }) => (
                <th key={key} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bands.map(({ key, name }, index) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                {series.map(({ key: of, values }) => (
                  <td key={of}>{format(values[index] ?? 0)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Box>
    </Box>
  )
}

function AxisText({ sx, children }: { sx: object; children: ReactNode }) {
  return (
    <Typography component="span" sx={{ display: 'block', fontSize: '0.6875rem', lineHeight: 1.4, color: 'text.secondary', whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums', ...sx }}>
      {children}
    </Typography>
  )
}

function Swatch({ tone }: { tone: Tone }) {
  return <Box component="span" sx={{ width: 10, height: 10, borderRadius: '3px', flexShrink: 0, bgcolor: theme => theme.palette.tones[tone].solid }} />
}
