import { LinearProgress, MenuItem, TextField } from '@mui/material'
import { useState } from 'react'
import { useCommand } from '../../api/queries'
import { useOperations } from '../../api/store-context'
import type { ActedOrder, HoldReason } from '../../api/types'
import { useT } from '../../i18n/I18n'
import { CommandDialog } from '../../layout/CommandDialog'
import { HOLD_REASONS } from '../holds'
import { slices, type BulkAction, type BulkBody } from './actions'
import { BulkOutcome } from './BulkOutcome'

export type Outcome = { body: BulkBody; items: ActedOrder[]; batches: string[] }

/** Asks for what an action needs, sends it for all selected orders, and shows what came of each. */
export default function BulkDialog({ action, orders, onClose, onDone }: { action: BulkAction; orders: string[]; onClose: () => void; onDone: () => void }) {
  const t = useT()
  const { actOnOrders } = useOperations()
  const [asked] = useState(orders)
  const [hold, setHold] = useState<HoldReason | ''>(action === 'hold' ? 'address' : '')
  const [text, setText] = useState('')
  const [nDone, setNDone] = useState(0)
  const [outcome, setOutcome] = useState<Outcome | null>(null)

  // A slice that was done keeps its key, so that one whose answer was lost is not done twice.
  const command = useCommand(
    async (body: BulkBody, key) => {
      const items: ActedOrder[] = []
      const batches: string[] = []
      for (const [n, slice] of slices(asked).entries()) {
        const result = await actOnOrders({ ...body, orders: slice }, `${key}-${n}`)
        items.push(...result.items)
        if (result.batch) batches.push(result.batch)
        setNDone(items.length)
      }
      return { body, items, batches }
    },
    ['orders', 'stock', 'batches'],
    done => {
      setOutcome(done)
      onDone()
    },
  )
  if (outcome) return <BulkOutcome outcome={outcome} onClose={onClose} />

  const body: BulkBody = {
    action,
    ...(hold && { hold }),
    ...(action === 'hold' && { note: text.trim() }),
    ...(action === 'cancel' && { reason: text.trim() }),
  }
  return (
    <CommandDialog
      {...command}
      title={t(`selection.ask.${action}`, { n: asked.length })}
      explanation={t(`selection.explain.${action}`)}
      confirm={t(`selection.action.${action}`)}
      isDangerous={action === 'cancel'}
      isReady={action !== 'cancel' || text.trim() !== ''}
      onConfirm={() => command.send(body)}
      onClose={onClose}
    >
      {(action === 'hold' || action === 'release_hold') && (
        <TextField select label={t('orders.reason')} value={hold} onChange={event => setHold(event.target.value as HoldReason | '')}>
          {action === 'release_hold' && <MenuItem value="">{t('selection.any_hold')}</MenuItem>}
          {HOLD_REASONS.map(known => (
            <MenuItem key={known} value={known}>
              {t(`orders.hold.${known}`)}
            </MenuItem>
          ))}
        </TextField>
      )}
      {(action === 'hold' || action === 'cancel') && (
        <TextField
          label={t(action === 'hold' ? 'orders.note' : 'orders.reason')}
          value={text}
          onChange={event => setText(event.target.value)}
          required={action === 'cancel'}
          autoFocus={action === 'cancel'}
          slotProps={{ htmlInput: { maxLength: 500 } }}
        />
      )}
      {command.isSending && <LinearProgress variant="determinate" value={(100 * nDone) / asked.length} aria-label={t('selection.bar')} />}
    </CommandDialog>
  )
}
