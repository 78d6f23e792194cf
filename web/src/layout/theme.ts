import { createTheme, type Theme } from '@mui/material/styles'

export type Tone = 'neutral' | 'info' | 'active' | 'good' | 'warn' | 'bad'

type ToneColours = { ink: string; wash: string; solid: string }

declare module '@mui/material/styles' {
  interface Palette {
    tones: Record<Tone, ToneColours>
    sunken: string
  }
  interface PaletteOptions {
    tones: Record<Tone, ToneColours>
    sunken: string
  }
}

/** `ink` is text on `wash` or on paper (at least 4.5:1 on both); `solid` is the filled part of a bar or dot (at least 3:1 on paper). */
const LIGHT: Record<Tone, ToneColours> = {
  neutral: { ink: '#46555e', wash: '#e9eeef', solid: '#7d8c94' },
  info: { ink: '#1d4f91', wash: '#e3edfa', solid: '#3b7dd0' },
  active: { ink: '#0c5e58', wash: '#dcf1ee', solid: '#14857b' },
  good: { ink: '#216136', wash: '#e0f2e3', solid: '#2f8a4c' },
  warn: { ink: '#7c4a03', wash: '#fcefd2', solid: '#c27803' },
  bad: { ink: '#9b2626', wash: '#fbe5e3', solid: '#cf4540' },
}

const DARK: Record<Tone, ToneColours> = {
  neutral: { ink: '#b4c1c8', wash: '#263137', solid: '#7f8f98' },
  info: { ink: '#9cc4f7', wash: '#1b2d45', solid: '#5d9bea' },
  active: { ink: '#7cd6ca', wash: '#143533', solid: '#38aa9d' },
  good: { ink: '#90d6a1', wash: '#17341f', solid: '#4cae69' },
  warn: { ink: '#f1c370', wash: '#3b2c0e', solid: '#d99a2b' },
  bad: { ink: '#f3a5a0', wash: '#42201f', solid: '#e06a64' },
}

const FONT = [
  '"Inter Variable"',
  'system-ui',
  '-apple-system',
  '"Segoe UI"',
  '"PingFang SC"',
  '"Microsoft YaHei"',
  '"Noto Sans CJK SC"',
  'sans-serif',
].join(',')

export const theme = (mode: 'light' | 'dark'): Theme => {
  const isLight = mode === 'light'
  const tones = isLight ? LIGHT : DARK
  return createTheme({
    palette: {
      mode,
      tones,
      sunken: isLight ? '#eef2f2' : '#11191b',
      primary: isLight ? { main: '#0f6b64', dark: '#0a504b', contrastText: '#ffffff' } : { main: '#63cbbd', dark: '#82dbcf', contrastText: '#05201d' },
      error: { main: tones.bad.ink },
      warning: { main: tones.warn.ink },
      info: { main: tones.info.ink },
      success: { main: tones.good.ink },
      background: isLight ? { default: '#f5f7f7', paper: '#ffffff' } : { default: '#0f1517', paper: '#172023' },
      divider: isLight ? '#dfe5e6' : '#2b373b',
      text: isLight ? { primary: '#162025', secondary: '#53626a' } : { primary: '#e7edef', secondary: '#a5b3ba' },
    },
    shape: { borderRadius: 8 },
    typography: {
      fontFamily: FONT,
      fontSize: 13.5,
      h1: { fontSize: '1.375rem', fontWeight: 650, letterSpacing: '-0.01em', lineHeight: 1.3 },
      h2: { fontSize: '0.9375rem', fontWeight: 650, lineHeight: 1.4 },
      h3: { fontSize: '0.875rem', fontWeight: 600, lineHeight: 1.4 },
      subtitle2: { fontWeight: 600 },
      overline: { fontSize: '0.6875rem', fontWeight: 600, letterSpacing: '0.06em', lineHeight: 1.6 },
      button: { textTransform: 'none', fontWeight: 600 },
    },
    components: {
      MuiToggleButton: { styleOverrides: { root: { color: isLight ? '#53626a' : '#a5b3ba' } } },
      MuiCssBaseline: {
        styleOverrides: {
          body: { fontFeatureSettings: '"cv11", "ss03"', overflowWrap: 'break-word' },
          ':focus-visible': { outline: `2px solid ${isLight ? '#0f6b64' : '#63cbbd'}`, outlineOffset: 2 },
          '@media (prefers-reduced-motion: reduce)': {
            '*, *::before, *::after': { animationDuration: '0.01ms !important', transitionDuration: '0.01ms !important' },
          },
        },
      },
      MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
      MuiAppBar: { defaultProps: { elevation: 0, color: 'inherit' } },
      MuiButton: { defaultProps: { disableElevation: true, size: 'small' }, styleOverrides: { root: { minHeight: 34, paddingInline: 12 } } },
      MuiButtonBase: { defaultProps: { disableRipple: true } },
      MuiIconButton: { styleOverrides: { root: { borderRadius: 8 } } },
      MuiTextField: { defaultProps: { size: 'small', fullWidth: true } },
      MuiDialog: { styleOverrides: { paper: { border: `1px solid ${isLight ? '#dfe5e6' : '#2b373b'}` } } },
      MuiMenu: { defaultProps: { elevation: 4 } },
      MuiLink: { defaultProps: { underline: 'hover' }, styleOverrides: { root: { fontWeight: 550 } } },
      MuiTableCell: {
        styleOverrides: {
          root: { padding: '7px 12px', borderColor: isLight ? '#e8edee' : '#263135', fontVariantNumeric: 'tabular-nums' },
          sizeSmall: { '&:first-of-type': { paddingLeft: 16 }, '&:last-of-type': { paddingRight: 16 } },
          head: {
            fontSize: '0.75rem',
            fontWeight: 600,
            color: isLight ? '#53626a' : '#a5b3ba',
            backgroundColor: 'transparent',
            whiteSpace: 'nowrap',
          },
        },
      },
      MuiTooltip: { defaultProps: { arrow: true, enterDelay: 300 } },
      MuiListItemButton: { styleOverrides: { root: { borderRadius: 8 } } },
      // The track is no paler filling: an empty bar must not look like a full one.
      MuiLinearProgress: { styleOverrides: { root: { borderRadius: 4, height: 6, '&&': { backgroundColor: isLight ? '#dfe5e6' : '#2b373b' } } } },
    },
  })
}
