import { TextField } from '@mui/material'
import { useState } from 'react'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Asn } from '../api/types'
import { useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'

/** No more of it comes: says first what is short. */
export function CloseAsnDialog({ asn, onClose }: { asn: Asn; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { closeAsn } = useOperations()
  const command = useCommand((id: string, key) => closeAsn(id, key), ['asns', 'stock'], () => {
    say(t('inbound.closed'))
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      title={t('inbound.close_title')}
      explanation={asn.units.short > 0 ? t('inbound.close_hint', { n: asn.units.short }) : t('inbound.close_whole')}
      confirm={t('inbound.close_now')}
      onConfirm={() => command.send(asn.id)}
      onClose={onClose}
    />
  )
}

/** It does not come at all. */
export function CancelAsnDialog({ asn, onClose }: { asn: Asn; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { cancelAsn } = useOperations()
  const [reason, setReason] = useState('')
  const command = useCommand((body: { reason: string }, key) => cancelAsn(asn.id, body, key), ['asns', 'stock'], () => {
    say(t('inbound.cancelled'))
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      isDangerous
      title={t('inbound.cancel_title')}
      explanation={t('inbound.cancel_hint')}
      confirm={t('inbound.cancel')}
      isReady={reason.trim() !== ''}
      onConfirm={() => command.send({ reason: reason.trim() })}
      onClose={onClose}
    >
      <TextField label={t('inbound.reason')} value={reason} onChange={event => setReason(event.target.value)} required autoFocus slotProps={{ htmlInput: { maxLength: 200 } }} />
    </CommandDialog>
  )
}
