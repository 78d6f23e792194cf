import { Box, CircularProgress } from '@mui/material'
import { useT } from '../i18n/I18n'

export function Splash() {
  const t = useT()
  return (
    <Box sx={{ display: 'grid', placeItems: 'center', minHeight: '60vh' }}>
      <CircularProgress size={28} aria-label={t('list.loading')} />
    </Box>
  )
}
