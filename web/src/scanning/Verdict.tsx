import { Box, Typography } from '@mui/material'
import type { Tone } from '../layout/theme'

export type Spoken = { tone: Extract<Tone, 'good' | 'bad' | 'info'>; head: string; detail?: string }

/** What the last scan was, to be read at arm's length. A wrong one is an alert: it is read out at once and fills the place. */
export function Verdict({ spoken, hint }: { spoken: Spoken | null; hint: string }) {
  return (
    <Box
      role={spoken?.tone === 'bad' ? 'alert' : 'status'}
      sx={theme => {
        const { ink, wash, solid } = theme.palette.tones[spoken?.tone ?? 'neutral']
        const isBad = spoken?.tone === 'bad'
        return {
          minHeight: 76,
          p: 1.5,
          mb: 1.5,
          borderRadius: 1,
          display: 'grid',
          alignContent: 'center',
          color: ink,
          backgroundColor: wash,
          border: '2px solid',
          borderColor: isBad ? solid : 'transparent',
          overflowWrap: 'anywhere',
        }
      }}
    >
      {spoken ? (
        <>
          <Typography component="p" sx={{ fontSize: '1.25rem', fontWeight: 700, lineHeight: 1.25 }}>
            {spoken.head}
          </Typography>
          {spoken.detail && <Typography variant="body2">{spoken.detail}</Typography>}
        </>
      ) : (
        <Typography variant="body2">{hint}</Typography>
      )}
    </Box>
  )
}
