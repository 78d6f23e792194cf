import { useStoreContext } from '../api/store-context'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { createTell } from './tell'

/** Changes as people read them. */
export function useAuditWords() {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const { store } = useStoreContext()
  return createTell({ t, word, format, currency: store.currency })
}
