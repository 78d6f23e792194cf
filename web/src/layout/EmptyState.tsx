import { Box, Typography } from '@mui/material'
import type { ReactNode } from 'react'

export function EmptyState({
  title,
  hint,
  action,
  isPageTitle = false,
}: {
  title: string
  hint?: string
  action?: ReactNode
  isPageTitle?: boolean
}) {
  return (
    <Box sx={{ px: 2, py: 5, textAlign: 'center' }}>
      <Typography variant="h3" component={isPageTitle ? 'h1' : 'p'}>
        {title}
      </Typography>
      {hint && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5, maxWidth: 460, mx: 'auto' }}>
          {hint}
        </Typography>
      )}
      {action && <Box sx={{ mt: 2 }}>{action}</Box>}
    </Box>
  )
}
