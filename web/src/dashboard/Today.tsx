import { Alert, Box, Skeleton, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Problem } from '../api/problem'
import { useMay, useOperations, useStoreContext } from '../api/store-context'
import type { Import, OrderStatus, Page, Reconciliation } from '../api/types'
import { useOpenFindings } from '../findings/FrozenNotice'
import { useFormat, useT } from '../i18n/I18n'
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
import { NextCutOff } from './NextCutOff'

const REFRESH_MS = 15_000
const N_CUT_OFFS = 14
const N_IMPORTS = 5

/** What the lists of the API say at this moment; nothing is estimated. */
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
        {may('settings.read') && <NextCutOff />}
        {may('orders.read') && (
          <Box sx={{ display: 'grid', gap: { xs: 1, sm: 2 }, gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', md: 'repeat(3, minmax(0, 1fr))', xl: 'repeat(6, minmax(0, 1fr))' } }}>
            <OrderCount status="allocated" label={t('today.ready')} hint={t('today.ready_hint')} />
            <OrderCount status="backordered" label={t('today.backordered')} hint={t('today.backordered_hint')} />
            <OrderCount status="on_hold" label={t('today.on_hold')} hint={t('today.on_hold_hint')} />
            <OrderCount status="released" label={t('today.released')} hint={t('today.released_hint')} />
            <OrderCount status="picked" label={t('today.picked')} hint={t('today.picked_hint')} />
            <OrderCount status="packed" label={t('today.packed')} hint={t('today.packed_hint')} />
          </Box>
        )}
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

const MAX_COUNTED = 200

/** Counts one page of the list behind it; beyond that it says "at least". */
function OrderCount({ status, label, hint }: { status: OrderStatus; label: string; hint: string }) {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  const { listOrders } = useOperations()
  const { data, error, dataUpdatedAt } = useQuery({
    queryKey: ['orders', 'count', status],
    queryFn: () => listOrders({ status, limit: MAX_COUNTED }),
    refetchInterval: REFRESH_MS,
  })
  return (
    <Panel title={label}>
      {error ? (
        <ProblemAlert problem={Problem.from(error)} />
      ) : data ? (
        <>
          <AppLink
            to={path.orders({ status })}
            color="inherit"
            sx={{ fontSize: '1.75rem', fontWeight: 650, letterSpacing: '-0.02em', lineHeight: 1.2, fontVariantNumeric: 'tabular-nums' }}
          >
            {data.next ? t('today.at_least', { n: data.items.length }) : format.number(data.items.length)}
          </AppLink>
          <Typography variant="body2" color="textSecondary">
            {hint}
          </Typography>
          <Typography variant="caption" color="textSecondary">
            {t('today.as_of')} <When at={new Date(dataUpdatedAt).toISOString()} form="time" />
          </Typography>
        </>
      ) : (
        <Skeleton height={72} />
      )}
    </Panel>
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
        <ImportStateChip state={it.state} />
      </Box>
      {isImportWorking(it) ? <ImportProgress it={it} /> : it.orders.total > 0 && <Bar segments={segments(it.orders)} />}
      <Typography variant="caption" color="textSecondary">
        <When at={it.received_at} /> · {t('today.import_result', { accepted: it.orders.accepted, rejected: it.orders.rejected })}
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
