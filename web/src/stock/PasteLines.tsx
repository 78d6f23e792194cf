import { Alert, Box, Button, TextField } from '@mui/material'
import { useT } from '../i18n/I18n'
import { readPasted, type CountedLine } from './receipt'

/** Lines of goods pasted from a delivery note or a spreadsheet. */
export function PasteLines({ text, onChange, onTake, onClose }: { text: string; onChange: (text: string) => void; onTake: (lines: CountedLine[]) => void; onClose: () => void }) {
  const t = useT()
  const { lines, faults } = readPasted(text)
  return (
    <Box sx={{ mt: 2, display: 'grid', gap: 1 }}>
      <TextField multiline minRows={5} maxRows={12} label={t('stock.paste_here')} placeholder={'85123A\t6\n22423\t10'} value={text} onChange={event => onChange(event.target.value)} autoFocus slotProps={{ inputLabel: { shrink: true } }} />
      {faults.length > 0 && (
        <Alert severity="warning">
          {faults.slice(0, 5).map(({ row, text: line }) => (
            <div key={row}>
              {t('imports.row_n', { row: String(row) })}: {line}
            </div>
          ))}
        </Alert>
      )}
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button variant="contained" disabled={lines.length === 0 || faults.length > 0} onClick={() => onTake(lines)}>
          {t('stock.take_lines', { n: lines.length })}
        </Button>
        <Button color="inherit" onClick={onClose}>
          {t('action.back')}
        </Button>
      </Box>
    </Box>
  )
}
