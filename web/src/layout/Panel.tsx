import { Box, Paper, Typography, type SxProps, type Theme } from '@mui/material'
import { useId, type ReactNode } from 'react'

/** A titled part of a page. `flush` lets a table reach the edges. */
export function Panel({
  title,
  aside,
  flush = false,
  children,
  sx,
}: {
  title: string
  aside?: ReactNode
  flush?: boolean
  children: ReactNode
  sx?: SxProps<Theme>
}) {
  const id = useId()
  return (
    <Paper component="section" aria-labelledby={id} variant="outlined" sx={{ minWidth: 0, overflow: 'hidden', ...sx }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 2, pt: 1.5, pb: flush ? 1 : 0.5, minHeight: 44 }}>
        <Typography id={id} variant="h2" sx={{ flex: 1, minWidth: 0 }}>
          {title}
        </Typography>
        {aside}
      </Box>
      <Box sx={flush ? undefined : { px: 2, pb: 2 }}>{children}</Box>
    </Paper>
  )
}
