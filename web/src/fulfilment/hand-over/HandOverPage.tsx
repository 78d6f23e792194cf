import Check from '@mui/icons-material/Check'
import { Box, Button, LinearProgress, Skeleton, Typography } from '@mui/material'
import { useEffect, useState } from 'react'
import { useParams } from 'react-router-dom'
import { Problem } from '../../api/problem'
import { useRecord } from '../../api/queries'
import { useMay } from '../../api/store-context'
import type { Manifest } from '../../api/types'
import { useFormat, useT } from '../../i18n/I18n'
import { CommandDialog } from '../../layout/CommandDialog'
import { EmptyState } from '../../layout/EmptyState'
import { PageHeader } from '../../layout/PageHeader'
import { Panel } from '../../layout/Panel'
import { ProblemAlert } from '../../layout/ProblemAlert'
import { usePaths } from '../../layout/usePaths'
import { known } from '../../outbox/device'
import { useDo, useOutbox } from '../../outbox/OutboxProvider'
import { signal } from '../../scanning/feedback'
import { ScanField } from '../../scanning/ScanField'
import { Verdict, type Spoken } from '../../scanning/Verdict'
import { ManifestStateChip } from '../states'
import { judgeLoad, nUntracked, type Load } from './load'
import { UntrackedAlert } from './UntrackedAlert'
import { useLoads } from './useLoads'

/** At the truck: every parcel of the manifest is scanned before the carrier signs. */
export default function HandOverPage() {
  const t = useT()
  const path = usePaths()
  const format = useFormat()
  const { manifest: id = '' } = useParams()
  const { record: manifest, problem } = useRecord('manifests', id, it => it.state === 'shipping')
  return (
    <>
      <PageHeader
        title={t('warehouse.hand_over')}
        back={{ to: path.handOverStart(), label: t('manifests.title') }}
        beside={manifest && <ManifestStateChip state={manifest.state} />}
        below={manifest && t('manifests.page_title', { carrier: manifest.carrier, when: format.dateTime(manifest.created_at) })}
      />
      {problem && !manifest && <ProblemAlert problem={problem} />}
      {!manifest && !problem && <Skeleton variant="rounded" height={360} />}
      {manifest && (manifest.state === 'open' ? <Loading manifest={manifest} /> : <EmptyState title={t('warehouse.handed_over')} hint={t('warehouse.handed_over_hint')} />)}
    </>
  )
}

function Loading({ manifest }: { manifest: Manifest }) {
  const t = useT()
  const may = useMay()
  const { waiting } = useOutbox()
  const [spoken, setSpoken] = useState<Spoken | null>(null)
  const [isAsking, setIsAsking] = useState(false)
  const [loaded, setLoaded] = useLoaded(manifest.id)
  const { loads, problem, share } = useLoads(manifest)

  const isSent = waiting.some(({ what }) => what.kind === 'collect' && what.manifest === manifest.id)
  if (problem) return <ProblemAlert problem={problem} />
  if (!loads) return <LinearProgress variant="determinate" value={share * 100} aria-label={t('list.loading')} />
  const nLoaded = loads.filter(({ key }) => loaded.has(key)).length
  const missing = loads.length - nLoaded

  function onScan(code: string) {
    const verdict = judgeLoad(loads ?? [], loaded, code)
    if (verdict.kind === 'loaded') {
      signal(missing === 1 ? 'done' : 'good')
      setLoaded(new Set(loaded).add(verdict.load.key))
      return setSpoken({ tone: 'good', head: missing === 1 ? t('warehouse.all_loaded') : t('warehouse.loaded', { reference: verdict.load.reference }), detail: verdict.load.consignee })
    }
    signal('bad')
    setSpoken(
      verdict.kind === 'again'
        ? { tone: 'bad', head: t('warehouse.loaded_before'), detail: verdict.load.reference }
        : { tone: 'bad', head: t('warehouse.not_on_manifest'), detail: code },
    )
  }

  return (
    <Box sx={{ maxWidth: 720 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, mb: 1.5 }}>
        <LinearProgress variant="determinate" value={loads.length === 0 ? 0 : (nLoaded / loads.length) * 100} aria-label={t('warehouse.parcels_loaded')} sx={{ flex: 1, height: 8 }} />
        <Typography variant="body2" sx={{ fontWeight: 600, fontVariantNumeric: 'tabular-nums' }}>
          {t('warehouse.of', { done: nLoaded, total: loads.length })}
        </Typography>
      </Box>
      <Verdict spoken={spoken} hint={t('warehouse.load_hint')} />
      <ScanField label={t('warehouse.scan_parcel')} onScan={onScan} />
      {may('fulfilment.ship') && (
        <Button
          fullWidth
          variant={missing === 0 ? 'contained' : 'outlined'}
          color={missing === 0 ? 'primary' : 'warning'}
          disabled={isSent || loads.length === 0}
          onClick={() => setIsAsking(true)}
          sx={{ minHeight: 56, fontSize: '1rem', my: 1.5 }}
        >
          {isSent ? t('warehouse.hand_over_waits') : missing === 0 ? t('manifests.collected') : t('warehouse.collected_without', { n: missing })}
        </Button>
      )}
      <Parcels loads={loads} loaded={loaded} />
      {isAsking && <CollectedDialog manifest={manifest} missing={missing} nUntracked={nUntracked(loads)} onClose={() => setIsAsking(false)} />}
    </Box>
  )
}

