import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, LinearProgress, TextField, Typography, useMediaQuery, useTheme } from '@mui/material'
import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Problem } from '../api/problem'
import type { ResourceName } from '../api/resources'
import { useT, useWord } from '../i18n/I18n'
import { FileButton } from '../layout/FileButton'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { readTable, slices, type Column } from './table'

const MAX_FAULTS = 8

export type PasteProps<Item> = {
  title: string
  example: string
  columns: Column[]
  resource: ResourceName
  read: (cell: (name: string) => string) => Item | { fault: string; column: string }
  send: (items: Item[]) => Promise<unknown>
  onClose: () => void
}

/**
 * Many things at once, pasted from a spreadsheet or read from a CSV file: what is wrong is said before anything is sent. Default export: it is
 * loaded when somebody opens it.
 */
export default function PasteDialog<Item>({ title, example, columns, resource, read, send, onClose }: PasteProps<Item>) {
  const t = useT()
  const word = useWord()
  const id = useId()
  const say = useSaid()
  const client = useQueryClient()
  const theme = useTheme()
  const isPhone = useMediaQuery(theme.breakpoints.down('sm'))
  const [text, setText] = useState('')
  const [nSent, setNSent] = useState<number | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const table = text.trim() === '' ? null : readTable(text, columns, read)
  const items = table?.rows.flatMap(row => ('item' in row ? [row.item] : [])) ?? []
  const faults = table?.rows.flatMap(row => ('fault' in row ? [row] : [])) ?? []
  const isSending = nSent !== null

  async function sendAll() {
    setProblem(null)
    setNSent(0)
    try {
      let sent = 0
      for (const slice of slices(items)) {
        await send(slice)
        sent += slice.length
        setNSent(sent)
      }
      await client.invalidateQueries({ queryKey: [resource] })
      say(t('bulk.written', { n: items.length }))
      onClose()
    } catch (error) {
      setProblem(Problem.from(error))
      setNSent(null)
      void client.invalidateQueries({ queryKey: [resource] })
    }
  }

  return (
    <Dialog open fullWidth maxWidth="md" fullScreen={isPhone} onClose={isSending ? undefined : onClose} aria-labelledby={id}>
      <DialogTitle id={id} component="h2" variant="h1" sx={{ fontSize: '1.0625rem', pb: 1 }}>
        {title}
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)', alignContent: 'start' }}>
        <Typography variant="body2" color="textSecondary">
          {t('bulk.hint')} {columns.map(({ name, isNeeded }) => (isNeeded ? `${name}*` : name)).join(', ')}
        </Typography>
        <TextField
          multiline
          minRows={7}
          maxRows={14}
          label={t('bulk.paste_here')}
          placeholder={example}
          value={text}
          onChange={event => setText(event.target.value)}
          disabled={isSending}
          slotProps={{ htmlInput: { spellCheck: false, style: { fontFamily: 'ui-monospace, monospace', fontSize: '0.8125rem', whiteSpace: 'pre', overflowX: 'auto' } }, inputLabel: { shrink: true } }}
        />
        <Box>
          <FileButton label={t('bulk.choose')} accept=".csv,.tsv,.txt" isQuiet isDisabled={isSending} onFile={file => void file.text().then(setText)} />
        </Box>
        <Box role="status">
          {table && table.missing.length > 0 && <Alert severity="error">{t('bulk.missing', { columns: table.missing.join(', ') })}</Alert>}
          {table && table.missing.length === 0 && (
            <Alert severity={faults.length > 0 ? 'warning' : 'success'}>
              {t('bulk.ready', { n: items.length })}
              {table.unknown.length > 0 && ` ${t('bulk.unknown', { columns: table.unknown.join(', ') })}`}
              {faults.length > 0 && (
                <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
                  {faults.slice(0, MAX_FAULTS).map(({ row, fault, column }) => (
                    <li key={row}>
                      {t('imports.row_n', { row: String(row) })}, {column}: {word('bulk.fault', fault)}
                    </li>
                  ))}
                  {faults.length > MAX_FAULTS && <li>{t('bulk.more_faults', { n: faults.length - MAX_FAULTS })}</li>}
                </Box>
              )}
            </Alert>
          )}
        </Box>
        {isSending && <LinearProgress variant="determinate" value={(nSent / Math.max(items.length, 1)) * 100} aria-label={t('bulk.sending')} />}
        {problem && <ProblemAlert problem={problem} />}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose} disabled={isSending} color="inherit">
          {t('action.back')}
        </Button>
        <Button variant="contained" disabled={items.length === 0 || faults.length > 0} loading={isSending} onClick={() => void sendAll()}>
          {t('bulk.send', { n: items.length })}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
