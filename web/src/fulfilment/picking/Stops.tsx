import Check from '@mui/icons-material/Check'
import { Box, ButtonBase, Typography } from '@mui/material'
import { useT } from '../../i18n/I18n'
import { Panel } from '../../layout/Panel'
import { rest, type Stop } from './walk'

/** The whole walk, to see what is ahead and to go somewhere else first. */
export function Stops({ stops, current, onChoose }: { stops: Stop[]; current: string | null; onChoose: (stop: Stop) => void }) {
  const t = useT()
  const open = stops.filter(stop => rest(stop) > 0)
  const done = stops.filter(stop => rest(stop) === 0)
  return (
    <Panel title={t('warehouse.walk')} flush>
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {[...open, ...done].map(stop => (
          <Box component="li" key={stop.key} sx={{ borderTop: 1, borderColor: 'divider' }}>
            <ButtonBase
              onClick={() => onChoose(stop)}
              disabled={rest(stop) === 0}
              aria-current={stop.key === current ? 'step' : undefined}
              sx={theme => ({
                width: '100%',
                minHeight: 52,
                px: 2,
                py: 0.75,
                display: 'grid',
                gridTemplateColumns: 'minmax(76px, auto) minmax(0, 1fr) auto',
                gap: 1.5,
                textAlign: 'left',
                backgroundColor: stop.key === current ? theme.palette.tones.active.wash : 'transparent',
                color: rest(stop) === 0 ? theme.palette.text.secondary : theme.palette.text.primary,
              })}
            >
              <Typography component="span" sx={{ fontWeight: 650 }}>
                {stop.location}
              </Typography>
              <Box component="span" sx={{ minWidth: 0 }}>
                <Typography component="span" variant="body2" sx={{ display: 'block', overflowWrap: 'anywhere' }}>
                  {stop.sku}
                </Typography>
                <Typography component="span" variant="caption" color="textSecondary" noWrap sx={{ display: 'block' }}>
                  {stop.name}
                </Typography>
              </Box>
              {rest(stop) === 0 ? (
                <Check fontSize="small" titleAccess={t('orders.status.picked')} />
              ) : (
                <Typography component="span" sx={{ fontWeight: 650, fontVariantNumeric: 'tabular-nums' }}>
                  {rest(stop)}
                </Typography>
              )}
            </ButtonBase>
          </Box>
        ))}
      </Box>
    </Panel>
  )
}
