import type { Batch, Manifest } from '../api/types'
import { useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import type { Tone } from '../layout/theme'

const BATCH_TONES: Record<Batch['state'], Tone> = { releasing: 'info', released: 'info', rendered: 'good' }
const MANIFEST_TONES: Record<Manifest['state'], Tone> = { open: 'active', shipping: 'info', shipped: 'good' }

export function BatchStateChip({ state }: { state: Batch['state'] }) {
  const word = useWord()
  return <Chip tone={BATCH_TONES[state] ?? 'neutral'}>{word('batches.state', state)}</Chip>
}

export function ManifestStateChip({ state }: { state: Manifest['state'] }) {
  const word = useWord()
  return <Chip tone={MANIFEST_TONES[state] ?? 'neutral'}>{word('manifests.state', state)}</Chip>
}

/** A batch is left without orders where none of those it was made of could be released. */
export const isBatchEmpty = (batch: Batch) => batch.state !== 'releasing' && batch.n_orders === 0

export const isBatchWorking = (batch: Batch) => batch.state !== 'rendered'

export const isManifestWorking = (manifest: Manifest) => manifest.state === 'shipping'
