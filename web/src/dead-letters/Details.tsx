import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography, useMediaQuery, useTheme } from '@mui/material'
import { useId } from 'react'
import type { DeadLetter } from '../api/types'
import { useT } from '../i18n/I18n'
import { Facts } from '../layout/Facts'
import { When } from '../layout/When'
import { About } from './About'
import { StoreOf } from './QueuePanel'
import { useTitle } from './words'

/** Everything that is known of a message, and where the rest is found. */
export function Details({ queue, letter, onClose }: { queue: string; letter: DeadLetter; onClose: () => void }) {
  const t = useT()
  const id = useId()
  const theme = useTheme()
  const title = useTitle()
  const isPhone = useMediaQuery(theme.breakpoints.down('sm'))
  return (
    <Dialog open fullWidth maxWidth="sm" fullScreen={isPhone} onClose={onClose} aria-labelledby={id}>
      <DialogTitle id={id} component="h2" variant="h1" sx={{ fontSize: '1.0625rem', pb: 1 }}>
        {title(letter)}
      </DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Facts
          facts={[
            [t('dead_letters.about'), <About key="about" letter={letter} />],
            [t('dead_letters.store'), <StoreOf key="store" letter={letter} />],
            [t('dead_letters.sent_at'), <When key="sent" at={letter.sent_at} />],
            [t('dead_letters.kept_until'), <When key="kept" at={letter.kept_until} />],
            [t('dead_letters.why'), letter.cause ?? t('dead_letters.why_in_log')],
            [t('dead_letters.message_id'), <Code key="id">{letter.id}</Code>],
            [t('dead_letters.request_id'), letter.request_id && <Code key="request">{letter.request_id}</Code>],
          ]}
        />
        <Typography variant="body2" color="textSecondary">
          {t('dead_letters.log', { function: queue })} {!letter.can_be_replayed && t('dead_letters.useless')}
        </Typography>
        <Box>
          <Typography variant="h3" component="h3" sx={{ mb: 0.5 }}>
            {t('dead_letters.body')}
          </Typography>
          <Box
            component="pre"
            tabIndex={0}
            sx={{ m: 0, p: 1.5, maxHeight: 240, overflow: 'auto', border: 1, borderColor: 'divider', borderRadius: 1, fontSize: '0.75rem', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
          >
            {pretty(letter.body)}
          </Box>
          {letter.body_is_cut && (
            <Typography variant="caption" color="textSecondary">
              {t('dead_letters.body_is_cut')}
            </Typography>
          )}
        </Box>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose} color="inherit">
          {t('action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Code({ children }: { children: string }) {
  return (
    <Box component="code" sx={{ fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
      {children}
    </Box>
  )
}

/** JSON as people read it; anything else as it is. */
export function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
