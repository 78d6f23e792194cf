import { TextField } from '@mui/material'
import { useState } from 'react'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Count } from '../api/types'
import { useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'

/** Nobody counts any more: says first what was not counted. */
export function CloseCountDialog({ count, onClose }: { count: Count; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { closeCount } = useOperations()
  const command = useCommand((id: string, key) => closeCount(id, key), ['counts', 'stock'], () => {
    say(t('counts.closed'))
    onClose()
  })
  const open = count.progress.open
  return (
    <CommandDialog
      {...command}
      title={t('counts.close_title')}
      explanation={`${t('counts.close_hint')}${open > 0 ? ` ${t('counts.close_open', { n: open })}` : ''}`}
      confirm={t('counts.close')}
      onConfirm={() => command.send(count.id)}
      onClose={onClose}
    />
  )
}

/** Nothing more of it is booked. */
export function CancelCountDialog({ count, onClose }: { count: Count; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { cancelCount } = useOperations()
  const [reason, setReason] = useState('')
  const command = useCommand((body: { reason: string }, key) => cancelCount(count.id, body, key), ['counts'], () => {
    say(t('counts.cancelled'))
    onClose()
  })
  return (
    <CommandDialog {...command} isDangerous title={t('counts.cancel_title')} explanation={t('counts.cancel_hint')} confirm={t('counts.cancel')} isReady={reason.trim() !== ''} onConfirm={() => command.send({ reason: reason.trim() })} onClose={onClose}>
      <TextField label={t('counts.reason')} value={reason} onChange={event => setReason(event.target.value)} required autoFocus slotProps={{ htmlInput: { maxLength: 200 } }} />
    </CommandDialog>
  )
}
