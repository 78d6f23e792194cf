import { Box } from '@mui/material'
import type { ReactNode } from 'react'

/** A SKU, a place, the number of an order: at a desk it stays on one line, for broken at a hyphen it reads like two. */
export const Unbroken = ({ children }: { children: ReactNode }) => (
  <Box component="span" sx={{ whiteSpace: { md: 'nowrap' } }}>
    {children}
  </Box>
)
