import type { Export } from '../api/types'
import { useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import type { Tone } from '../layout/theme'

const TONES: Record<Export['state'], Tone> = { reading: 'info', joining: 'info', ready: 'good', failed: 'bad' }

export function ExportStateChip({ state }: { state: Export['state'] }) {
  const word = useWord()
  return <Chip tone={TONES[state] ?? 'neutral'}>{word('exports.state', state)}</Chip>
}
