import { Alert, Autocomplete, Box, Button, TextField, Typography } from '@mui/material'
import { useRef, useState } from 'react'
import type { Order } from '../../api/types'
import { useT } from '../../i18n/I18n'
import { preferences } from '../../layout/preferences'
import { useDo } from '../../outbox/OutboxProvider'
import { signal } from '../../scanning/feedback'
import { useScans } from '../../scanning/useScans'
import { readOrderCode } from '../order-code'
import { useIsOrder } from './codes'

const PREFERENCE = 'carriers'
const MAX_REMEMBERED = 6

/** The carriers that were used on this device, the latest first. */
const carriers = {
  read: (): string[] => (preferences.read(PREFERENCE) ?? '').split('\n').filter(Boolean),
  use: (name: string) => preferences.write(PREFERENCE, [name, ...carriers.read().filter(known => known !== name)].slice(0, MAX_REMEMBERED).join('\n')),
}

/**
 * The label's number of the parcel that was just closed. A scan goes straight into it, but the code of an order leads on to that order, and a
 * number that is there already is not replaced unasked.
 */
export function TrackingForm({
  order,
  number,
  onDone,
  onOrder,
  onRefused,
}: {
  order: Order
  number: number
  onDone: () => void
  onOrder: (code: string, isTracked: boolean) => void
  onRefused: (head: string, detail?: string) => void
}) {
  const t = useT()
  const doIt = useDo()
  const [carrier, setCarrier] = useState(() => carriers.read()[0] ?? '')
  const [service, setService] = useState(order.shipping_service)
  const [trackingNumber, setTrackingNumber] = useState('')
  const [another, setAnother] = useState<string | null>(null)
  const isOrder = useIsOrder()
  /** What is in the field at every moment, what was asked about already, and the scans one after the other: each may have to be asked about. */
  const written = useRef('')
  const asked = useRef('')
  const heard = useRef(Promise.resolve())
  const isReady = carrier.trim() !== '' && trackingNumber.trim() !== ''

  function write(text: string) {
    written.current = text
    setTrackingNumber(text)
    setAnother(null)
  }

  function isOwn(scanned: string) {
    const code = readOrderCode(scanned)
    return 'id' in code ? code.id === order.id : code.reference === order.reference
  }

  async function hear(scanned: string) {
    const code = scanned.trim()
    if (isOwn(code)) return onRefused(t('warehouse.own_code'), t('warehouse.own_code_hint'))
    if (await isOrder(code)) return leaveFor(code)
    asked.current = code
    const before = written.current.trim()
    if (before !== '' && before !== code) {
      signal('bad')
      return setAnother(code)
    }
    signal('good')
    write(code)
  }

  /** A label that was scanned before the next order is not lost. */
  async function leaveFor(code: string) {
    onOrder(code, carrier.trim() !== '' && written.current.trim() !== '' && (await assign()))
  }

  async function save() {
    if (!isReady) return
    // A scanner writes into the field where that has the focus.
    const code = trackingNumber.trim()
    if (isOwn(code)) {
      write('')
      return onRefused(t('warehouse.own_code'), t('warehouse.own_code_hint'))
    }
    if (code !== asked.current && (await isOrder(code))) {
      write('')
      return onOrder(code, false)
    }
    if (await assign()) onDone()
  }

  async function assign() {
    carriers.use(carrier.trim())
    try {
      await doIt({
        kind: 'tracking',
        order: order.id,
        reference: order.reference,
        number,
        tracking: { carrier: carrier.trim(), service: service.trim() || order.shipping_service, tracking_number: written.current.trim() },
      })
      signal('done')
      return true
    } catch {
      onRefused(t('warehouse.no_store'), t('warehouse.no_store_hint'))
      return false
    }
  }

  useScans(code => {
    heard.current = heard.current.then(() => hear(code))
  })

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
        onChange={event => write(event.target.value)}
        slotProps={{ htmlInput: { autoComplete: 'off', autoCapitalize: 'characters', spellCheck: false, enterKeyHint: 'go' } }}
      />
      {another && (
        <Alert severity="warning" variant="outlined" role="alert" sx={{ '& .MuiAlert-message': { minWidth: 0, overflowWrap: 'anywhere', width: '100%' } }}>
          {t('warehouse.replace_tracking', { number: trackingNumber, another })}
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 1 }}>
            <Button variant="outlined" color="warning" onClick={() => write(another)} sx={{ minHeight: 48 }}>
              {t('warehouse.replace')}
            </Button>
            <Button color="inherit" onClick={() => setAnother(null)} sx={{ minHeight: 48 }}>
              {t('warehouse.keep')}
            </Button>
          </Box>
        </Alert>
      )}
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
