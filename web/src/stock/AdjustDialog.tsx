import { MenuItem, TextField } from '@mui/material'
import { useState } from 'react'
import { newKey } from '../api/idempotency'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { NewAdjustment, StockLevel, StockPlace } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'

const PLACES: StockPlace[] = ['available', 'damaged', 'quality_control', 'reserved', 'missing', 'outside']

/** Moves units between the places of stock. Nothing is set to a number: what was there and where it went stays in the ledger. */
export function AdjustDialog({ level, onClose }: { level: StockLevel; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const format = useFormat()
  const { adjustStock } = useOperations()
  const [reference] = useState(() => `portal-${newKey().slice(0, 12)}`)
  const [from, setFrom] = useState<StockPlace>('available')
  const [to, setTo] = useState<StockPlace>('damaged')
  const [quantity, setQuantity] = useState('')
  const [reason, setReason] = useState('')
  const command = useCommand((body: NewAdjustment, key) => adjustStock(level.sku, body, key), ['stock', 'orders'], () => {
    say(t('stock.adjusted'))
    onClose()
  })
  const at = (place: StockPlace) => (place === 'outside' ? null : place === 'available' ? level.available : (level.unavailable[place] ?? 0))
  const most = at(from)
  const units = /^[1-9]\d*$/.test(quantity) ? Number(quantity) : 0
  const isTooMuch = most !== null && units > most
  const label = (place: StockPlace) => {
    const units = at(place)
    return units === null ? t(`stock.place.${place}`) : `${t(`stock.place.${place}`)} · ${format.number(units)}`
  }
  return (
    <CommandDialog
      {...command}
      title={t('stock.adjust_title', { sku: level.sku })}
      explanation={t('stock.adjust_hint')}
      confirm={t('stock.adjust')}
      isReady={units > 0 && !isTooMuch && from !== to && reason.trim() !== ''}
      onConfirm={() => command.send({ reference, from, to, quantity: units, reason: reason.trim() })}
      onClose={onClose}
    >
      <TextField select label={t('stock.from')} value={from} onChange={event => setFrom(event.target.value as StockPlace)}>
        {PLACES.map(place => (
          <MenuItem key={place} value={place}>
            {label(place)}
          </MenuItem>
        ))}
      </TextField>
      <TextField select label={t('stock.to')} value={to} onChange={event => setTo(event.target.value as StockPlace)} error={from === to} helperText={from === to ? t('stock.same_place') : undefined}>
        {PLACES.map(place => (
          <MenuItem key={place} value={place}>
            {label(place)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        type="number"
        label={t('stock.quantity')}
        value={quantity}
        onChange={event => setQuantity(event.target.value)}
        error={isTooMuch}
        helperText={isTooMuch ? t('stock.only', { n: most }) : undefined}
        slotProps={{ htmlInput: { min: 1, step: 1, inputMode: 'numeric' } }}
      />
      <TextField label={t('orders.reason')} value={reason} onChange={event => setReason(event.target.value)} required slotProps={{ htmlInput: { maxLength: 500 } }} />
    </CommandDialog>
  )
}
