import { Box, ButtonBase, Paper, Typography } from '@mui/material'
import type { ReactNode } from 'react'
import { Link as RouterLink } from 'react-router-dom'
import { Progress } from '../layout/Progress'

/** Work that can be begun or gone on with by one tap. */
export function StartCard({ to, title, beside, done, total, label }: { to: string; title: string; beside: ReactNode; done: number; total: number; label: string }) {
  return (
    <Paper component="li" variant="outlined">
      <ButtonBase component={RouterLink} to={to} sx={{ width: '100%', minHeight: 72, p: 2, display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 0.5, textAlign: 'left' }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', columnGap: 1, width: '100%' }}>
          <Typography component="span" sx={{ fontWeight: 650, overflowWrap: 'anywhere' }}>
            {title}
          </Typography>
          {beside}
        </Box>
        <Progress done={done} total={total} label={label} />
      </ButtonBase>
    </Paper>
  )
}
