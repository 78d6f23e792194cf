import { Box } from '@mui/material'
import type { ReactNode } from 'react'
import type { Tone } from './theme'

/** A state in a word; the colour only repeats what the word says. */
export function Chip({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <Box
      component="span"
      sx={theme => ({
        display: 'inline-flex',
        alignItems: 'center',
        gap: 0.75,
        px: 1,
        py: '1px',
        borderRadius: 99,
        fontSize: '0.75rem',
        fontWeight: 600,
        lineHeight: '20px',
        whiteSpace: 'nowrap',
        color: theme.palette.tones[tone].ink,
        backgroundColor: theme.palette.tones[tone].wash,
        '&::before': {
          content: '""',
          width: 6,
          height: 6,
          borderRadius: '50%',
          flexShrink: 0,
          backgroundColor: theme.palette.tones[tone].solid,
        },
      })}
    >
      {children}
    </Box>
  )
}
