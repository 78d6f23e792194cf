import UploadFile from '@mui/icons-material/UploadFileOutlined'
import { Box, Button, FormControlLabel, LinearProgress, Switch, Typography } from '@mui/material'
import { visuallyHidden } from '@mui/utils'
import { useId, useState, type DragEvent } from 'react'
import { useNavigate } from 'react-router-dom'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import { useFormat, useT } from '../i18n/I18n'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { sendFile } from './send-file'

const TYPES = '.csv,.tsv,.txt,.xlsx,.json,.jsonl,.ndjson,.xml'

/** A place to drop an order file on, or a button to choose one. */
export function Upload() {
  const t = useT()
  const format = useFormat()
  const id = useId()
  const path = usePaths()
  const navigate = useNavigate()
  const say = useSaid()
  const operations = useOperations()
  const [isOver, setIsOver] = useState(false)
  const [isTrial, setIsTrial] = useState(false)
  const [progress, setProgress] = useState<{ name: string; sent: number; total: number } | null>(null)
  const command = useCommand(
    (file: File, key) => sendFile(operations, file, isTrial, key, sent => setProgress({ name: file.name, sent, total: file.size })),
    ['imports'],
    started => {
      setProgress(null)
      say(t(isTrial ? 'trial.started' : 'imports.started'))
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
              control={<Switch checked={isTrial} onChange={(_, checked) => setIsTrial(checked)} />}
              label={t('trial.first')}
              sx={{ mr: 0 }}
            />
            {isTrial && (
              <Typography variant="caption" id={`${id}-trial`} sx={{ flexBasis: '100%', textAlign: 'center' }}>
                {t('trial.first_hint')}
              </Typography>
            )}
            <Typography variant="caption" color="textSecondary" id={`${id}-kinds`} sx={{ flexBasis: '100%', textAlign: 'center' }}>
              {t('imports.kinds')}
            </Typography>
          </>
        )}
      </Box>
      {command.problem && <ProblemAlert problem={command.problem} />}
    </Box>
  )
}
