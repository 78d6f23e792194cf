import ArrowBack from '@mui/icons-material/ArrowBack'
import { Box, Link, Typography } from '@mui/material'
import { useEffect, type ReactNode } from 'react'
import { Link as RouterLink } from 'react-router-dom'
import { useStoreContext } from '../api/store-context'
import { leftLists } from '../lists/left'

/** The head of a page. Its way back is to the list as it was left. */
export function PageHeader({
  title,
  back,
  beside,
  below,
  actions,
}: {
  title: string
  back?: { to: string; label: string }
  beside?: ReactNode
  below?: ReactNode
  actions?: ReactNode
}) {
  const { me } = useStoreContext()
  useEffect(() => {
    document.title = `${title} · Packhouse`
  }, [title])
  return (
    <Box component="header" sx={{ mb: 2 }}>
      {back && (
        <Link
          component={RouterLink}
          to={leftLists.of(me.subject, back.to)}
          color="textSecondary"
          sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5, mb: 0.5, py: 0.5, fontSize: '0.8125rem' }}
        >
          <ArrowBack sx={{ fontSize: 16 }} /> {back.label}
        </Link>
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', columnGap: 2, rowGap: 1.25 }}>
        <Box sx={{ flex: { xs: '1 1 100%', sm: '1 1 0' }, minWidth: { sm: 280 } }}>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, rowGap: 0.5 }}>
            <Typography variant="h1" sx={{ overflowWrap: 'anywhere' }}>
              {title}
            </Typography>
            {beside}
          </Box>
          {below && (
            <Typography component="div" variant="body2" color="textSecondary" sx={{ mt: 0.25, overflowWrap: 'anywhere' }}>
              {below}
            </Typography>
          )}
        </Box>
        {actions && <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>{actions}</Box>}
      </Box>
    </Box>
  )
}
