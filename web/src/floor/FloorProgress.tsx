import { Box, LinearProgress, Typography } from '@mui/material'
import { useT } from '../i18n/I18n'

/** How far the work on this screen is, in figures that are read from arm's length. Where there is nothing to do it is done. */
export function FloorProgress({ done, total, label }: { done: number; total: number; label: string }) {
  const t = useT()
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, mb: 1.5 }}>
      <LinearProgress variant="determinate" value={total === 0 ? 100 : (done / total) * 100} aria-label={label} sx={{ flex: 1, height: 8 }} />
      <Typography variant="body2" sx={{ fontWeight: 600, fontVariantNumeric: 'tabular-nums' }}>
        {t('warehouse.of', { done, total })}
      </Typography>
    </Box>
  )
}
