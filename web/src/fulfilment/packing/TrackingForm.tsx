import { Autocomplete, Box, Button, TextField, Typography } from '@mui/material'
import { useState } from 'react'
import type { Order } from '../../api/types'
import { useT } from '../../i18n/I18n'
import { preferences } from '../../layout/preferences'
import { useDo } from '../../outbox/OutboxProvider'
import { signal } from '../../scanning/feedback'
import { useScans } from '../../scanning/useScans'

const PREFERENCE = 'carriers'
const MAX_REMEMBERED = 6

/** The carriers that were used on this device, the latest first. */
const carriers = {
  read: (): string[] => (preferences.read(PREFERENCE) ?? '').split('\n').filter(Boolean),
  use: (name: string) => preferences.write(PREFERENCE, [name, ...carriers.read().filter(known => known !== name)].slice(0, MAX_REMEMBERED).join('\n')),
}

/** The label's number of the parcel that was just closed. A scan goes straight into it. */
export function TrackingForm({ order, number, onDone, onRefused }: { order: Order; number: number; onDone: () => void; onRefused: (head: string, detail?: string) => void }) {
  const t = useT()
  const doIt = useDo()
  const [carrier, setCarrier] = useState(() => carriers.read()[0] ?? '')
  const [service, setService] = useState(order.shipping_service)
  const [trackingNumber, setTrackingNumber] = useState('')
  const isReady = carrier.trim() !== '' && trackingNumber.trim() !== ''
  useScans(code => {
    signal('good')
    setTrackingNumber(code)
  })

  async function save() {
    if (!isReady) return
    carriers.use(carrier.trim())
    try {
      await doIt({
        kind: 'tracking',
        order: order.id,
        reference: order.reference,
        number,
        tracking: { carrier: carrier.trim(), service: service.trim() || order.shipping_service, tracking_number: trackingNumber.trim() },
      })
      signal('done')
      onDone()
    } catch {
      onRefused(t('warehouse.no_store'), t('warehouse.no_store_hint'))
    }
  }

  return (
    <Box
      component="form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void save()
      }}
      sx={{ display: 'grid', gap: 1.5, mt: 1.5 }}
    >
      <Typography component="h3" sx={{ fontWeight: 650 }}>
        {t('orders.parcel', { number: String(number) })}
      </Typography>
      <TextField
        size="medium"
        label={t('warehouse.tracking_number')}
        value={trackingNumber}
        onChange={event => setTrackingNumber(event.target.value)}
        slotProps={{ htmlInput: { autoComplete: 'off', autoCapitalize: 'characters', spellCheck: false, enterKeyHint: 'go' } }}
      />
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', gap: 1 }}>
        <Autocomplete
          freeSolo
          disableClearable
          options={carriers.read()}
          inputValue={carrier}
          onInputChange={(_, value) => setCarrier(value)}
          renderInput={field => <TextField {...field} size="medium" label={t('manifests.carrier')} required />}
        />
        <TextField size="medium" label={t('orders.service')} value={service} onChange={event => setService(event.target.value)} />
      </Box>
      <Box sx={{ display: 'grid', gridTemplateColumns: '2fr 1fr', gap: 1 }}>
        <Button type="submit" variant="contained" disabled={!isReady} sx={{ minHeight: 56, fontSize: '1rem' }}>
          {t('warehouse.save_tracking')}
        </Button>
        <Button variant="outlined" color="inherit" onClick={onDone} sx={{ minHeight: 56, borderColor: 'divider' }}>
          {t('warehouse.later')}
        </Button>
      </Box>
    </Box>
  )
}
