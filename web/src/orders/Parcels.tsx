import { Box, Typography } from '@mui/material'
import type { OrderLine, Parcel } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import { Panel } from '../layout/Panel'
import { When } from '../layout/When'

export function Parcels({ parcels, lines }: { parcels: Parcel[]; lines: OrderLine[] }) {
  const t = useT()
  const format = useFormat()
  if (parcels.length === 0) return null
  const skuOf = (number: number) => lines.find(line => line.line === number)?.sku ?? String(number)
  return (
    <Panel title={t('orders.parcels')}>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1.5 }}>
        {parcels.map(parcel => (
          <Box component="li" key={parcel.number}>
            <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
              <Typography variant="body2" sx={{ fontWeight: 600 }}>
                {t('orders.parcel', { number: String(parcel.number) })}
              </Typography>
              <Typography variant="body2" color="textSecondary">
                {[format.weight(parcel.weight_grams), parcel.carrier, parcel.service].filter(Boolean).join(' · ')}
              </Typography>
              <Chip tone={parcel.shipped_at ? 'good' : 'info'}>
                {parcel.shipped_at ? t('orders.status.shipped') : t('orders.status.packed')}
              </Chip>
              {parcel.shipped_at && (
                <Typography variant="body2" color="textSecondary">
                  <When at={parcel.shipped_at} />
                </Typography>
              )}
            </Box>
            <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
              {parcel.tracking_number ? t('orders.tracking', { number: parcel.tracking_number }) : t('orders.no_tracking')}
            </Typography>
            <Typography variant="body2" color="textSecondary">
              {parcel.lines.map(line => `${format.number(line.quantity)} × ${skuOf(line.line)}`).join(', ')}
            </Typography>
          </Box>
        ))}
      </Box>
    </Panel>
  )
}
