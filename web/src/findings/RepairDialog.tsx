import { Alert, Skeleton, Typography } from '@mui/material'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Finding } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'
import { afterRepair, isSame } from './difference'
import { ChangeTable } from './RecountTable'
import { useRecount } from './useRecount'

/** Makes the repair that a finding proposes, after showing what it will change. */
export function RepairDialog({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const t = useT()
  const word = useWord()
  const say = useSaid()
  const { repairFinding } = useOperations()
  const { recount, problem } = useRecount(finding.sku)
  const command = useCommand((id: string, key) => repairFinding(id, key), ['findings', 'stock', 'orders'], () => {
    say(t('findings.repaired'))
    onClose()
  })
  const repair = finding.repair
  const after = recount && repair ? afterRepair(recount, repair) : null
  const touchesLevel = repair !== 'fill_back_orders'
  return (
    <CommandDialog
      {...command}
      problem={command.problem ?? problem}
      title={t('findings.repair')}
      explanation={repair ? word('findings.repairs_hint', repair) : ''}
      confirm={t('findings.repair_now')}
      isReady={Boolean(recount) && (!touchesLevel || after !== null)}
      onConfirm={() => command.send(finding.id)}
      onClose={onClose}
    >
      {!recount && !problem && <Skeleton variant="rounded" height={160} />}
      {recount && touchesLevel && after && <ChangeTable before={recount.level} after={after} />}
      {recount && touchesLevel && after && isSame(recount.level, after) && <Typography variant="body2">{t('findings.only_queue')}</Typography>}
      {recount && touchesLevel && !after && <Alert severity="warning">{t('findings.cannot_repair')}</Alert>}
      {recount && !touchesLevel && <Typography variant="body2">{t('findings.will_fill', { n: Math.min(recount.level.available, recount.level.backordered) })}</Typography>}
    </CommandDialog>
  )
}
