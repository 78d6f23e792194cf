import { TextField } from '@mui/material'
import { useState } from 'react'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import { useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'
import { GoodsLines, isComplete, type TypedLine } from './GoodsLines'

/** Goods that have arrived. They fill back orders at once, in the order of the queue. */
export function ReceiveDialog({ sku = '', onClose }: { sku?: string; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { receiveStock } = useOperations()
  const [reference, setReference] = useState('')
  const [lines, setLines] = useState<TypedLine[]>([{ sku, quantity: '' }])
  const command = useCommand(
    (body: { reference: string; lines: { sku: string; quantity: number }[] }, key) => receiveStock(body, key),
    ['stock', 'orders'],
    () => {
      say(t('stock.received'))
      onClose()
    },
  )

  return (
    <CommandDialog
      {...command}
      title={t('stock.receive')}
      explanation={t('stock.receive_hint')}
      confirm={t('stock.receive')}
      isReady={reference.trim() !== '' && lines.every(isComplete)}
      onConfirm={() =>
        command.send({
          reference: reference.trim(),
          lines: lines.map(line => ({ sku: line.sku.trim(), quantity: Number(line.quantity) })),
        })
      }
      onClose={onClose}
    >
      <TextField label={t('stock.reference')} helperText={t('stock.reference_hint')} value={reference} onChange={event => setReference(event.target.value)} required autoFocus />
      <GoodsLines lines={lines} onChange={setLines} />
    </CommandDialog>
  )
}
