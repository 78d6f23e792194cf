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
  return_announced: 'neutral',
  return_received: 'warn',
  return_ended: 'neutral',
}

export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const t = useT()
  const word = useWord()
  const details = useDetails()
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
              {[details(entry), entry.on_behalf_of ? `${entry.actor} (${t('audit.on_behalf', { name: entry.on_behalf_of })})` : entry.actor].filter(Boolean).join(' · ')}
            </Typography>
          </Box>
        ))}
      </Box>
    </Panel>
  )
}

/** Events whose reason is one of the known words, not somebody's own. */
const HOLDS = ['held', 'hold_released']

/** What an event's data says, in the reader's language; where it says nothing that is known here, the API's own English words. */
function useDetails() {
  const t = useT()
  const word = useWord()
  return ({ kind, detail, data }: TimelineEntry) => {
    const { allocated, backordered, sku, line, parcel, number, quantity, missing, reallocated, reason, note } = data
    const parts = [
      typeof allocated === 'number' && `${t('orders.counter.allocated')} ${allocated}`,
      typeof backordered === 'number' && backordered > 0 && `${t('orders.counter.backordered')} ${backordered}`,
      typeof sku === 'string' && sku,
      typeof line === 'number' && `${t('orders.line')} ${line}`,
      typeof parcel === 'number' && t('orders.parcel', { number: String(parcel) }),
      typeof number === 'string' && number,
      typeof quantity === 'number' && t('orders.n_units', { n: quantity }),
      typeof missing === 'number' && t('orders.units_missing', { n: missing }),
      typeof reallocated === 'number' && reallocated > 0 && t('orders.reallocated', { n: reallocated }),
      typeof reason === 'string' && (HOLDS.includes(kind) ? word('orders.hold', reason) : reason),
      typeof note === 'string' && note,
    ].filter(Boolean)
    return parts.length > 0 ? parts.join(' · ') : detail
  }
}
