import { Box, Typography } from '@mui/material'
import type { Order } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Panel } from '../layout/Panel'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { ReturnStateChip } from '../returns/ReturnStateChip'

/** What came back of an order, or is to. */
export function OrderReturns({ returns }: { returns: Order['returns'] }) {
  const t = useT()
  const word = useWord()
  const path = usePaths()
  if (returns.length === 0) return null
  return (
    <Panel title={t('returns.of_order')}>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1.5 }}>
        {returns.map(back => (
          <Box component="li" key={back.id}>
            <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
              <AppLink to={path.returned(back.id)} variant="body2" sx={{ fontWeight: 600 }}>
                {back.code}
              </AppLink>
              <ReturnStateChip state={back.state} />
              <Typography variant="body2" color="textSecondary">
                <When at={back.received_at ?? back.created_at} />
              </Typography>
            </Box>
            <Typography variant="body2" color="textSecondary">
              {[back.announced ? t('returns.n_of', { n: back.units.received, announced: back.units.announced }) : t('orders.n_units', { n: back.units.received }), ...back.reasons.map(reason => word('returns.reason', reason))].join(' · ')}
            </Typography>
          </Box>
        ))}
      </Box>
    </Panel>
  )
}
