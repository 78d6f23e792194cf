import MenuIcon from '@mui/icons-material/Menu'
import { AppBar, Box, Drawer, IconButton, Link, Toolbar, Typography } from '@mui/material'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useLocation } from 'react-router-dom'
import { useStoreContext } from '../api/store-context'
import { ActingBar } from '../acting/ActingBar'
import { useT } from '../i18n/I18n'
import { Bell } from '../inbox/Bell'
import { SearchButton } from '../search/SearchButton'
import { Navigation } from './Navigation'
import { SaidProvider } from './Said'

const SIDEBAR_WIDTH = 236

export function Shell({ children }: { children: ReactNode }) {
  const t = useT()
  const { store, me } = useStoreContext()
  const { pathname } = useLocation()
  const [isOpen, setIsOpen] = useState(false)
  const main = useRef<HTMLElement>(null)
  const previous = useRef(pathname)

  // A screen reader is told of a new page by moving the focus to it; the first page is announced by the browser itself.
  useEffect(() => {
    if (previous.current === pathname) return
    previous.current = pathname
    main.current?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [pathname])

  return (
    <Box sx={{ display: 'flex', minHeight: '100vh' }}>
      <Link
        href="#content"
        sx={{
          position: 'fixed',
          top: -60,
          left: 12,
          zIndex: 'tooltip',
          px: 2,
          py: 1,
          borderRadius: 1,
          bgcolor: 'background.paper',
          border: 1,
          '&:focus': { top: 12 },
        }}
      >
        {t('layout.skip')}
      </Link>
      <Box
        component="aside"
        sx={{
          display: { xs: 'none', md: 'flex' },
          width: SIDEBAR_WIDTH,
          flexShrink: 0,
          position: 'sticky',
          top: 0,
          height: '100vh',
          borderRight: 1,
          borderColor: 'divider',
          bgcolor: 'background.paper',
        }}
      >
        <Navigation onNavigate={() => undefined} hasSearchKey />
      </Box>
      <Drawer
        open={isOpen}
        onClose={() => setIsOpen(false)}
        slotProps={{ paper: { 'aria-label': t('layout.navigation'), sx: { width: 272, maxWidth: '86vw' } } }}
        sx={{ display: { md: 'none' } }}
      >
        <Navigation onNavigate={() => setIsOpen(false)} />
      </Drawer>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Box sx={{ position: 'sticky', top: 0, zIndex: 'appBar' }}>
          <ActingBar />
          <AppBar
            position="static"
            sx={{ display: { md: 'none' }, borderBottom: 1, borderColor: 'divider', bgcolor: 'background.paper' }}
          >
            <Toolbar variant="dense" sx={{ gap: 1, px: 1.5 }}>
              <IconButton edge="start" onClick={() => setIsOpen(true)} aria-label={t('layout.open_menu')} color="inherit">
                <MenuIcon />
              </IconButton>
              <Typography component="p" noWrap sx={{ fontWeight: 600 }}>
                {store.name}
              </Typography>
              <Box sx={{ flex: 1 }} />
              <SearchButton isIcon />
              {!me.acting && <Bell />}
            </Toolbar>
          </AppBar>
        </Box>
        <Box
          component="main"
          id="content"
          ref={main}
          tabIndex={-1}
          sx={{ p: { xs: 1.5, sm: 3 }, pb: 6, maxWidth: 1560, outline: 'none !important' }}
        >
          <SaidProvider>{children}</SaidProvider>
        </Box>
      </Box>
    </Box>
  )
}
