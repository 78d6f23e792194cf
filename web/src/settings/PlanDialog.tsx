import { TextField } from '@mui/material'
import { useState } from 'react'
import { useCommand } from '../api/queries'
import { useOperations, useStoreContext } from '../api/store-context'
import type { StoreBody } from '../api/types'
import { useT } from '../i18n/I18n'
import { faultAt } from '../layout/Field'
import { CommandDialog } from '../layout/CommandDialog'
import { instantOf } from './cut-offs'

/** When the settings of the form shall hold from: a moment on the store's clock. */
export function PlanDialog({ body, version, onPlanned, onClose }: { body: StoreBody; version: number; onPlanned: () => void; onClose: () => void }) {
  const t = useT()
  const { store } = useStoreContext()
  const { planSettings } = useOperations()
  const [day, setDay] = useState('')
  const [time, setTime] = useState('00:00')
  const isWhole = /^\d{4}-\d{2}-\d{2}$/.test(day) && /^\d{2}:\d{2}$/.test(time)
  const command = useCommand((from: string, key) => planSettings({ from, settings: body }, version, key), [], onPlanned)
  return (
    <CommandDialog
      {...command}
      title={t('settings.plan')}
      explanation={t('settings.plan_hint')}
      confirm={t('settings.plan_confirm')}
      isReady={isWhole}
      onConfirm={() => command.send(new Date(instantOf(Date.parse(`${day}T00:00:00Z`), time, store.time_zone)).toISOString())}
      onClose={onClose}
    >
      <TextField type="date" label={t('settings.plan_day')} value={day} onChange={event => setDay(event.target.value)} required slotProps={{ inputLabel: { shrink: true } }} sx={{ mt: 0.5 }} />
      <TextField
        type="time"
        label={t('settings.plan_time')}
        value={time}
        onChange={event => setTime(event.target.value)}
        required
        error={Boolean(faultAt(command.problem, '/from'))}
        helperText={faultAt(command.problem, '/from') ?? t('settings.plan_zone', { zone: store.time_zone })}
        slotProps={{ inputLabel: { shrink: true } }}
      />
    </CommandDialog>
  )
}
