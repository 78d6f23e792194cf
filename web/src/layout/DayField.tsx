import { TextField, type SxProps, type Theme } from '@mui/material'
import { useState } from 'react'
import { useT } from '../i18n/I18n'

/** A calendar day. One that is later than it may be is shown with the reason, and not taken. */
export function DayField({ label, value, onChange, notLater, fault, sx }: { label: string; value: string; onChange: (day: string) => void; notLater?: string | undefined; fault?: string | undefined; sx?: SxProps<Theme> }) {
  const t = useT()
  const [draft, setDraft] = useState({ text: value, follows: value })
  if (draft.follows !== value) setDraft({ text: value, follows: value })
  const isLate = (day: string) => notLater !== undefined && day > notLater
  const wrong = isLate(draft.text) ? t('list.not_later') : fault
  return (
    <TextField
      type="date"
      label={label}
      value={draft.text}
      onChange={event => {
        setDraft({ ...draft, text: event.target.value })
        if (!isLate(event.target.value)) onChange(event.target.value)
      }}
      error={Boolean(wrong)}
      helperText={wrong}
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { max: notLater } }}
      {...(sx && { sx })}
    />
  )
}
