import type { DeadLetter } from '../api/types'
import { useStoreContext } from '../api/store-context'
import { useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { paths } from '../paths'

/** The thing that a letter is about, with the way to it. */
export function About({ letter }: { letter: DeadLetter }) {
  const word = useWord()
  const { me } = useStoreContext()
  const { thing, subject, store } = letter
  if (!thing || !subject) return <>–</>
  const to = me.stores.some(known => known.id === store) && store ? placeOf(store, thing, subject) : null
  const text = `${word('dead_letters.thing', thing)} ${subject}`
  return to ? <AppLink to={to}>{text}</AppLink> : <>{text}</>
}

function placeOf(store: string, thing: NonNullable<DeadLetter['thing']>, subject: string): string | null {
  const path = paths(store)
  // A file was never taken up, so it has no page.
  if (thing === 'file') return null
  return thing === 'reconciliation' ? path.reconciliation(Number(subject)) : path[thing](subject)
}
