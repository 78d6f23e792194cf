import { Box, Typography } from '@mui/material'

export function Brand({ size = 26 }: { size?: number }) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <Box component="img" src="/icon.svg" alt="" sx={{ width: size, height: size }} />
      <Typography component="span" sx={{ fontWeight: 700, fontSize: size * 0.62, letterSpacing: '-0.02em' }}>
        Packhouse
      </Typography>
    </Box>
  )
}
