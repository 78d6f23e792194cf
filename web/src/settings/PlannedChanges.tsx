import { Box, Button, Typography } from '@mui/material'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../api/problem'
import { useCommand } from '../api/queries'
import { useMay, useOperations } from '../api/store-context'
import type { AuditChange, PlannedSettings } from '../api/types'
import { useAuditWords } from '../audit/useAuditWords'
import { useFormat, useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { When } from '../layout/When'

/** Changes that will come by themselves. Where none is planned, nothing is said. */
export function PlannedChanges() {
  const t = useT()
  const may = useMay()
  const { listPlannedSettings } = useOperations()
  const { data, error } = useQuery({ queryKey: ['settings', 'planned'], queryFn: listPlannedSettings, refetchInterval: 30_000 })
  const [withdrawing, setWithdrawing] = useState<PlannedSettings | null>(null)
  if (error) return <ProblemAlert problem={Problem.from(error)} />
  if (!data || data.items.length === 0) return null
  return (
    <Panel title={t('settings.planned')}>
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {data.items.map((plan, index) => (
          <Box key={plan.id} component="li" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start', py: 1.25, borderTop: index === 0 ? 0 : 1, borderColor: 'divider' }}>
            <Box sx={{ flex: 1, minWidth: 220 }}>
              <Typography variant="h3" component="p">
                <When at={plan.from} />
              </Typography>
              <Changes changes={plan.changes} />
              <Typography variant="caption" color="textSecondary" component="p">
                <By name={plan.planned_by} client={plan.on_behalf_of} /> · <When at={plan.planned_at} />
              </Typography>
            </Box>
            {may('settings.write') && (
              <Button variant="outlined" color="inherit" onClick={() => setWithdrawing(plan)}>
                {t('settings.withdraw')}
              </Button>
            )}
          </Box>
        ))}
      </Box>
      {withdrawing && <WithdrawDialog plan={withdrawing} onClose={() => setWithdrawing(null)} />}
    </Panel>
  )
}

function WithdrawDialog({ plan, onClose }: { plan: PlannedSettings; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const format = useFormat()
  const client = useQueryClient()
  const { withdrawPlan } = useOperations()
  const command = useCommand((id: string) => withdrawPlan(id), [], () => {
    void client.invalidateQueries({ queryKey: ['settings'] })
    say(t('settings.withdrawn'))
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      title={t('settings.withdraw')}
      explanation={t('settings.withdraw_hint', { when: format.dateTime(plan.from) })}
      confirm={t('settings.withdraw')}
      isDangerous
      onConfirm={() => command.send(plan.id)}
      onClose={onClose}
    />
  )
}

/** Who did it, and for whom. */
export function By({ name, client }: { name: string; client: string | null | undefined }) {
  const t = useT()
  return <>{client ? `${name} (${t('audit.on_behalf', { name: client })})` : name}</>
}

/** What changed; of nothing, that it was the first version, or that the plans are others. */
export function Changes({ changes, isFirst = false }: { changes: AuditChange[]; isFirst?: boolean }) {
  const t = useT()
  const tell = useAuditWords()
  return (
    <Typography variant="body2" component="div" sx={{ overflowWrap: 'anywhere' }}>
      {changes.length === 0 ? t(isFirst ? 'settings.first_version' : 'settings.no_change') : changes.map((change, index) => <div key={index}>{tell(change, changes)}</div>)}
    </Typography>
  )
}
