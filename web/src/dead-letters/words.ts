import type { DeadLetter } from '../api/types'
import { useT, useWord } from '../i18n/I18n'

/** A queue's name as a key of the dictionaries. */
export const wordOf = (queue: string) => queue.replaceAll('-', '_')

/** What a letter is, in a few words. */
export function useTitle() {
  const t = useT()
  const word = useWord()
  return (letter: DeadLetter) => (letter.task ? word('dead_letters.task', letter.task) : t(`dead_letters.matter.${letter.matter}`))
}
