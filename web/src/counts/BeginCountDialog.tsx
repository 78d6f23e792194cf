import { FormControlLabel, MenuItem, Switch, TextField, Typography } from '@mui/material'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { CountBody } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import type { MessageKey } from '../i18n/translate'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { countOf, skusIn, type CountDraft, type How } from './begin'

const HOW: Record<How, MessageKey> = { list: 'counts.of_list', all: 'counts.all', search: 'counts.search', uncounted: 'counts.uncounted', chosen: 'counts.chosen' }

/** Begins a count: of everything, of what a list shows, or of what somebody names. */
export function BeginCountDialog({ filter, onClose }: { filter?: Record<string, unknown>; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const format = useFormat()
  const path = usePaths()
  const navigate = useNavigate()
  const { beginCount } = useOperations()
  const isFiltered = filter !== undefined && Object.keys(filter).length > 0
  const [draft, setDraft] = useState<CountDraft>(() => ({ name: format.date(new Date().toISOString()), blind: true, how: isFiltered ? 'list' : filter ? 'all' : 'uncounted', q: '', days: '90', skus: '' }))
  const change = (part: Partial<CountDraft>) => setDraft({ ...draft, ...part })
  const body = countOf(draft, filter ?? {})
  const command = useCommand((wanted: CountBody, key) => beginCount(wanted, key), ['counts'], count => {
    say(t('counts.begun'))
    onClose()
    navigate(path.count(count.id))
  })
  return (
    <CommandDialog {...command} title={t('counts.begin')} explanation={t('counts.begin_hint')} confirm={t('counts.begin')} isReady={body !== null} onConfirm={() => body && command.send(body)} onClose={onClose}>
      <TextField label={t('counts.name')} helperText={t('counts.name_hint')} value={draft.name} onChange={event => change({ name: event.target.value })} required slotProps={{ htmlInput: { maxLength: 60 } }} />
      <TextField select label={t('counts.what')} value={draft.how} onChange={event => change({ how: event.target.value as How })}>
        {(Object.keys(HOW) as How[])
          .filter(how => how !== 'list' || isFiltered)
          .map(how => (
            <MenuItem key={how} value={how}>
              {t(HOW[how])}
            </MenuItem>
          ))}
      </TextField>
      {draft.how === 'search' && <TextField label={t('counts.q')} value={draft.q} onChange={event => change({ q: event.target.value })} required />}
      {draft.how === 'uncounted' && <TextField label={t('counts.days')} value={draft.days} onChange={event => change({ days: event.target.value })} required slotProps={{ htmlInput: { inputMode: 'numeric' } }} />}
      {draft.how === 'chosen' && (
        <TextField multiline minRows={4} maxRows={10} label={t('counts.skus')} helperText={t('counts.n_skus', { n: skusIn(draft.skus).length })} placeholder={'85123A\n22423'} value={draft.skus} onChange={event => change({ skus: event.target.value })} required slotProps={{ inputLabel: { shrink: true } }} />
      )}
      <div>
        <FormControlLabel control={<Switch checked={draft.blind} onChange={event => change({ blind: event.target.checked })} />} label={t('counts.blind')} />
        <Typography variant="body2" color="textSecondary">
          {t('counts.blind_hint')}
        </Typography>
      </div>
    </CommandDialog>
  )
}
