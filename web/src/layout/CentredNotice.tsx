import { Box, Paper } from '@mui/material'
import type { ReactNode } from 'react'
import { Brand } from './Brand'
import { EmptyState } from './EmptyState'

/** A page on which only one thing can be said. */
export function CentredNotice({ title, hint, action, children }: { title?: string; hint?: string; action: ReactNode; children?: ReactNode }) {
  return (
    <Box component="main" sx={{ maxWidth: 460, mx: 'auto', px: 2, py: 8, display: 'grid', gap: 3 }}>
      <Box sx={{ justifySelf: 'center' }}>
        <Brand size={34} />
      </Box>
      <Paper variant="outlined" sx={{ p: children ? 2 : 0 }}>
        {title && <EmptyState isPageTitle title={title} {...(hint ? { hint } : {})} action={action} />}
        {children}
        {!title && <Box sx={{ textAlign: 'center', mt: 2 }}>{action}</Box>}
      </Paper>
    </Box>
  )
}
