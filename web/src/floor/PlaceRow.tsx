import { Box, ButtonBase, Typography } from '@mui/material'
import type { ReactNode } from 'react'

type Props = { place: string; sku: string; name: string; isCurrent: boolean; isDone: boolean; isDisabled: boolean; onChoose: () => void; children: ReactNode }

/** A place of a walk through the house, to be chosen out of turn; on its right how it stands there. */
export function PlaceRow({ place, sku, name, isCurrent, isDone, isDisabled, onChoose, children }: Props) {
  return (
    <Box component="li" sx={{ borderTop: 1, borderColor: 'divider' }}>
      <ButtonBase
        onClick={onChoose}
        disabled={isDisabled}
        aria-current={isCurrent ? 'step' : undefined}
        sx={theme => ({
          width: '100%',
          minHeight: 52,
          px: 2,
          py: 0.75,
          display: 'grid',
          gridTemplateColumns: 'minmax(76px, auto) minmax(0, 1fr) auto',
          gap: 1.5,
          textAlign: 'left',
          backgroundColor: isCurrent ? theme.palette.tones.active.wash : 'transparent',
          color: isDone ? theme.palette.text.secondary : theme.palette.text.primary,
        })}
      >
        <Typography component="span" sx={{ fontWeight: 650 }}>
          {place}
        </Typography>
        <Box component="span" sx={{ minWidth: 0 }}>
          <Typography component="span" variant="body2" sx={{ display: 'block', overflowWrap: 'anywhere' }}>
            {sku}
          </Typography>
          <Typography component="span" variant="caption" color="textSecondary" noWrap sx={{ display: 'block' }}>
            {name}
          </Typography>
        </Box>
        {children}
      </ButtonBase>
    </Box>
  )
}
