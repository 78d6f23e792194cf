import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material'
import { useId } from 'react'
import { useCommand } from '../../api/queries'
import { useOperations } from '../../api/store-context'
import type { ActedOrder } from '../../api/types'
import { useT } from '../../i18n/I18n'
import { AppLink } from '../../layout/AppLink'
import { ProblemAlert } from '../../layout/ProblemAlert'
import { useSaid } from '../../layout/Said'
import { SmallTable } from '../../layout/SmallTable'
import { usePaths } from '../../layout/usePaths'
import { slices, undoOf } from './actions'
import type { Outcome } from './BulkDialog'

/** What came of each order, the refused ones with their reasons; and the way back, where there is one. */
export function BulkOutcome({ outcome: { body, items, batches }, onClose }: { outcome: Outcome; onClose: () => void }) {
  const t = useT()
  const id = useId()
  const say = useSaid()
  const path = usePaths()
  const { actOnOrders } = useOperations()
  const of = (outcome: ActedOrder['outcome']) => items.filter(item => item.outcome === outcome)
  const refused = of('refused')
  const undo = undoOf(body, items)
  const command = useCommand(
    async (_: 'undo', key) => {
      let n = 0
      for (const [m, action] of undo.entries())
        for (const [k, orders] of slices(action.orders).entries()) {
          const result = await actOnOrders({ ...action, orders }, `${key}-${m}-${k}`)
          n += result.items.filter(({ outcome }) => outcome === 'done').length
        }
      return n
    },
    ['orders', 'stock', 'batches'],
    n => {
      say(t('selection.undone', { n }))
      onClose()
    },
  )
  return (
    <Dialog open fullWidth maxWidth="sm" onClose={command.isSending ? undefined : onClose} aria-labelledby={id}>
      <DialogTitle id={id} component="h2" variant="h1" sx={{ fontSize: '1.0625rem', pb: 1 }}>
        {t('selection.outcome')}
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        <Box role="status" sx={{ display: 'grid', gap: 1 }}>
          {of('done').length > 0 && <Alert severity="success">{t(`selection.done.${body.action}`, { n: of('done').length })}</Alert>}
          {of('unchanged').length > 0 && <Alert severity="info">{t('selection.unchanged', { n: of('unchanged').length })}</Alert>}
          {refused.length > 0 && <Alert severity="warning">{t('selection.refused', { n: refused.length })}</Alert>}
        </Box>
        {batches.map(batch => (
          <AppLink key={batch} to={path.batch(batch)}>
            {t('selection.open_batch')}
          </AppLink>
        ))}
        {refused.length > 0 && (
          <Box tabIndex={0} role="region" aria-label={t('selection.refused', { n: refused.length })} sx={{ maxHeight: 320, overflowY: 'auto' }}>
            <SmallTable
              rows={refused}
              rowKey={item => item.order}
              columns={[
                { label: t('orders.one'), cell: item => <AppLink to={path.order(item.order)}>{item.reference ?? item.order}</AppLink> },
                { label: t('selection.why'), cell: item => item.detail ?? '' },
              ]}
            />
          </Box>
        )}
        {command.problem && <ProblemAlert problem={command.problem} />}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        {undo.length > 0 && (
          <Button onClick={() => command.send('undo')} loading={command.isSending} color="inherit">
            {t('selection.undo')}
          </Button>
        )}
        <Button onClick={onClose} disabled={command.isSending} variant="contained" autoFocus>
          {t('action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
