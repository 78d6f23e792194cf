import { Box, Typography } from '@mui/material'
import { useFormat } from '../i18n/I18n'
import type { Tone } from './theme'

export type Segment = { name: string; value: number; tone: Tone; isFaint?: boolean }

/** Parts of a whole as one bar. It is a picture beside the same figures as text, or says them itself. */
export function Bar({ segments, height = 8 }: { segments: Segment[]; height?: number }) {
  const format = useFormat()
  const shown = segments.filter(segment => segment.value > 0)
  const whole = shown.reduce((sum, segment) => sum + segment.value, 0)
  return (
    <Box
      role="img"
      aria-label={shown.map(segment => `${segment.name} ${format.number(segment.value)}`).join(', ') || '0'}
      sx={{ display: 'flex', gap: '2px', height, borderRadius: 1, overflow: 'hidden', bgcolor: 'sunken', minWidth: 64 }}
    >
      {shown.map(segment => (
        <Box
          key={segment.name}
          title={`${segment.name}: ${format.number(segment.value)}`}
          sx={theme => ({
            flex: `${segment.value / whole} 0 3px`,
            backgroundColor: theme.palette.tones[segment.tone].solid,
            opacity: segment.isFaint ? 0.45 : 1,
          })}
        />
      ))}
    </Box>
  )
}

export function Legend({ segments }: { segments: Segment[] }) {
  const format = useFormat()
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.5 }}>
      {segments.map(segment => (
        <Typography key={segment.name} component="li" variant="body2" sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}>
          <Box
            component="span"
            sx={theme => ({
              width: 10,
              height: 10,
              borderRadius: '3px',
              backgroundColor: theme.palette.tones[segment.tone].solid,
              opacity: segment.isFaint ? 0.45 : 1,
            })}
          />
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {segment.name}
          </Box>
          <Box component="strong" sx={{ fontWeight: 600, fontVariantNumeric: 'tabular-nums' }}>
            {format.number(segment.value)}
          </Box>
        </Typography>
      ))}
    </Box>
  )
}