/** Which parcels were scanned is known on this device only: the API marks whole manifests. */
function useLoaded(manifest: string) {
  const name = `loaded ${manifest}`
  const [loaded, setLoaded] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    void known.read<string[]>(name).then(keys => keys && setLoaded(new Set(keys)))
  }, [name])
  const keep = (next: ReadonlySet<string>) => {
    setLoaded(next)
    void known.write(name, [...next])
  }
  return [loaded, keep] as const
}

function Parcels({ loads, loaded }: { loads: Load[]; loaded: ReadonlySet<string> }) {
  const t = useT()
  return (
    <Panel title={t('orders.parcels')} flush>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {[...loads].sort((a, b) => Number(loaded.has(a.key)) - Number(loaded.has(b.key))).map(load => (
          <Box component="li" key={load.key} sx={{ display: 'flex', alignItems: 'center', gap: 1.5, px: 2, py: 0.75, minHeight: 48, borderTop: 1, borderColor: 'divider' }}>
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <Typography component="span" sx={{ display: 'block', fontWeight: 600, overflowWrap: 'anywhere', color: loaded.has(load.key) ? 'text.secondary' : 'text.primary' }}>
                {load.reference} · {load.number}
              </Typography>
              <Typography component="span" variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
                {[load.trackingNumber ?? t('orders.no_tracking'), load.consignee].join(' · ')}
              </Typography>
            </Box>
            {loaded.has(load.key) && <Check color="success" titleAccess={t('warehouse.is_loaded')} />}
          </Box>
        ))}
      </Box>
    </Panel>
  )
}

function CollectedDialog({ manifest, missing, nUntracked, onClose }: { manifest: Manifest; missing: number; nUntracked: number; onClose: () => void }) {
  const t = useT()
  const doIt = useDo()
  const [problem, setProblem] = useState<Problem | null>(null)
  return (
    <CommandDialog
      title={t('manifests.collected')}
      explanation={missing === 0 ? t('manifests.collected_hint', { carrier: manifest.carrier, n: manifest.n_orders }) : t('warehouse.collected_without_hint', { n: missing })}
      confirm={t('manifests.collected')}
      isDangerous={missing > 0}
      isSending={false}
      problem={problem}
      onConfirm={() => void doIt({ kind: 'collect', manifest: manifest.id, carrier: manifest.carrier }).then(onClose, error => setProblem(Problem.from(error)))}
      onClose={onClose}
    >
      <UntrackedAlert n={nUntracked} />
    </CommandDialog>
  )
}
