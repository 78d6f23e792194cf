import Check from '@mui/icons-material/Check'
import { Box, Typography } from '@mui/material'
import { PlaceRow } from '../../floor/PlaceRow'
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
          <PlaceRow
            key={stop.key}
            place={stop.location}
            sku={stop.sku}
            name={stop.name}
            isCurrent={stop.key === current}
            isDone={rest(stop) === 0}
            isDisabled={rest(stop) === 0}
            onChoose={() => onChoose(stop)}
          >
            {rest(stop) === 0 ? (
              <Check fontSize="small" titleAccess={t('orders.status.picked')} />
            ) : (
              <Typography component="span" sx={{ fontWeight: 650, fontVariantNumeric: 'tabular-nums' }}>
                {rest(stop)}
              </Typography>
            )}
          </PlaceRow>
        ))}
      </Box>
    </Panel>
  )
}
