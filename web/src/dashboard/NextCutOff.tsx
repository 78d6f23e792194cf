import ScheduleOutlined from '@mui/icons-material/ScheduleOutlined'
import { Box, Paper, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useOperations, useStoreContext } from '../api/store-context'
import { useFormat, useT } from '../i18n/I18n'
import { nextCutOffs } from '../settings/cut-offs'

const TICK_MS = 15_000
const SOON_MS = 60 * 60_000

/** How long there is until the next reconciliation file: what is shipped by then is in it. */
export function NextCutOff() {
  const t = useT()
  const format = useFormat()
  const { store } = useStoreContext()
  const { store: read } = useOperations()
  const { data: settings } = useQuery({ queryKey: ['settings'], queryFn: read, staleTime: 300_000 })
  const now = useNow(TICK_MS)
  const [next] = settings ? nextCutOffs(settings.cut_offs, store.time_zone, now, 1) : []
  if (next === undefined) return null
  const left = next - now
  return (
    <Paper variant="outlined" sx={{ px: 2, py: 1.25, display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, rowGap: 0.25 }}>
      <ScheduleOutlined fontSize="small" sx={{ color: 'text.secondary' }} />
      <Typography variant="h2">{t('today.next_cut_off')}</Typography>
      <Typography sx={{ fontWeight: 650, fontVariantNumeric: 'tabular-nums' }}>{format.time(new Date(next).toISOString())}</Typography>
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

function useNow(every: number) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
