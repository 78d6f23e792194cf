import type { CountStage, CountState } from '../api/types'
import { useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import type { Tone } from '../layout/theme'

const STATE_TONES: Record<CountState, Tone> = { open: 'active', booking: 'active', closed: 'good', cancelled: 'neutral' }
const STAGE_TONES: Record<CountStage, Tone> = { open: 'neutral', recount: 'warn', counted: 'active', waiting: 'bad', booked: 'good', left: 'neutral' }

export function CountStateChip({ state }: { state: CountState }) {
  const word = useWord()
  return <Chip tone={STATE_TONES[state] ?? 'neutral'}>{word('counts.state', state)}</Chip>
}

export function CountStageChip({ stage }: { stage: CountStage }) {
  const word = useWord()
  return <Chip tone={STAGE_TONES[stage] ?? 'neutral'}>{word('counts.stage', stage)}</Chip>
}
