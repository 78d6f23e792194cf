import { Box, Typography } from '@mui/material'
import { Fragment, type ReactNode } from 'react'

/** Names and values, one under the other; what is not known is left out. `areFigures` sets the values as a column of numbers. */
export function Facts({ facts, areFigures = false }: { facts: [name: string, value: ReactNode][]; areFigures?: boolean }) {
  return (
    <Box
      component="dl"
      sx={{ m: 0, display: 'grid', gridTemplateColumns: 'minmax(96px, auto) minmax(0, 1fr)', columnGap: 2, rowGap: 0.75, alignItems: 'baseline' }}
    >
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
        .map(([name, value]) => (
          <Fragment key={name}>
            <Typography component="dt" variant="body2" color="textSecondary">
              {name}
            </Typography>
            <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums', textAlign: areFigures ? 'right' : 'left' }}>
              {value}
            </Typography>
          </Fragment>
        ))}
    </Box>
  )
}
