import CloudOff from '@mui/icons-material/CloudOffOutlined'
import { Alert, AlertTitle, Box, Button, Typography } from '@mui/material'
import { useT } from '../i18n/I18n'
import type { Deferred } from './deferred'
import type { Entry } from './outbox'
import { useOutbox } from './OutboxProvider'

/** Says what the API has not heard of yet, and what it did not accept. Nothing is shown while all is well. */
export function OutboxBar() {
  const t = useT()
  const { outbox, waiting, refused, isOffline } = useOutbox()
  return (
    <Box role="status" aria-live="polite">
      {isOffline && waiting.length > 0 && (
        <Alert
          severity="warning"
          icon={<CloudOff fontSize="small" />}
          sx={{ mb: 1.5, alignItems: 'center' }}
          action={
            <Button color="inherit" onClick={outbox.wake}>
              {t('outbox.try_now')}
            </Button>
          }
        >
          {t('outbox.waiting', { n: waiting.length })}
        </Alert>
      )}
      {refused.length > 0 && <Refused entries={refused} onSeen={() => refused.forEach(({ n }) => void outbox.dismiss(n))} />}
    </Box>
  )
}

function Refused({ entries, onSeen }: { entries: readonly Entry[]; onSeen: () => void }) {
  const t = useT()
  const describe = useDescription()
  return (
    <Alert
      severity="error"
      variant="outlined"
      sx={{ mb: 1.5, '& .MuiAlert-message': { minWidth: 0, overflowWrap: 'anywhere' } }}
      action={
        <Button color="inherit" onClick={onSeen}>
          {t('outbox.seen')}
        </Button>
      }
    >
      <AlertTitle sx={{ fontSize: '0.875rem', mb: 0.25 }}>{t('outbox.refused', { n: entries.length })}</AlertTitle>
      <Box component="ul" tabIndex={0} aria-label={t('outbox.refused', { n: entries.length })} sx={{ m: 0, pl: 2.5, maxHeight: 180, overflowY: 'auto' }}>
        {entries.map(({ n, what, refusal }) => (
          <li key={n}>
            {describe(what)}: {refusal?.detail === 'too_old' ? t('outbox.too_old') : refusal?.detail || refusal?.title}
            {refusal?.traceId && (
              <Typography component="span" variant="caption" color="textSecondary" sx={{ display: 'block' }}>
                {t('problem.trace', { id: refusal.traceId })}
              </Typography>
            )}
          </li>
        ))}
      </Box>
    </Alert>
  )
}

function useDescription() {
  const t = useT()
  return (what: Deferred) => {
    switch (what.kind) {
      case 'pick':
        return t('outbox.pick', { n: what.quantity, sku: what.sku, reference: what.reference })
      case 'short_pick':
        return t('outbox.short_pick', { n: what.missing, sku: what.sku, reference: what.reference })
      case 'pack':
        return t('outbox.pack', { reference: what.reference })
      case 'tracking':
        return t('outbox.tracking', { number: what.tracking.tracking_number, reference: what.reference })
      case 'collect':
        return t('outbox.collect', { carrier: what.carrier })
      case 'count':
        return t('outbox.count', { n: what.units, sku: what.sku })
    }
  }
}
