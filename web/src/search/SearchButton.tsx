import Search from '@mui/icons-material/Search'
import { Box, Button, IconButton } from '@mui/material'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useT } from '../i18n/I18n'

const CommandPalette = lazy(() => import('./CommandPalette'))

const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform)

/** Opens the search; where it is shown, Ctrl-K or Cmd-K does too. */
export function SearchButton({ isIcon = false, hasKey = false }: { isIcon?: boolean; hasKey?: boolean }) {
  const t = useT()
  const [isOpen, setIsOpen] = useState(false)
  useEffect(() => {
    if (!hasKey) return
    function onKeyDown(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      setIsOpen(true)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [hasKey])
  return (
    <>
      {isIcon ? (
        <IconButton onClick={() => setIsOpen(true)} aria-label={t('search.title')} color="inherit">
          <Search />
        </IconButton>
      ) : (
        <Button
          fullWidth
          color="inherit"
          onClick={() => setIsOpen(true)}
          aria-keyshortcuts="Control+K Meta+K"
          startIcon={<Search />}
          sx={{ justifyContent: 'flex-start', color: 'text.secondary', bgcolor: 'sunken', fontWeight: 500, minHeight: 36 }}
        >
          <Box component="span" sx={{ flex: 1, textAlign: 'left' }}>
            {t('search.title')}
          </Box>
          <Box component="kbd" aria-hidden sx={{ font: 'inherit', fontSize: '0.75rem', border: 1, borderColor: 'divider', borderRadius: '4px', px: 0.5 }}>
            {isMac() ? '⌘K' : 'Ctrl K'}
          </Box>
        </Button>
      )}
      {isOpen && (
        <Suspense fallback={null}>
          <CommandPalette onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
