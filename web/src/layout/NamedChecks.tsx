import { ThemeProvider, type Theme } from '@mui/material'
import { useMemo, type ReactNode } from 'react'
import { useT } from '../i18n/I18n'

/** React-admin names the box of a row on the element around it, where no screen reader looks. In here the box itself has the name. */
export function NamedChecks({ children }: { children: ReactNode }) {
  const name = useT()('ra.action.select_row')
  const theme = useMemo(() => {
    const slotProps = { root: { 'aria-label': undefined }, input: { 'aria-label': name } }
    return (outer: Theme): Theme => ({ ...outer, components: { ...outer.components, MuiCheckbox: { ...outer.components?.MuiCheckbox, defaultProps: { slotProps } } } })
  }, [name])
  return <ThemeProvider theme={theme}>{children}</ThemeProvider>
}
