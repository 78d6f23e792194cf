import { Box, Typography } from '@mui/material'
import type { Logo, Store } from '../api/types'
import { useT } from '../i18n/I18n'
import { inkOn, isColour, readable } from './colours'

/** Where a store has no colour of its own; the same as on paper. */
const PLAIN = '#1f2937'

/** A sheet and a mail in small, as they will look. Paper and mails are white, whatever colours the portal has. */
export function BrandSketch({ brand, storeName, logo }: { brand: Store['brand']; storeName: string; logo: Logo | null }) {
  const t = useT()
  const own = brand.colour && isColour(brand.colour) ? brand.colour : null
  const accent = readable(own ?? PLAIN, 4.5)
  const image = (height: number) => logo && <Box component="img" src={`data:image/png;base64,${logo.png}`} alt="" sx={{ display: 'block', maxWidth: '60%', maxHeight: height }} />
  const name = <Typography sx={{ color: accent, fontWeight: 700, fontSize: '0.875rem', overflowWrap: 'anywhere' }}>{storeName}</Typography>
  const foot = brand.footer && <Typography sx={{ color: '#53626a', fontSize: '0.6875rem', overflowWrap: 'anywhere', mt: 1 }}>{brand.footer}</Typography>
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'minmax(0, 1fr) minmax(0, 1fr)' } }}>
      <Figure title={t('settings.sketch_sheet')}>
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'flex-start', minHeight: 32 }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>{image(32) ?? name}</Box>
          <Typography sx={{ color: accent, fontWeight: 700, fontSize: '0.75rem' }}>{t('settings.sketch_invoice')}</Typography>
        </Box>
        <Box sx={{ height: 2, bgcolor: accent, my: 1 }} />
        <Lines widths={[92, 84, 96, 60]} />
        {foot}
      </Figure>
      <Figure title={t('settings.sketch_mail')} aside={brand.sender || 'Packhouse'}>
        {logo ? (
          <Box sx={{ pb: 1, mb: 1.25, borderBottom: `3px solid ${own ?? '#d6dae0'}` }}>{image(28)}</Box>
        ) : own ? (
          <Box sx={{ bgcolor: own, color: inkOn(own), px: 1.25, py: 1, mb: 1.25, borderRadius: 1, fontWeight: 600, fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>{storeName}</Box>
        ) : null}
        <Lines widths={[70, 94, 88]} />
        {foot}
      </Figure>
    </Box>
  )
}

function Figure({ title, aside, children }: { title: string; aside?: string; children: React.ReactNode }) {
  return (
    <Box component="figure" sx={{ m: 0, minWidth: 0 }}>
      <Typography component="figcaption" variant="caption" color="textSecondary" noWrap sx={{ display: 'block', mb: 0.5 }}>
        {aside ? `${title} · ${aside}` : title}
      </Typography>
      <Box sx={{ bgcolor: '#ffffff', border: 1, borderColor: 'divider', borderRadius: 1, p: 1.5, minHeight: 150 }}>{children}</Box>
    </Box>
  )
}

/** Text that nobody reads. */
function Lines({ widths }: { widths: number[] }) {
  return (
    <Box aria-hidden sx={{ display: 'grid', gap: 0.75 }}>
      {widths.map((width, index) => (
        <Box key={index} sx={{ height: 6, width: `${width}%`, borderRadius: 1, bgcolor: '#e3e8ea' }} />
      ))}
    </Box>
  )
}
