import { Button, type ButtonProps, Checkbox, FormControlLabel, MenuItem, TextField } from '@mui/material'
import { useState, type ComponentType } from 'react'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { HoldReason, NewParcel, Order, OrderAction } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { AppButton } from '../layout/AppButton'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { HOLD_REASONS } from './holds'

type DialogProps = { order: Order; onClose: () => void }

/** What the portal can do with an order, in the order of the buttons. Which of it is allowed now, the order itself says. */
const DIALOGS = {
  pick: PickDialog,
  pack: PackDialog,
  release_hold: ReleaseHoldDialog,
  hold: HoldDialog,
  reduce: ReduceDialog,
  unship: UnshipDialog,
  cancel: CancelDialog,
} satisfies Partial<Record<OrderAction, ComponentType<DialogProps>>>

type OfferedAction = keyof typeof DIALOGS

const DANGEROUS: OfferedAction[] = ['cancel', 'unship']

export function OrderActions({ order }: { order: Order }) {
  const t = useT()
  const path = usePaths()
  const [open, setOpen] = useState<OfferedAction | null>(null)
  const Dialog = open && DIALOGS[open]
  const isHeld = order.holds.length > 0
  const offered = (Object.keys(DIALOGS) as OfferedAction[]).filter(action => order.actions.includes(action) && (action !== 'hold' || freeHolds(order).length > 0))
  return (
    <>
      {offered.map(action => (
        <Button
          key={action}
          {...lookOf(action, isHeld)}
          onClick={() => setOpen(action)}
        >
          {t(action === 'hold' && isHeld ? 'orders.hold_again' : `orders.action.${action}`)}
        </Button>
      ))}
      {order.actions.includes('announce_return') && (
        <AppButton to={path.announceReturn(order.id)} variant="outlined" color="inherit" sx={{ borderColor: 'divider', bgcolor: 'background.paper' }}>
          {t('returns.announce')}
        </AppButton>
      )}
      {Dialog && <Dialog order={order} onClose={() => setOpen(null)} />}
    </>
  )
}

/** Whoever looks at a held order mostly comes to let it go; holding it for one more reason is the exception. */
function lookOf(action: OfferedAction, isHeld: boolean): Pick<ButtonProps, 'variant' | 'color' | 'sx'> {
  if (action === 'release_hold') return { variant: 'contained' }
  if (action === 'hold' && isHeld) return { variant: 'text', color: 'inherit' }
  if (DANGEROUS.includes(action)) return { variant: 'outlined', color: 'error' }
  return { variant: 'outlined', color: 'inherit', sx: { borderColor: 'divider', bgcolor: 'background.paper' } }
}

/** Reasons for which it is not held yet. */
const freeHolds = (order: Order) => HOLD_REASONS.filter(reason => !order.holds.includes(reason))

function useOrderCommand<Input>(run: (input: Input, key: string) => Promise<unknown>, said: string, onClose: () => void) {
  const say = useSaid()
  return useCommand(run, ['orders', 'stock', 'batches', 'manifests'], () => {
    say(said)
    onClose()
  })
}

function CancelDialog({ order, onClose }: DialogProps) {
  const t = useT()
  const { cancelOrder } = useOperations()
  const [reason, setReason] = useState('')
  const command = useOrderCommand((body: { reason: string }, key) => cancelOrder(order.id, body, key), t('orders.done.cancel'), onClose)
  return (
    <CommandDialog
      {...command}
      title={t('orders.ask.cancel', { reference: order.reference })}
      explanation={t('orders.explain.cancel')}
      confirm={t('orders.action.cancel')}
      isDangerous
      isReady={reason.trim() !== ''}
      onConfirm={() => command.send({ reason: reason.trim() })}
      onClose={onClose}
    >
      <Reason value={reason} onChange={setReason} />
    </CommandDialog>
  )
}

function UnshipDialog({ order, onClose }: DialogProps) {
  const t = useT()
  const { unshipOrder } = useOperations()
  const [reason, setReason] = useState('')
  const command = useOrderCommand((body: { reason: string }, key) => unshipOrder(order.id, body, key), t('orders.done.unship'), onClose)
  return (
    <CommandDialog
      {...command}
      title={t('orders.ask.unship', { reference: order.reference })}
      explanation={t('orders.explain.unship')}
      confirm={t('orders.action.unship')}
      isDangerous
      isReady={reason.trim() !== ''}
      onConfirm={() => command.send({ reason: reason.trim() })}
      onClose={onClose}
    >
      <Reason value={reason} onChange={setReason} />
    </CommandDialog>
  )
}

