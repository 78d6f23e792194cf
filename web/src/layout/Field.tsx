import { TextField, type TextFieldProps } from '@mui/material'
import type { Problem } from '../api/problem'

/** A text of a form. What is wrong with it stands below it: the form's own complaint, or the API's for the same part of the body. */
export function Field({
  value,
  onChange,
  fault,
  hint,
  ...rest
}: { value: string; onChange: (value: string) => void; fault?: string | null | undefined; hint?: string } & Omit<TextFieldProps, 'value' | 'onChange' | 'error' | 'helperText'>) {
  return <TextField value={value} onChange={event => onChange(event.target.value)} error={Boolean(fault)} helperText={fault || hint} {...rest} />
}

/** What the API says about one part of the body that was sent. */
export const faultAt = (problem: Problem | null, pointer: string) => problem?.errors.find(error => error.pointer === pointer)?.detail
