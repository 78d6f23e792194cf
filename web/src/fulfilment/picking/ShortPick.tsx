import { Box, Button, Typography } from '@mui/material'
import { useState } from 'react'
import { useT } from '../../i18n/I18n'

const MAX_CHOICES = 8

/** Two taps: "not enough", then how many are missing. All that is open comes first, because an empty shelf is what happens. */
export function ShortPick({ most, onShort }: { most: number; onShort: (missing: number) => void }) {
  const t = useT()
  const [isAsking, setIsAsking] = useState(false)
  if (!isAsking)
    return (
      <Button variant="outlined" color="warning" onClick={() => setIsAsking(true)} sx={{ minHeight: 56 }}>
        {t('warehouse.short')}
      </Button>
    )
  const choices = Array.from({ length: most }, (_, index) => most - index).slice(0, MAX_CHOICES)
  return (
    <Box role="group" aria-label={t('warehouse.how_many_missing')} sx={{ gridColumn: '1 / -1' }}>
      <Typography variant="body2" sx={{ mb: 1, fontWeight: 600 }}>
        {t('warehouse.how_many_missing')}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(72px, 1fr))', gap: 1 }}>
        {choices.map(missing => (
          <Button
            key={missing}
            variant={missing === most ? 'contained' : 'outlined'}
            color="warning"
            onClick={() => {
              setIsAsking(false)
              onShort(missing)
            }}
            aria-label={t('warehouse.missing', { n: missing })}
            sx={{ minHeight: 56, fontSize: '1.125rem' }}
          >
            {missing}
          </Button>
        ))}
        <Button color="inherit" onClick={() => setIsAsking(false)} sx={{ minHeight: 56 }}>
          {t('action.back')}
        </Button>
      </Box>
    </Box>
  )
}
