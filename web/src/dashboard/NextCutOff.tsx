import ScheduleOutlined from '@mui/icons-material/ScheduleOutlined'
import { Box, Paper, Typography } from '@mui/material'
import { useMay, useStoreContext } from '../api/store-context'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { useNow } from '../layout/useNow'
import { usePaths } from '../layout/usePaths'

const TICK_MS = 15_000
const SOON_MS = 60 * 60_000

/** How long there is until the next reconciliation file: what is shipped by then is in it. */
export function NextCutOff({ at }: { at: string }) {
  const t = useT()
  const format = useFormat()
  const { store } = useStoreContext()
  const path = usePaths()
  const may = useMay()
  const now = useNow(TICK_MS)
  const left = Date.parse(at) - now
  return (
    <Paper variant="outlined" sx={{ px: 2, py: 1.25, display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, rowGap: 0.25 }}>
      <ScheduleOutlined fontSize="small" sx={{ color: 'text.secondary' }} />
      <Typography variant="h2">
        {may('reconciliation.read') ? <AppLink to={path.reconciliations()} color="inherit">{t('today.next_cut_off')}</AppLink> : t('today.next_cut_off')}
      </Typography>
      <Typography sx={{ fontWeight: 650, fontVariantNumeric: 'tabular-nums' }}>{format.time(at)}</Typography>
      <Box
        component="span"
        role="timer"
        sx={theme => ({ px: 1, borderRadius: 99, fontWeight: 650, fontSize: '0.8125rem', lineHeight: '22px', color: theme.palette.tones[left < SOON_MS ? 'warn' : 'neutral'].ink, backgroundColor: theme.palette.tones[left < SOON_MS ? 'warn' : 'neutral'].wash })}
      >
        {t('today.in_time', { time: format.duration(left) })}
      </Box>
      <Typography variant="body2" color="textSecondary">
        {store.time_zone}
      </Typography>
    </Paper>
  )
}
