import Download from '@mui/icons-material/Download'
import { Alert, Box, Button, Link, Paper, Skeleton, Typography } from '@mui/material'
import { useState } from 'react'
import { useParams } from 'react-router-dom'
import { useCommand, useRecord } from '../api/queries'
import { useMay, useOperations } from '../api/store-context'
import type { Batch, PickedOrder } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { AppButton } from '../layout/AppButton'
import { AppLink } from '../layout/AppLink'
import { CommandDialog } from '../layout/CommandDialog'
import { EmptyState } from '../layout/EmptyState'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { Progress } from '../layout/Progress'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { CreateManifestDialog } from './CreateManifestDialog'
import { OrderLinks } from './OrderLinks'
import { BatchStateChip, isBatchEmpty, isBatchWorking } from './states'

export default function BatchPage() {
  const t = useT()
  const may = useMay()
  const path = usePaths()
  const format = useFormat()
  const { id = '' } = useParams()
  const [asked, setAsked] = useState<'pick' | 'manifest' | null>(null)
  const { record: batch, problem } = useRecord('batches', id, isBatchWorking)
  const back = { to: path.batches(), label: t('batches.title') }
  if (!batch)
    return (
      <>
        <PageHeader title={t('batches.one')} back={back} />
        {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={400} />}
      </>
    )
  const isEmpty = isBatchEmpty(batch)
  const progress = batch.state === 'releasing' ? t('batches.released_progress') : t('batches.picked_progress')
  return (
    <>
      <PageHeader
        title={t('batches.page_title', { when: format.dateTime(batch.released_at) })}
        back={back}
        beside={!isEmpty && <BatchStateChip state={batch.state} />}
        below={
          <>
            {t('imports.n_orders', { n: batch.n_orders })} · {t('orders.n_units', { n: batch.n_units })} · {batch.settings_version && <>{t('settings.with_version', { n: batch.settings_version })} · </>}<code>{batch.id}</code>
          </>
        }
        actions={
          !isEmpty && <>
            {batch.actions?.includes('pick') && (
              <AppButton variant="contained" to={path.pick(batch.id)}>
                {t('warehouse.pick')}
              </AppButton>
            )}
            {batch.actions?.includes('pick') && (
              <Button variant="outlined" onClick={() => setAsked('pick')}>
                {t('batches.pick')}
              </Button>
            )}
            {may('fulfilment.ship') && (
              <Button variant="outlined" onClick={() => setAsked('manifest')}>
                {t('manifests.create')}
              </Button>
            )}
          </>
        }
      />
      {isEmpty ? (
        <Paper variant="outlined">
          <EmptyState
            title={t('batches.none_released')}
            hint={t('batches.none_released_hint')}
            action={
              <AppButton variant="outlined" to={path.orders()}>
                {t('orders.title')}
              </AppButton>
            }
          />
        </Paper>
      ) : (
        <Box sx={{ display: 'grid', gap: 2 }}>
          <Panel title={progress}>
            <Progress {...batch.progress} label={progress} />
          </Panel>
          <Documents batch={batch} />
          <OrderLinks orders={batch.contents ?? []} />
        </Box>
      )}
      {asked === 'pick' && <PickDialog batch={batch} onClose={() => setAsked(null)} />}
      {asked === 'manifest' && <CreateManifestDialog batch={batch.id} onClose={() => setAsked(null)} />}
    </>
  )
}

function Documents({ batch }: { batch: Batch }) {
  const t = useT()
  return (
    <Panel title={t('batches.documents')}>
      {batch.documents.length === 0 ? (
        <Typography variant="body2" color="textSecondary">
          {t('batches.no_documents')}
        </Typography>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
          {batch.documents.map(file => (
            <Box component="li" key={file.name} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, alignItems: 'center' }}>
              <Download fontSize="small" sx={{ color: 'text.secondary' }} />
              {file.url ? (
                <Link href={file.url} download>
                  {file.name}
                </Link>
              ) : (
                <Typography variant="body2">{file.name}</Typography>
              )}
              {file.sheets !== undefined && (
                <Typography variant="body2" color="textSecondary">
                  {t('batches.n_sheets', { n: file.sheets })}
                </Typography>
              )}
            </Box>
          ))}
        </Box>
      )}
    </Panel>
  )
}

function PickDialog({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const path = usePaths()
  const { pickBatch } = useOperations()
  const [refused, setRefused] = useState<PickedOrder[]>([])
  const command = useCommand((id: string, key) => pickBatch(id, key), ['batches', 'orders'], ({ items }) => {
    const notPicked = items.filter(({ outcome }) => outcome === 'refused')
    setRefused(notPicked)
    if (notPicked.length > 0) return
    say(t('batches.picked'))
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      title={t('batches.pick')}
      explanation={t('batches.pick_hint')}
      confirm={t('batches.pick')}
      onConfirm={() => command.send(batch.id)}
      onClose={onClose}
    >
      {refused.length > 0 && (
        <Alert severity="warning" variant="outlined">
          {t('batches.refused')}
          <Box component="ul" sx={{ m: 0, pl: 2, overflowWrap: 'anywhere' }}>
            {refused.map(({ order, detail }) => (
              <li key={order}>
                <AppLink to={path.order(order)}>{order}</AppLink> {detail}
              </li>
            ))}
          </Box>
        </Alert>
      )}
    </CommandDialog>
  )
}
