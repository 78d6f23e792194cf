import { TextField } from '@mui/material'
import { useState } from 'react'
import { useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'

/** Asks under which name filters are kept. Default export: it is loaded when somebody keeps some. */
export default function SaveView({ onSave, onClose }: { onSave: (name: string) => void; onClose: () => void }) {
  const t = useT()
  const [name, setName] = useState('')
  return (
    <CommandDialog title={t('lists.save_view')} explanation={t('lists.save_view_hint')} confirm={t('action.save')} isReady={name.trim() !== ''} isSending={false} problem={null} onConfirm={() => onSave(name.trim())} onClose={onClose}>
      <TextField label={t('lists.view_name')} value={name} onChange={event => setName(event.target.value)} autoFocus slotProps={{ htmlInput: { maxLength: 40 } }} />
    </CommandDialog>
  )
}
