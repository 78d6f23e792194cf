import type { User } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import type { Tone } from '../layout/theme'

const TONES: Record<User['state'], Tone> = { invited: 'info', active: 'good', suspended: 'bad' }

/** Where somebody stands; and beside it, where their role lets nobody in without a second factor that they do not have. */
export function UserStateChip({ user }: { user: User }) {
  const t = useT()
  const word = useWord()
  const isLockedOut = user.state === 'active' && user.needs_second_factor && user.has_second_factor === false
  return (
    <>
      <Chip tone={TONES[user.state] ?? 'neutral'}>{word('people.state', user.state)}</Chip>
      {isLockedOut && (
        <>
          {' '}
          <Chip tone="warn">{t('people.no_second_factor')}</Chip>
        </>
      )}
    </>
  )
}
