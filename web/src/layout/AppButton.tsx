import { Button, type ButtonProps } from '@mui/material'
import { Link as RouterLink } from 'react-router-dom'

/** A link inside the portal that looks like a button. */
export function AppButton({ to, ...rest }: { to: string } & Omit<ButtonProps, 'href'>) {
  return <Button component={RouterLink} to={to} {...rest} />
}
