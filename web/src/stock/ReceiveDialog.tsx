import Add from '@mui/icons-material/Add'
import DeleteOutlined from '@mui/icons-material/DeleteOutlined'
import { Box, Button, IconButton, TextField } from '@mui/material'
import { useState } from 'react'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import { useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'

type Line = { sku: string; quantity: string }

const isComplete = (line: Line) => line.sku.trim() !== '' && /^[1-9]\d*$/.test(line.quantity)

/** Goods that have arrived. They fill back orders at once, in the order of the queue. */
export function ReceiveDialog({ sku = '', onClose }: { sku?: string; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { receiveStock } = useOperations()
  const [reference, setReference] = useState('')
  const [lines, setLines] = useState<Line[]>([{ sku, quantity: '' }])
  const command = useCommand(
    (body: { reference: string; lines: { sku: string; quantity: number }[] }, key) => receiveStock(body, key),
    ['stock', 'orders'],
    () => {
      say(t('stock.received'))
      onClose()
    },
  )
  const change = (index: number, part: Partial<Line>) =>
    setLines(lines.map((line, at) => (at === index ? { ...line, ...part } : line)))

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
      {lines.map((line, index) => (
        <Box key={index} sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
          <TextField label={t('stock.sku')} value={line.sku} onChange={event => change(index, { sku: event.target.value })} required />
          <TextField
            type="number"
            label={t('stock.quantity')}
            value={line.quantity}
            onChange={event => change(index, { quantity: event.target.value })}
            required
            sx={{ maxWidth: 120 }}
            slotProps={{ htmlInput: { min: 1, step: 1, inputMode: 'numeric' } }}
          />
          <IconButton
            aria-label={t('stock.remove_line')}
            disabled={lines.length === 1}
            onClick={() => setLines(lines.filter((_, at) => at !== index))}
          >
            <DeleteOutlined fontSize="small" />
          </IconButton>
        </Box>
      ))}
      <Button startIcon={<Add />} onClick={() => setLines([...lines, { sku: '', quantity: '' }])} sx={{ justifySelf: 'start', alignSelf: 'start' }}>
        {t('stock.add_line')}
      </Button>
    </CommandDialog>
  )
}
