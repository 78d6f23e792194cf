import type { FindingState } from '../api/types'
import { useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import type { Tone } from '../layout/theme'

const TONES: Record<FindingState, Tone> = { open: 'bad', repaired: 'good', dismissed: 'neutral' }

export function FindingStateChip({ state }: { state: FindingState }) {
  const word = useWord()
  return <Chip tone={TONES[state] ?? 'neutral'}>{word('findings.state', state)}</Chip>
}
