import Search from '@mui/icons-material/Search'
import Tune from '@mui/icons-material/Tune'
import { Box, Button, Chip, InputAdornment, MenuItem, TextField, useMediaQuery, useTheme } from '@mui/material'
import { useListContext } from 'ra-core'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { useFormat, useT } from '../i18n/I18n'
import { DayField } from './DayField'
import { withFilter, wrongDays, type FilterValues } from './filters'

/** `search` is always in view and takes the key `/`; others give way to a button where room is short or they are rarely needed. */
export type FilterField =
  | { kind: 'search' | 'text'; name: string; label: string; /** How it finds, said where it found nothing. */ hint?: string }
  | { kind: 'choice'; name: string; label: string; options: { value: string; label: string }[] }
  | { kind: 'day'; name: string; label: string; notLater?: string }
  /** An instant that another page asked for: shown while it filters, and taken off. */
  | { kind: 'moment'; name: string; label: string }
  /** Several filters that are chosen as one, each by a word. */
  | { kind: 'preset'; name: string; label: string; options: { value: string; label: string; filter: Record<string, unknown> }[] }

export function FilterBar({ fields }: { fields: FilterField[] }) {
  const t = useT()
  const theme = useTheme()
  const hasRoom = useMediaQuery(theme.breakpoints.up('md'), { noSsr: true })
  const format = useFormat()
  const { filterValues, setFilters } = useListContext()
  // The address follows a change a moment later; a second change until then builds on the first.
  const newest = useRef<FilterValues>(filterValues)
  useEffect(() => {
    newest.current = filterValues
  }, [filterValues])
  const search = useRef<HTMLInputElement>(null)
  useSlashKey(search)

  const isFolded = (field: FilterField) => field.kind === 'day' || (!hasRoom && field.kind !== 'search' && field.kind !== 'moment')
  const folded = fields.filter(isFolded)
  const nActiveFolded = folded.filter(field => (field.kind === 'preset' ? chosenPreset(field.options, filterValues) : filterValues[field.name])).length
  const [isOpen, setIsOpen] = useState(nActiveFolded > 0)
  const visible = fields.filter(field => (field.kind === 'moment' ? filterValues[field.name] : isOpen || !isFolded(field)))

  const wrong = wrongDays(fields, filterValues)

  function apply(values: FilterValues) {
    newest.current = values
    setFilters(values)
  }
  const change = (name: string, value: string) => apply(withFilter(newest.current, name, value))

  return (
    <Box
      role="search"
      aria-label={t('list.filters')}
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', md: 'repeat(auto-fill, minmax(170px, 1fr))' },
        gap: 1,
        mb: 2,
        // A field with a complaint below it does not push its neighbours down.
        alignItems: 'start',
      }}
    >
      {visible.map(field => (
        <Box key={field.name} sx={{ gridColumn: { xs: field.kind === 'day' ? 'auto' : '1 / -1', md: 'auto' } }}>
          {field.kind === 'preset' ? (
            <TextField
              select
              label={field.label}
              value={chosenPreset(field.options, filterValues)}
              onChange={event => {
                const owned = new Set(field.options.flatMap(({ filter }) => Object.keys(filter)))
                const others = Object.fromEntries(Object.entries(newest.current).filter(([name]) => !owned.has(name)))
                apply({ ...others, ...field.options.find(({ value }) => value === event.target.value)?.filter })
              }}
            >
              <MenuItem value="">{t('list.any')}</MenuItem>
              {field.options.map(option => (
                <MenuItem key={option.value} value={option.value}>
                  {option.label}
                </MenuItem>
              ))}
            </TextField>
          ) : field.kind === 'choice' ? (
            <TextField
              select
              label={field.label}
              value={filterValues[field.name] ?? ''}
              onChange={event => change(field.name, event.target.value)}
            >
              <MenuItem value="">{t('list.any')}</MenuItem>
              {field.options.map(option => (
                <MenuItem key={option.value} value={option.value}>
                  {option.label}
                </MenuItem>
              ))}
            </TextField>
          ) : field.kind === 'moment' ? (
            <Chip label={`${field.label}: ${format.dateTime(String(filterValues[field.name]))}`} onDelete={() => change(field.name, '')} variant="outlined" sx={{ maxWidth: '100%' }} />
          ) : field.kind === 'day' ? (
            <DayField
              label={field.label}
              value={filterValues[field.name] ?? ''}
              onChange={day => change(field.name, day)}
              notLater={field.notLater}
              fault={wrong?.to.name === field.name ? t('list.wrong_days', { from: wrong.from.label, to: wrong.to.label }) : undefined}
            />
          ) : (
            <TypedFilter
              field={field}
              value={filterValues[field.name] ?? ''}
              onChange={value => change(field.name, value)}
              inputRef={field.kind === 'search' ? search : undefined}
            />
          )}
        </Box>
      ))}
      <Box sx={{ display: 'flex', gap: 1, gridColumn: { xs: '1 / -1', md: 'auto / span 2' }, whiteSpace: 'nowrap' }}>
        {folded.length > 0 && (
          <Button startIcon={<Tune />} color="inherit" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {nActiveFolded > 0 ? t('list.more_filters_active', { n: nActiveFolded }) : t('list.more_filters')}
          </Button>
        )}
        {Object.keys(filterValues).length > 0 && (
          <Button color="inherit" onClick={() => apply({})}>
            {t('list.clear_filters')}
          </Button>
        )}
      </Box>
    </Box>
  )
}

/** The preset whose filters are all set; none where the address has others. */
const chosenPreset = (options: { value: string; filter: Record<string, unknown> }[], values: Record<string, unknown>) =>
  options.find(({ filter }) => Object.entries(filter).every(([name, value]) => values[name] === value))?.value ?? ''

const PAUSE_MS = 350

/** The longest number, code or SKU that the API knows. */
const MAX_LENGTH = 64

/** Asks the API when the typing pauses, and follows the address when that changes by other means. */
function TypedFilter({
  field,
  value,
  onChange,
  inputRef,
}: {
  field: { kind: string; label: string }
  value: string
  onChange: (value: string) => void
  inputRef: RefObject<HTMLInputElement | null> | undefined
}) {
  const [draft, setDraft] = useState({ text: value, follows: value })
  if (draft.follows !== value) setDraft({ text: value, follows: value })

  useEffect(() => {
    if (draft.text.trim() === value) return
    const timer = setTimeout(() => onChange(draft.text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  })

  return (
    <TextField
      type="search"
      label={field.label}
      value={draft.text}
      onChange={event => setDraft({ ...draft, text: event.target.value })}
      slotProps={{
        htmlInput: { ref: inputRef, maxLength: MAX_LENGTH, autoCapitalize: 'off', autoCorrect: 'off', spellCheck: false },
        input:
          field.kind === 'search'
            ? {
                startAdornment: (
                  <InputAdornment position="start">
                    <Search fontSize="small" />
                  </InputAdornment>
                ),
              }
            : {},
      }}
    />
  )
}

function useSlashKey(input: RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const target = event.target as HTMLElement
      if (event.key !== '/' || event.ctrlKey || event.metaKey || target.closest('input, textarea, [contenteditable], [role=dialog]')) return
      event.preventDefault()
      input.current?.focus()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [input])
}
