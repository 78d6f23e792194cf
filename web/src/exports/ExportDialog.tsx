import { Button, Dialog, DialogActions, DialogContent, DialogTitle, FormControl, FormControlLabel, FormLabel, Radio, RadioGroup, Skeleton, Typography } from '@mui/material'
import { useId, useState } from 'react'
import { useCommand, useRecord } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { ExportFormat, ExportList } from '../api/types'
import { useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { CommandDialog } from '../layout/CommandDialog'
import { ProblemAlert } from '../layout/ProblemAlert'
import { usePaths } from '../layout/usePaths'
import { Begun, isExportWorking } from './Begun'
import type { ListColumn } from './exportable'

/** Asks for the whole list as it is filtered, as a file with these columns; then shows how far it is. It goes on when this is closed. */
export default function ExportDialog({ list, filter, columns, onClose }: { list: ExportList; filter: Record<string, unknown>; columns: ListColumn[]; onClose: () => void }) {
  const t = useT()
  const { beginExport } = useOperations()
  const [format, setFormat] = useState<ExportFormat>('csv')
  const [begun, setBegun] = useState<string | null>(null)
  const command = useCommand(
    (format: ExportFormat, key) => beginExport({ list, filter, format, columns: columns.map(({ source, label }) => ({ column: source, label })) }, key),
    ['exports'],
    it => setBegun(it.id),
  )
  if (begun) return <Watched id={begun} onClose={onClose} />
  return (
    <CommandDialog {...command} title={t('exports.begin')} explanation={t('exports.begin_hint')} confirm={t('exports.export')} onConfirm={() => command.send(format)} onClose={onClose}>
      <FormControl>
        <FormLabel id="export-format">{t('exports.format')}</FormLabel>
        <RadioGroup aria-labelledby="export-format" value={format} onChange={event => setFormat(event.target.value as ExportFormat)}>
          <FormControlLabel value="csv" control={<Radio autoFocus size="small" />} label={t('exports.csv')} />
          <FormControlLabel value="xlsx" control={<Radio size="small" />} label={t('exports.xlsx')} />
        </RadioGroup>
      </FormControl>
    </CommandDialog>
  )
}

function Watched({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT()
  const title = useId()
  const path = usePaths()
  const { record, problem } = useRecord('exports', id, isExportWorking)
  return (
    <Dialog open fullWidth maxWidth="xs" onClose={onClose} aria-labelledby={title}>
      <DialogTitle id={title} component="h2" variant="h1" sx={{ fontSize: '1.0625rem', pb: 1 }}>
        {record?.file_name ?? t('exports.begin')}
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2 }}>
        {problem ? <ProblemAlert problem={problem} /> : record ? <Begun it={record} /> : <Skeleton variant="rounded" height={48} />}
        <Typography variant="body2" color="textSecondary">
          {t('exports.kept')} <AppLink to={path.exports()}>{t('exports.title')}</AppLink>
        </Typography>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose} color="inherit">
          {t('action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
