import { Alert, Box, Skeleton, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Problem } from '../api/problem'
import { useMay, useOperations, useStoreContext } from '../api/store-context'
import type { Import, Page, Reconciliation } from '../api/types'
import { useOpenFindings } from '../findings/FrozenNotice'
import { useT } from '../i18n/I18n'
import { ImportProgress } from '../imports/ImportProgress'
import { ImportStateChip, isImportWorking, useOutcomeSegments } from '../imports/ImportState'
import { AppLink } from '../layout/AppLink'
import { Bar } from '../layout/Bar'
import { EmptyState } from '../layout/EmptyState'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { CutOffChart } from './CutOffChart'
import { FirstRun } from './FirstRun'
import { Numbers } from './Numbers'

const REFRESH_MS = 15_000
const N_CUT_OFFS = 14
const N_IMPORTS = 5

/** What the API counts at this moment; nothing is estimated. */
export default function Today() {
  const t = useT()
  const may = useMay()
  const { store } = useStoreContext()
  return (
    <>
      <PageHeader title={t('today.title')} below={t('today.below', { store: store.name })} />
      <FirstRun />
      <OpenFindings />
      <Box sx={{ display: 'grid', gap: 2 }}>
        {may('orders.read') && <Numbers />}
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) minmax(0, 1fr)' }, alignItems: 'start' }}>
          {may('imports.read') && <LatestImports />}
          {may('reconciliation.read') && <CutOffs />}
        </Box>
      </Box>
    </>
  )
}

/** What the sentinel found and nobody has decided about. */
function OpenFindings() {
  const t = useT()
  const path = usePaths()
  const open = useOpenFindings() ?? []
  if (open.length === 0) return null
  return (
    <Alert severity="warning" variant="outlined" sx={{ mb: 2 }}>
      <AppLink to={path.findings({ state: 'open' })}>{t('findings.today', { n: open.length })}</AppLink>
    </Alert>
  )
}

function LatestImports() {
  const t = useT()
  const path = usePaths()
  const { listImports } = useOperations()
  const { data, error } = useQuery({
    queryKey: ['imports', 'latest'],
    queryFn: () => listImports({ limit: N_IMPORTS }),
    refetchInterval: ({ state }) => (state.data?.items.some(isImportWorking) ? 2_000 : REFRESH_MS),
  })
  return (
    <Panel title={t('today.imports')} aside={<AppLink to={path.imports()} variant="body2">{t('today.all')}</AppLink>}>
      <Loaded data={data} error={error} empty={t('imports.empty')}>
        {imports => (
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {imports.map(it => (
              <ImportLine key={it.id} it={it} />
            ))}
          </Box>
        )}
      </Loaded>
    </Panel>
  )
}

function ImportLine({ it }: { it: Import }) {
  const t = useT()
  const path = usePaths()
  const segments = useOutcomeSegments()
  return (
    <Box component="li" sx={{ py: 1, borderTop: 1, borderColor: 'divider', display: 'grid', gap: 0.5, '&:first-of-type': { borderTop: 0 } }}>
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'space-between', alignItems: 'center' }}>
        <AppLink to={path.import(it.id)} variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          {it.file_name}
        </AppLink>
        <ImportStateChip it={it} />
      </Box>
      {isImportWorking(it) ? <ImportProgress it={it} /> : it.orders.total > 0 && <Bar segments={segments(it.orders)} />}
      <Typography variant="caption" color="textSecondary">
        <When at={it.received_at} /> · {t('today.import_result', { accepted: it.orders.accepted - it.orders.cancellations, rejected: it.orders.rejected })}
        {it.orders.cancellations > 0 && ` · ${t('imports.n_cancellations', { n: it.orders.cancellations })}`}
      </Typography>
    </Box>
  )
}

function CutOffs() {
  const t = useT()
  const path = usePaths()
  const { listReconciliations } = useOperations()
  const { data, error } = useQuery({
    queryKey: ['reconciliations', 'latest'],
    queryFn: () => listReconciliations({ limit: N_CUT_OFFS }),
    refetchInterval: REFRESH_MS * 4,
  })
  return (
    <Panel title={t('today.cut_offs')} aside={<AppLink to={path.reconciliations()} variant="body2">{t('today.all')}</AppLink>}>
      <Loaded data={data} error={error} empty={t('reconciliations.empty')}>
        {files => <LastCutOff files={files} />}
      </Loaded>
    </Panel>
  )
}

function LastCutOff({ files }: { files: Reconciliation[] }) {
  const t = useT()
  const path = usePaths()
  const [last] = files
  if (!last) return null
  return (
    <>
      <Typography variant="body2" sx={{ mb: 1 }}>
        <AppLink to={path.reconciliation(last.sequence)}>{t('reconciliations.number', { number: String(last.sequence) })}</AppLink> ·{' '}
        <When at={last.cut_off_at} />
        <br />
        {t('today.cut_off_result', {
          shipped: last.totals.orders.shipped,
          in: last.totals.orders.in,
          closing: last.totals.orders.closing,
        })}
      </Typography>
      <CutOffChart files={[...files].reverse()} />
    </>
  )
}

function Loaded<Item>({
  data,
  error,
  empty,
  children,
}: {
  data: Page<Item> | undefined
  error: Error | null
  empty: string
  children: (items: Item[]) => ReactNode
}) {
  if (error) return <ProblemAlert problem={Problem.from(error)} />
  if (!data) return <Skeleton variant="rounded" height={160} />
  return data.items.length === 0 ? <EmptyState title={empty} /> : children(data.items)
}
