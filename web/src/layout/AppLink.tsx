import { Link, type LinkProps } from '@mui/material'
import { Link as RouterLink } from 'react-router-dom'

/** A link inside the portal; the address comes from the path builder. In a row that leads somewhere itself the link alone leads, once. */
export function AppLink({ to, onClick, ...rest }: { to: string } & Omit<LinkProps, 'href' | 'component'>) {
  return (
    <Link
      component={RouterLink}
      to={to}
      onClick={event => {
        event.stopPropagation()
        onClick?.(event)
      }}
      {...rest}
    />
  )
}
