import { Box, ButtonBase, Skeleton, Typography } from '@mui/material'
import { Link as RouterLink } from 'react-router-dom'
import type { AsnRow } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { EmptyState } from '../layout/EmptyState'
import { Panel } from '../layout/Panel'
import { usePaths } from '../layout/usePaths'
import { AsnStateChip } from './AsnStateChip'

/** So many fit on a screen; the others are found by their reference, or in the list of deliveries. */
const MAX_SHOWN = 8

/** Deliveries of which goods may come, the next first, each a tap away from receiving it. */
export function ExpectedDeliveries({ open }: { open: AsnRow[] | undefined }) {
  const t = useT()
  const path = usePaths()
  const format = useFormat()
  return (
    <Panel title={t('inbound.expected')} aside={<AppLink to={path.asns({ which: 'open' })}>{t('inbound.all_expected', { n: open?.length ?? 0 })}</AppLink>} flush sx={{ maxWidth: 1100, mb: 3 }}>
      {!open && <Skeleton variant="rounded" height={120} sx={{ m: 2 }} />}
      {open?.length === 0 && <EmptyState title={t('inbound.none_expected')} />}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {open?.slice(0, MAX_SHOWN).map(asn => (
          <Box component="li" key={asn.id} sx={{ borderTop: 1, borderColor: 'divider' }}>
            <ButtonBase
              component={RouterLink}
              to={path.receiveAsn(asn.id)}
              sx={{ width: '100%', minHeight: 64, px: 2, py: 1, display: 'flex', justifyContent: 'space-between', gap: 2, textAlign: 'left' }}
            >
              <Box component="span" sx={{ minWidth: 0 }}>
                <Typography component="span" sx={{ display: 'block', fontWeight: 650, overflowWrap: 'anywhere' }}>
                  {asn.reference}
                </Typography>
                <Typography component="span" variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
                  {[asn.supplier, format.day(asn.expected_on), t('inbound.n_lines', { n: asn.n_lines }), t('inbound.n_to_come', { n: asn.units.short })].filter(Boolean).join(' · ')}
                </Typography>
              </Box>
              <AsnStateChip state={asn.state} />
            </ButtonBase>
          </Box>
        ))}
      </Box>
    </Panel>
  )
}
