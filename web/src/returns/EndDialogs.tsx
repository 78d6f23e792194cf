import { TextField } from '@mui/material'
import { useState } from 'react'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Return } from '../api/types'
import { useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'

/** No more of it comes: says first what stays with the buyer. */
export function CloseReturnDialog({ back, onClose }: { back: Return; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { closeReturn } = useOperations()
  const command = useCommand((id: string, key) => closeReturn(id, key), ['returns', 'orders'], () => {
    say(t('returns.closed'))
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      title={t('returns.close_title')}
      explanation={t('returns.close_hint', { n: back.units.missing })}
      confirm={t('returns.close')}
      onConfirm={() => command.send(back.id)}
      onClose={onClose}
    />
  )
}

/** It does not come at all. */
export function CancelReturnDialog({ back, onClose }: { back: Return; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { cancelReturn } = useOperations()
  const [reason, setReason] = useState('')
  const command = useCommand((body: { reason: string }, key) => cancelReturn(back.id, body, key), ['returns', 'orders'], () => {
    say(t('returns.cancelled'))
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      isDangerous
      title={t('returns.cancel_title')}
      explanation={t('returns.cancel_hint')}
      confirm={t('returns.cancel')}
      isReady={reason.trim() !== ''}
      onConfirm={() => command.send({ reason: reason.trim() })}
      onClose={onClose}
    >
      <TextField label={t('returns.end_reason')} value={reason} onChange={event => setReason(event.target.value)} required autoFocus slotProps={{ htmlInput: { maxLength: 200 } }} />
    </CommandDialog>
  )
}
