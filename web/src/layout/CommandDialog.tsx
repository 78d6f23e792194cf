import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography, useMediaQuery, useTheme } from '@mui/material'
import { useId, type ReactNode } from 'react'
import type { Problem } from '../api/problem'
import { useT } from '../i18n/I18n'
import { ProblemAlert } from './ProblemAlert'

/** The form around every command: says what will happen, sends it once, shows a refusal where the person looks. */
export function CommandDialog({
  title,
  explanation,
  confirm,
  stay,
  isDangerous = false,
  isReady = true,
  isSending,
  problem,
  onConfirm,
  onClose,
  children,
}: {
  title: string
  explanation?: string
  confirm: string
  /** The way out, where “Back” would not say what it does. */
  stay?: string
  isDangerous?: boolean
  isReady?: boolean
  isSending: boolean
  problem: Problem | null
  onConfirm: () => void
  onClose: () => void
  children?: ReactNode
}) {
  const t = useT()
  const id = useId()
  const theme = useTheme()
  const isPhone = useMediaQuery(theme.breakpoints.down('sm'))
  return (
    <Dialog open fullWidth maxWidth="xs" fullScreen={isPhone} onClose={isSending ? undefined : onClose} aria-labelledby={id}>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (isReady && !isSending) onConfirm()
        }}
      >
        <DialogTitle id={id} component="h2" variant="h1" sx={{ fontSize: '1.0625rem', pb: 1 }}>
          {title}
        </DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2, overflow: 'visible' }}>
          {explanation && (
            <Typography variant="body2" color="textSecondary">
              {explanation}
            </Typography>
          )}
          {children}
          {problem && <ProblemAlert problem={problem} />}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose} disabled={isSending} color="inherit">
            {stay ?? t('action.back')}
          </Button>
          <Button type="submit" variant="contained" color={isDangerous ? 'error' : 'primary'} disabled={!isReady} loading={isSending}>
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
