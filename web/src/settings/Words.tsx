import { Autocomplete, Chip, TextField } from '@mui/material'
import { useState } from 'react'
import { useT } from '../i18n/I18n'

/** A few short texts, added with Enter, a comma or by leaving the field. */
export function Words({
  label,
  hint,
  values,
  isValid,
  onChange,
  isReadOnly,
  fault,
}: {
  label: string
  hint: string
  values: string[]
  isValid: (text: string) => boolean
  onChange: (values: string[]) => void
  isReadOnly: boolean
  fault: string | undefined
}) {
  const t = useT()
  const [text, setText] = useState('')
  const isWrong = text.trim() !== '' && !isValid(text.trim())
  function add() {
    const word = text.trim()
    if (word === '' || isWrong) return
    setText('')
    if (!values.includes(word)) onChange([...values, word])
  }
  return (
    <Autocomplete
      multiple
      freeSolo
      disableClearable
      options={[]}
      value={values}
      inputValue={text}
      disabled={isReadOnly}
      onInputChange={(_, value, reason) => {
        if (reason === 'reset') return
        if (value.endsWith(',')) add()
        else setText(value)
      }}
      onChange={(_, next, reason) => {
        if (reason === 'removeOption') onChange(next)
        if (reason === 'createOption') add()
      }}
      onBlur={add}
      renderValue={(chosen, item) =>
        chosen.map((word, index) => {
          const { key, ...rest } = item({ index })
          return <Chip key={key} size="small" label={word} {...rest} />
        })
      }
      renderInput={field => <TextField {...field} label={label} error={isWrong || Boolean(fault)} helperText={isWrong ? t('settings.not_right', { text: text.trim() }) : (fault ?? hint)} />}
    />
  )
}
