import { Box, Button, Skeleton } from '@mui/material'
import { useState } from 'react'
import { useParams } from 'react-router-dom'
import { useCommand, useRecord } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Manifest } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { Progress } from '../layout/Progress'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { nUntracked } from './hand-over/load'
import { UntrackedAlert } from './hand-over/UntrackedAlert'
import { useLoads } from './hand-over/useLoads'
import { OrderLinks } from './OrderLinks'
import { isManifestWorking, ManifestStateChip } from './states'

export default function ManifestPage() {
  const t = useT()
  const path = usePaths()
  const format = useFormat()
  const { id = '' } = useParams()
  const [isAsking, setIsAsking] = useState(false)
  const { record: manifest, problem } = useRecord('manifests', id, isManifestWorking)
  const back = { to: path.manifests(), label: t('manifests.title') }
  if (!manifest)
    return (
      <>
        <PageHeader title={t('manifests.one')} back={back} />
        {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={400} />}
      </>
    )
  return (
    <>
      <PageHeader
        title={t('manifests.page_title', { carrier: manifest.carrier, when: format.dateTime(manifest.created_at) })}
        back={back}
        beside={<ManifestStateChip state={manifest.state} />}
        below={
          <>
            {t('imports.n_orders', { n: manifest.n_orders })}
            {manifest.n_parcels > 0 && ` · ${t('manifests.n_parcels', { n: manifest.n_parcels })}`} · <code>{manifest.id}</code>
          </>
        }
        actions={
          manifest.actions.includes('ship') && (
            <Button variant="contained" onClick={() => setIsAsking(true)}>
              {t('manifests.collected')}
            </Button>
          )
        }
      />
      <Box sx={{ display: 'grid', gap: 2 }}>
        <Panel title={t('manifests.shipped_progress')}>
          <Progress {...manifest.progress} label={t('manifests.shipped_progress')} />
        </Panel>
        {manifest.state === 'open' && <Untracked manifest={manifest} />}
        <OrderLinks orders={manifest.contents ?? []} />
      </Box>
      {isAsking && <CollectedDialog manifest={manifest} onClose={() => setIsAsking(false)} />}
    </>
  )
}

function Untracked({ manifest }: { manifest: Manifest }) {
  return <UntrackedAlert n={nUntracked(useLoads(manifest).loads ?? [])} />
}

function CollectedDialog({ manifest, onClose }: { manifest: Manifest; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const { shipManifest } = useOperations()
  const command = useCommand((id: string, key) => shipManifest(id, key), ['manifests', 'orders', 'stock'], () => {
    say(t('manifests.marked'))
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      title={t('manifests.collected')}
      explanation={t('manifests.collected_hint', { carrier: manifest.carrier, n: manifest.n_orders })}
      confirm={t('manifests.collected')}
      onConfirm={() => command.send(manifest.id)}
      onClose={onClose}
    />
  )
}
