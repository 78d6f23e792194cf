import UploadFile from '@mui/icons-material/UploadFileOutlined'
import { Box, Button, FormControlLabel, LinearProgress, Link, MenuItem, Switch, TextField, Typography } from '@mui/material'
import { visuallyHidden } from '@mui/utils'
import { useQuery } from '@tanstack/react-query'
import { useListContext } from 'ra-core'
import { useId, useState, type DragEvent } from 'react'
import { useNavigate } from 'react-router-dom'
import { useCommand } from '../api/queries'
import { useMay, useOperations, useStoreContext } from '../api/store-context'
import { useFormat, useT } from '../i18n/I18n'
import { save } from '../layout/download'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { CANONICAL, choicesOf, template } from './formats'
import { isImportWorking } from './ImportState'
import { sendFile } from './send-file'

const TYPES = '.csv,.tsv,.txt,.xlsx,.json,.jsonl,.ndjson,.xml'

/** A place to drop an order file on, or a button to choose one; and by which profile it is read. */
export function Upload() {
  const t = useT()
  const format = useFormat()
  const id = useId()
  const path = usePaths()
  const navigate = useNavigate()
  const say = useSaid()
  const operations = useOperations()
  const [isOver, setIsOver] = useState(false)
  const [profile, setProfile] = useState<string | null>(null)
  const [wantsTrial, setWantsTrial] = useState<boolean | null>(null)
  // Where nothing has been imported yet, nobody knows how their files fare: those are tried first.
  const { data, page, filterValues } = useListContext()
  const isTrial = wantsTrial ?? (data?.length === 0 && page === 1 && Object.keys(filterValues).length === 0)
  const [progress, setProgress] = useState<{ name: string; sent: number; total: number } | null>(null)
  const command = useCommand(
    (file: File, key) => sendFile(operations, file, { profile, isTrial }, key, sent => setProgress({ name: file.name, sent, total: file.size })),
    ['imports'],
    started => {
      setProgress(null)
      // A small file is tried in the answer already: its page says what came of it.
      if (!started || isImportWorking(started)) say(t(isTrial ? 'trial.started' : 'imports.started'))
      if (started) navigate(path.import(started.id))
    },
  )

  const sending = (name: string) => t(isTrial ? 'trial.sending' : 'imports.sending', { name })

  function take(files: FileList | null) {
    const [file] = files ?? []
    if (!file || command.isSending) return
    setProgress({ name: file.name, sent: 0, total: file.size })
    command.send(file)
  }

  function onDrop(event: DragEvent) {
    event.preventDefault()
    setIsOver(false)
    take(event.dataTransfer.files)
  }

  return (
    <Box sx={{ mb: 2 }}>
      <Box
        onDragOver={event => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={onDrop}
        sx={theme => ({
          display: 'flex',
          flexWrap: 'wrap',
          alignItems: 'center',
          justifyContent: 'center',
          gap: 1.5,
          p: { xs: 2, sm: 2.5 },
          border: '1.5px dashed',
          borderColor: isOver ? 'primary.main' : theme.palette.tones.neutral.solid,
          borderRadius: 1,
          bgcolor: isOver ? theme.palette.tones.active.wash : 'transparent',
        })}
      >
        {command.isSending && progress ? (
          <Box sx={{ width: '100%', maxWidth: 420 }} role="status">
            <Typography variant="body2" sx={{ mb: 1, overflowWrap: 'anywhere' }}>
              {sending(progress.name)} · {format.bytes(progress.sent)} / {format.bytes(progress.total)}
            </Typography>
            <LinearProgress
              aria-label={sending(progress.name)}
              {...(progress.sent > 0 ? { variant: 'determinate', value: (progress.sent / Math.max(progress.total, 1)) * 100 } : {})}
            />
          </Box>
        ) : (
          <>
            <UploadFile sx={{ color: 'text.secondary', display: { xs: 'none', sm: 'block' } }} />
            <Typography variant="body2" color="textSecondary" id={`${id}-hint`} sx={{ display: { xs: 'none', sm: 'block' } }}>
              {t('imports.drop_here')}
            </Typography>
            <Button component="label" variant="contained" htmlFor={id} role={undefined} tabIndex={undefined} sx={{ '&:has(:focus-visible)': { outline: '2px solid', outlineOffset: 2 } }}>
              {t('imports.choose')}
              <Box
                component="input"
                id={id}
                type="file"
                accept={TYPES}
                aria-describedby={`${id}-kinds`}
                onChange={event => {
                  const input = event.currentTarget as HTMLInputElement
                  take(input.files)
                  input.value = ''
                }}
                sx={visuallyHidden}
              />
            </Button>
            <FormControlLabel
              control={<Switch checked={isTrial} onChange={(_, checked) => setWantsTrial(checked)} />}
              label={t('trial.first')}
              sx={{ mr: 0 }}
            />
            {isTrial && (
              <Typography variant="caption" id={`${id}-trial`} sx={{ flexBasis: '100%', textAlign: 'center' }}>
                {t('trial.first_hint')}
              </Typography>
            )}
            <Reading id={`${id}-kinds`} chosen={profile} onChange={setProfile} />
          </>
        )}
      </Box>
      {command.problem && <ProblemAlert problem={command.problem} />}
    </Box>
  )
}

/** By which profile the file is read, and which files that takes. */
function Reading({ id, chosen, onChange }: { id: string; chosen: string | null; onChange: (profile: string | null) => void }) {
  const t = useT()
  const may = useMay()
  const { store } = useStoreContext()
  const { listProfiles, store: readStore } = useOperations()
  const profiles = useQuery({ queryKey: ['profiles', 'names'], queryFn: () => listProfiles({}), retry: false })
  const settings = useQuery({ queryKey: ['settings'], queryFn: readStore, enabled: may('settings.read'), retry: false })
  const usual = settings.data && (settings.data.default_profile ?? CANONICAL)
  const choices = choicesOf(profiles.data?.items ?? [], usual)
  const value = chosen ?? usual ?? ''
  const format = choices.find(({ name }) => name === value)?.format
  const label = (name: string) => (name === '' ? t('upload.usual') : name === CANONICAL ? t('settings.canonical') : name)
  return (
    <Box sx={{ flexBasis: '100%', display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'center', columnGap: 1.5, rowGap: 1 }}>
      <TextField
        select
        size="small"
        label={t('upload.profile')}
        value={value}
        onChange={event => onChange(event.target.value || null)}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
        sx={{ width: 'auto', minWidth: 200 }}
      >
        {choices.map(({ name }) => (
          <MenuItem key={name} value={name}>
            {label(name)}
          </MenuItem>
        ))}
      </TextField>
      <Link component="button" type="button" variant="body2" onClick={() => save(`${store.id}-orders.csv`, new Blob([template(store.currency, new Date())], { type: 'text/csv' }))}>
        {t('upload.template')}
      </Link>
      <Typography variant="caption" color="textSecondary" id={id} sx={{ flexBasis: '100%', textAlign: 'center' }}>
        {value === CANONICAL ? t('upload.canonical_hint') : format ? t('upload.format_hint', { format }) : t('upload.profile_hint')}
      </Typography>
    </Box>
  )
}