function HoldDialog({ order, onClose }: DialogProps) {
  const t = useT()
  const { holdOrder } = useOperations()
  const [reason, setReason] = useState<HoldReason>(freeHolds(order)[0] ?? 'operator')
  const [note, setNote] = useState('')
  const command = useOrderCommand(
    (body: { reason: HoldReason; note: string }, key) => holdOrder(order.id, body, key),
    t('orders.done.hold'),
    onClose,
  )
  return (
    <CommandDialog
      {...command}
      title={t('orders.ask.hold', { reference: order.reference })}
      explanation={t('orders.explain.hold')}
      confirm={t('orders.action.hold')}
      onConfirm={() => command.send({ reason, note: note.trim() })}
      onClose={onClose}
    >
      <TextField select label={t('orders.reason')} value={reason} onChange={event => setReason(event.target.value as HoldReason)}>
        {HOLD_REASONS.map(known => (
          <MenuItem key={known} value={known} disabled={order.holds.includes(known)}>
            {t(`orders.hold.${known}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField label={t('orders.note')} value={note} onChange={event => setNote(event.target.value)} slotProps={{ htmlInput: { maxLength: 500 } }} />
    </CommandDialog>
  )
}

function ReleaseHoldDialog({ order, onClose }: DialogProps) {
  const t = useT()
  const { releaseHold } = useOperations()
  const [reason, setReason] = useState<HoldReason | undefined>(order.holds[0])
  const command = useOrderCommand((held: HoldReason) => releaseHold(order.id, held), t('orders.done.release_hold'), onClose)
  return (
    <CommandDialog
      {...command}
      title={t('orders.ask.release_hold', { reference: order.reference })}
      explanation={t('orders.explain.release_hold')}
      confirm={t('orders.action.release_hold')}
      isReady={reason !== undefined}
      onConfirm={() => reason && command.send(reason)}
      onClose={onClose}
    >
      <TextField select label={t('orders.reason')} value={reason ?? ''} onChange={event => setReason(event.target.value as HoldReason)}>
        {order.holds.map(held => (
          <MenuItem key={held} value={held}>
            {t(`orders.hold.${held}`)}
          </MenuItem>
        ))}
      </TextField>
    </CommandDialog>
  )
}

function ReduceDialog({ order, onClose }: DialogProps) {
  const t = useT()
  const format = useFormat()
  const { reduceLine } = useOperations()
  const [number, setNumber] = useState(order.lines[0]?.line ?? 1)
  const [quantity, setQuantity] = useState('1')
  const [reason, setReason] = useState('')
  const command = useOrderCommand(
    (body: { line: number; quantity: number; reason: string }, key) => reduceLine(order.id, body, key),
    t('orders.done.reduce'),
    onClose,
  )
  return (
    <CommandDialog
      {...command}
      title={t('orders.ask.reduce', { reference: order.reference })}
      explanation={t('orders.explain.reduce')}
      confirm={t('orders.action.reduce')}
      isReady={Number(quantity) >= 1 && reason.trim() !== ''}
      onConfirm={() => command.send({ line: number, quantity: Number(quantity), reason: reason.trim() })}
      onClose={onClose}
    >
      <TextField select label={t('orders.line')} value={number} onChange={event => setNumber(Number(event.target.value))}>
        {order.lines.map(line => (
          <MenuItem key={line.line} value={line.line}>
            {line.sku} · {format.number(line.ordered - line.cancelled)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        type="number"
        label={t('orders.take_away')}
        value={quantity}
        onChange={event => setQuantity(event.target.value)}
        slotProps={{ htmlInput: { min: 1, step: 1 } }}
      />
      <Reason value={reason} onChange={setReason} />
    </CommandDialog>
  )
}

function PickDialog({ order, onClose }: DialogProps) {
  const t = useT()
  const { pickOrder } = useOperations()
  const lines = order.lines.filter(line => line.released > 0).map(({ line, sku, released }) => ({ line, sku, quantity: released }))
  const units = lines.reduce((sum, line) => sum + line.quantity, 0)
  const command = useOrderCommand((body: { lines: typeof lines }, key) => pickOrder(order.id, body, key), t('orders.done.pick'), onClose)
  return (
    <CommandDialog
      {...command}
      title={t('orders.ask.pick', { reference: order.reference })}
      explanation={t('orders.explain.pick', { n: units })}
      confirm={t('orders.action.pick')}
      onConfirm={() => command.send({ lines })}
      onClose={onClose}
    />
  )
}

function PackDialog({ order, onClose }: DialogProps) {
  const t = useT()
  const { packOrder } = useOperations()
  const unpicked = order.lines.reduce((sum, line) => sum + line.released, 0)
  const isAllUnpicked = order.lines.every(line => line.picked === 0)
  const [weight, setWeight] = useState('')
  const [confirms, setConfirms] = useState(isAllUnpicked)
  const [carrier, setCarrier] = useState('')
  const [service, setService] = useState('')
  const [number, setNumber] = useState('')
  const command = useOrderCommand((body: NewParcel, key) => packOrder(order.id, body, key), t('orders.done.pack'), onClose)
  const given = [carrier, service, number].filter(text => text.trim() !== '').length
  const body = (): NewParcel => ({
    weight_grams: Number(weight),
    confirm_picks: unpicked > 0 && confirms,
    ...(given === 3 && { tracking: { carrier: carrier.trim(), service: service.trim(), tracking_number: number.trim() } }),
  })
  return (
    <CommandDialog
      {...command}
      title={t('orders.ask.pack', { reference: order.reference })}
      explanation={t('orders.explain.pack')}
      confirm={t('orders.action.pack')}
      isReady={Number(weight) >= 1 && (given === 0 || given === 3)}
      onConfirm={() => command.send(body())}
      onClose={onClose}
    >
      <TextField
        type="number"
        label={t('orders.weight_grams')}
        value={weight}
        onChange={event => setWeight(event.target.value)}
        autoFocus
        slotProps={{ htmlInput: { min: 1, step: 1, inputMode: 'numeric' } }}
      />
      {unpicked > 0 && (
        <FormControlLabel
          control={<Checkbox checked={confirms} disabled={isAllUnpicked} onChange={(_, isChecked) => setConfirms(isChecked)} />}
          label={t('orders.confirm_picks', { n: unpicked })}
        />
      )}
      <TextField label={t('orders.carrier')} value={carrier} onChange={event => setCarrier(event.target.value)} helperText={t('orders.tracking_optional')} />
      <TextField label={t('orders.carrier_service')} value={service} onChange={event => setService(event.target.value)} />
      <TextField label={t('orders.tracking_number')} value={number} onChange={event => setNumber(event.target.value)} />
    </CommandDialog>
  )
}

function Reason({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useT()
  return <TextField label={t('orders.reason')} value={value} onChange={event => onChange(event.target.value)} required autoFocus slotProps={{ htmlInput: { maxLength: 500 } }} />
}
