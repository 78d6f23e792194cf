import type { ReturnState } from '../api/types'
import { useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import type { Tone } from '../layout/theme'

const TONES: Record<ReturnState, Tone> = { announced: 'active', partly_received: 'warn', received: 'good', closed: 'neutral', cancelled: 'neutral' }

export function ReturnStateChip({ state }: { state: ReturnState }) {
  const word = useWord()
  return <Chip tone={TONES[state] ?? 'neutral'}>{word('returns.state', state)}</Chip>
}
