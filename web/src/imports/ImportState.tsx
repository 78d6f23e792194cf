import type { Import, ImportState } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import type { Segment } from '../layout/Bar'
import type { Tone } from '../layout/theme'

const TONES: Record<ImportState, Tone> = { reading: 'info', processing: 'info', completed: 'good', failed: 'bad', duplicate: 'neutral', tried: 'warn' }

/** How far an import is. A dry run is told from an import whatever came of it. */
export function ImportStateChip({ it: { state, dry_run } }: { it: Pick<Import, 'state' | 'dry_run'> }) {
  const t = useT()
  const word = useWord()
  const isOtherwise = dry_run && state !== 'tried'
  return <Chip tone={TONES[state] ?? 'neutral'}>{isOtherwise ? t('imports.state_of_trial', { state: word('imports.state', state) }) : word('imports.state', state)}</Chip>
}

export const isImportWorking = (it: Import) => it.state === 'reading' || it.state === 'processing'

/** Undoing goes on after everything else is done. */
export const isImportBusy = (it: Import) => isImportWorking(it) || it.undo?.state === 'undoing' || (it.state === 'completed' && it.rows.rejected > 0 && it.mail === 'pending')

/** How far an import is, from 0 to 100; nobody knows while the end of the file is not reached. */
export const importProgress = ({ state, chunks }: Pick<Import, 'state' | 'chunks'>) =>
  state === 'processing' && chunks.total > 0 ? Math.floor((chunks.done / chunks.total) * 100) : null

export function useOutcomeSegments() {
  const t = useT()
  return (counts: { accepted: number; rejected: number; duplicate: number }): Segment[] => [
    { name: t('imports.accepted'), value: counts.accepted, tone: 'good' },
    { name: t('imports.rejected'), value: counts.rejected, tone: 'bad' },
    { name: t('imports.duplicate'), value: counts.duplicate, tone: 'neutral' },
  ]
}
