import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Skeleton, Typography, useMediaQuery, useTheme } from '@mui/material'
import { useId } from 'react'
import { useCommand } from '../api/queries'
import { useMay, useOperations } from '../api/store-context'
import type { Recount } from '../api/types'
import { useT } from '../i18n/I18n'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { afterRepair, isSame } from './difference'
import { RecountTable } from './RecountTable'
import { useRecount } from './useRecount'

/** A SKU's books beside one another; where the level is not what its ledger says, it can be set to that. Only the version that was shown is changed. */
export function RecountDialog({ sku, onClose }: { sku: string; onClose: () => void }) {
  const t = useT()
  const id = useId()
  const may = useMay()
  const say = useSaid()
  const theme = useTheme()
  const isPhone = useMediaQuery(theme.breakpoints.down('sm'))
  const { rebuildLevel } = useOperations()
  const { recount, problem } = useRecount(sku)
  const command = useCommand(({ version }: Recount, key) => rebuildLevel(sku, version, key), ['stock', 'orders', 'findings'], () => say(t('findings.rebuilt')))
  const after = recount ? afterRepair(recount, 'rebuild_level') : null
  const isWrong = recount && after !== null && !isSame(recount.level, after)
  const refusal = command.problem ?? problem
  return (
    <Dialog open fullWidth maxWidth="sm" fullScreen={isPhone} onClose={command.isSending ? undefined : onClose} aria-labelledby={id}>
      <DialogTitle id={id} component="h2" variant="h1" sx={{ fontSize: '1.0625rem', pb: 1 }}>
        {t('findings.recount_of', { sku })}
      </DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Typography variant="body2" color="textSecondary">
          {t('findings.recount_hint')}
        </Typography>
        {!recount && !problem && <Skeleton variant="rounded" height={200} />}
        {recount && (
          <>
            <Alert severity={recount.agrees ? 'success' : 'warning'} variant="outlined">
              {t(recount.agrees ? 'findings.agrees' : 'findings.differs')} {recount.frozen && t('findings.is_frozen')}
            </Alert>
            <Box sx={{ border: 1, borderColor: 'divider', borderRadius: 1, overflow: 'hidden' }}>
              <RecountTable recount={recount} />
            </Box>
          </>
        )}
        {refusal && <ProblemAlert problem={refusal} />}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose} disabled={command.isSending} color="inherit">
          {t('action.close')}
        </Button>
        {isWrong && may('findings.repair') && (
          <Button variant="contained" loading={command.isSending} onClick={() => command.send(recount)}>
            {t('findings.set_to_ledger')}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}
