import { Typography } from '@mui/material'
import { useT } from '../i18n/I18n'

/** The goods that somebody stands before: the place first, because that is what they look for. */
export function InHand({ goods: { location, sku, name } }: { goods: { location: string; sku: string; name: string } }) {
  const t = useT()
  return (
    <>
      <Typography component="p" sx={{ fontSize: { xs: '1.75rem', sm: '2.25rem' }, fontWeight: 750, letterSpacing: '-0.02em', lineHeight: 1.1, overflowWrap: 'anywhere' }}>
        {location || t('warehouse.no_location')}
      </Typography>
      <Typography component="h2" sx={{ fontSize: '1.25rem', fontWeight: 650, mt: 0.5, overflowWrap: 'anywhere' }}>
        {sku}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {name}
      </Typography>
    </>
  )
}
