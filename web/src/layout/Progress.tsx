import { Box, LinearProgress, Typography } from '@mui/material'
import { useFormat } from '../i18n/I18n'

export function Progress({ done, total, label }: { done: number; total: number; label: string }) {
  const format = useFormat()
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minWidth: 140 }}>
      <LinearProgress
        variant="determinate"
        value={total === 0 ? 0 : (done / total) * 100}
        aria-label={label}
        sx={{ flex: 1 }}
      />
      <Typography variant="caption" color="textSecondary" sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
        {format.number(done)} / {format.number(total)}
      </Typography>
    </Box>
  )
}
