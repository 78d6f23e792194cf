import type { AsnState } from '../api/types'
import { useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import type { Tone } from '../layout/theme'

const TONES: Record<AsnState, Tone> = { announced: 'neutral', arriving: 'active', partly_received: 'warn', received: 'good', closed: 'neutral', cancelled: 'neutral' }

export function AsnStateChip({ state }: { state: AsnState }) {
  const word = useWord()
  return <Chip tone={TONES[state] ?? 'neutral'}>{word('inbound.state', state)}</Chip>
}
