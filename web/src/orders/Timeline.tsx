import { Box, Typography } from '@mui/material'
import type { TimelineEntry } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { Panel } from '../layout/Panel'
import type { Tone } from '../layout/theme'
import { When } from '../layout/When'

const TONES: Record<string, Tone> = {
  accepted: 'active',
  filled: 'active',
  held: 'bad',
  hold_released: 'active',
  reduced: 'neutral',
  cancelled: 'neutral',
  short_picked: 'warn',
  shipped: 'good',
  unshipped: 'bad',
}

export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const t = useT()
  const word = useWord()
  return (
    <Panel title={t('orders.timeline')}>
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, pt: 0.5 }}>
        {entries.map((entry, index) => (
          <Box
            component="li"
            key={index}
            sx={theme => ({
              position: 'relative',
              pl: 3,
              pb: index === entries.length - 1 ? 0 : 1.75,
              '&::before': {
                content: '""',
                position: 'absolute',
                left: 2,
                top: 6,
                width: 9,
                height: 9,
                borderRadius: '50%',
                backgroundColor: theme.palette.tones[TONES[entry.kind] ?? 'info'].solid,
              },
              '&::after': {
                content: '""',
                position: 'absolute',
                left: 6,
                top: 19,
                bottom: -2,
                width: '1px',
                backgroundColor: theme.palette.divider,
                display: index === entries.length - 1 ? 'none' : 'block',
              },
            })}
          >
            <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, alignItems: 'baseline' }}>
              <Typography variant="body2" sx={{ fontWeight: 600 }}>
                {word('orders.event', entry.kind)}
              </Typography>
              <Typography variant="body2" color="textSecondary" sx={{ ml: { sm: 'auto' } }}>
                <When at={entry.at} />
              </Typography>
            </Box>
            <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
              {[entry.detail, entry.actor].filter(Boolean).join(' · ')}
            </Typography>
          </Box>
        ))}
      </Box>
    </Panel>
  )
}
