import { CssBaseline, ThemeProvider, useMediaQuery } from '@mui/material'
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react'
import { preferences } from './preferences'
import { theme } from './theme'

export const COLOUR_MODES = ['system', 'light', 'dark'] as const
export type ColourMode = (typeof COLOUR_MODES)[number]

const ColourModeContext = createContext<{ mode: ColourMode; setMode: (mode: ColourMode) => void }>({
  mode: 'system',
  setMode: () => undefined,
})

export const useColourMode = () => useContext(ColourModeContext)

export function ColourModeProvider({ children }: { children: ReactNode }) {
  const [mode, setMode] = useState<ColourMode>(() => COLOUR_MODES.find(known => known === preferences.read('colour-mode')) ?? 'system')
  const prefersDark = useMediaQuery('(prefers-color-scheme: dark)', { noSsr: true })
  const isDark = mode === 'system' ? prefersDark : mode === 'dark'
  const current = useMemo(() => theme(isDark ? 'dark' : 'light'), [isDark])
  const value = useMemo(
    () => ({
      mode,
      setMode(chosen: ColourMode) {
        preferences.write('colour-mode', chosen)
        setMode(chosen)
      },
    }),
    [mode],
  )
  return (
    <ColourModeContext.Provider value={value}>
      <ThemeProvider theme={current}>
        <CssBaseline enableColorScheme />
        {children}
      </ThemeProvider>
    </ColourModeContext.Provider>
  )
}
