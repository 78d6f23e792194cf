import Add from '@mui/icons-material/Add'
import DeleteOutlined from '@mui/icons-material/DeleteOutlined'
import { Box, Button, IconButton, TextField } from '@mui/material'
import { useT } from '../i18n/I18n'

/** A line while it is typed. */
export type TypedLine = { sku: string; quantity: string }

export const isComplete = (line: TypedLine) => line.sku.trim() !== '' && /^[1-9]\d{0,8}$/.test(line.quantity)

/** SKUs and quantities, typed one under the other. */
export function GoodsLines({ lines, onChange, faults = new Map<number, string>() }: { lines: TypedLine[]; onChange: (lines: TypedLine[]) => void; faults?: ReadonlyMap<number, string> }) {
  const t = useT()
  const change = (index: number, part: Partial<TypedLine>) => onChange(lines.map((line, at) => (at === index ? { ...line, ...part } : line)))
  return (
    <>
      {lines.map((line, index) => (
        <Box key={index} sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}>
          <TextField label={t('stock.sku')} value={line.sku} error={faults.has(index)} helperText={faults.get(index)} onChange={event => change(index, { sku: event.target.value })} required />
          <TextField
            type="number"
            label={t('stock.quantity')}
            value={line.quantity}
            onChange={event => change(index, { quantity: event.target.value })}
            required
            sx={{ maxWidth: 120 }}
            slotProps={{ htmlInput: { min: 1, step: 1, inputMode: 'numeric' } }}
          />
          <IconButton aria-label={t('stock.remove_line')} disabled={lines.length === 1} onClick={() => onChange(lines.filter((_, at) => at !== index))}>
            <DeleteOutlined fontSize="small" />
          </IconButton>
        </Box>
      ))}
      <Button startIcon={<Add />} onClick={() => onChange([...lines, { sku: '', quantity: '' }])} sx={{ justifySelf: 'start', alignSelf: 'start' }}>
        {t('stock.add_line')}
      </Button>
    </>
  )
}
