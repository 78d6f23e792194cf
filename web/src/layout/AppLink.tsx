import { Link, type LinkProps } from '@mui/material'
import { Link as RouterLink } from 'react-router-dom'

/** A link inside the portal; the address comes from the path builder. */
export function AppLink({ to, ...rest }: { to: string } & Omit<LinkProps, 'href' | 'component'>) {
  return <Link component={RouterLink} to={to} {...rest} />
}
