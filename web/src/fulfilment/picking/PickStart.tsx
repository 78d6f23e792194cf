import { Box, Paper, Skeleton, Typography } from '@mui/material'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { Problem } from '../../api/problem'
import { useMay, useOperations } from '../../api/store-context'
import type { Batch } from '../../api/types'
import { StartCard } from '../../floor/StartCard'
import { useFormat, useT } from '../../i18n/I18n'
import { AppButton } from '../../layout/AppButton'
import { EmptyState } from '../../layout/EmptyState'
import { PageHeader } from '../../layout/PageHeader'
import { ProblemAlert } from '../../layout/ProblemAlert'
import { usePaths } from '../../layout/usePaths'
import { signal } from '../../scanning/feedback'
import { ScanField } from '../../scanning/ScanField'
import { Verdict, type Spoken } from '../../scanning/Verdict'
import { batchesToPick } from './open-batches'

/** Which batch to pick: the pick list's bar code says it, or a tap. */
export default function PickStart() {
  const t = useT()
  const may = useMay()
  const path = usePaths()
  const navigate = useNavigate()
  const operations = useOperations()
  const { batch: readBatch } = operations
  const [spoken, setSpoken] = useState<Spoken | null>(null)
  const { data, error } = useQuery({ queryKey: ['batches', 'to-pick'], queryFn: () => batchesToPick(operations), refetchInterval: 20_000 })
  // Batches in lists do not say how much is picked.
  const read = useQueries({ queries: (data ?? []).map(({ id }) => ({ queryKey: ['batches', 'record', id], queryFn: () => readBatch(id) })) })
  const open = read.flatMap(({ data: batch }) => (batch && batch.state !== 'releasing' && batch.progress.done < batch.progress.total ? [batch] : []))
  const isLoading = !data || read.some(({ isPending }) => isPending)

  async function onScan(code: string) {
    const id = code.trim().toLowerCase()
    const found = id.startsWith('bat_') ? await readBatch(id).catch(() => null) : null
    if (found) {
      signal('good')
      return navigate(path.pick(found.id))
    }
    signal('bad')
    setSpoken({ tone: 'bad', head: t('warehouse.no_such_batch'), detail: code })
  }

  return (
    <>
      <PageHeader title={t('warehouse.pick')} below={t('warehouse.pick_below')} />
      <Box sx={{ maxWidth: 720 }}>
        {spoken && <Verdict spoken={spoken} hint="" />}
        <ScanField label={t('warehouse.scan_batch')} onScan={code => void onScan(code)} />
        {error && <ProblemAlert problem={Problem.from(error)} />}
        {isLoading && !error && <Skeleton variant="rounded" height={200} sx={{ mt: 2 }} />}
        {!isLoading && open.length === 0 && (
          <Paper variant="outlined" sx={{ mt: 2 }}>
            <EmptyState
              title={t('warehouse.nothing_to_pick')}
              hint={t('warehouse.nothing_to_pick_hint')}
              action={
                may('fulfilment.release') && (
                  <AppButton variant="outlined" to={path.batches()}>
                    {t('batches.title')}
                  </AppButton>
                )
              }
            />
          </Paper>
        )}
        <Box component="ul" sx={{ listStyle: 'none', m: 0, mt: 2, p: 0, display: 'grid', gap: 1 }}>
          {open.map(batch => (
            <BatchCard key={batch.id} batch={batch} to={path.pick(batch.id)} />
          ))}
        </Box>
      </Box>
    </>
  )
}

function BatchCard({ batch, to }: { batch: Batch; to: string }) {
  const t = useT()
  const format = useFormat()
  const beside = (
    <Typography component="span" variant="body2" color="textSecondary">
      {t('imports.n_orders', { n: batch.n_orders })} · {t('orders.n_units', { n: batch.n_units })}
    </Typography>
  )
  return <StartCard to={to} title={format.dateTime(batch.released_at)} beside={beside} {...batch.progress} label={t('batches.picked_progress')} />
}
