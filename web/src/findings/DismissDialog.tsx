import { TextField } from '@mui/material'
import { useState } from 'react'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Finding } from '../api/types'
import { useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'

/** Closes a finding without a repair; why, stays with it. */
export function DismissDialog({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { dismissFinding } = useOperations()
  const [reason, setReason] = useState('')
  const command = useCommand((body: { reason: string }, key) => dismissFinding(finding.id, body, key), ['findings', 'stock', 'orders'], () => {
    say(t('findings.dismissed'))
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      title={t('findings.dismiss')}
      explanation={t(finding.order ? 'findings.dismiss_order_hint' : 'findings.dismiss_hint')}
      confirm={t('findings.dismiss')}
      isReady={reason.trim() !== ''}
      onConfirm={() => command.send({ reason: reason.trim() })}
      onClose={onClose}
    >
      <TextField label={t('orders.reason')} value={reason} onChange={event => setReason(event.target.value)} required autoFocus multiline minRows={2} slotProps={{ htmlInput: { maxLength: 500 } }} />
    </CommandDialog>
  )
}
