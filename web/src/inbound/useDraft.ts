import { useState } from 'react'
import { newKey } from '../api/idempotency'
import { useStoreContext } from '../api/store-context'
import { preferences } from '../layout/preferences'
import type { Counted } from './counting'

/** What was counted and not booked. `isSent` says that somebody tried, and that nobody knows what came of it. */
type Draft = { key: string; counted: Counted[]; isSent: boolean }

/**
 * The count of a delivery, kept on the device with the name that its booking will go by: a page that is loaded again goes on with the count, and a
 * booking whose answer was lost is asked for again under the same name.
 */
export function useDraft(asn: string) {
  const { me, store } = useStoreContext()
  const name = `receiving.${me.subject}.${store.id}.${asn}`
  const [draft, setDraft] = useState(() => read(preferences.read(name)))
  const put = (next: Draft) => {
    preferences.write(name, JSON.stringify(next))
    setDraft(next)
  }
  return {
    ...draft,
    count: (counted: Counted[]) => put({ ...draft, counted }),
    sent: () => put({ ...draft, isSent: true }),
    refused: () => put({ ...draft, key: newKey(), isSent: false }),
    begin: () => put(fresh()),
  }
}

const fresh = (): Draft => ({ key: newKey(), counted: [], isSent: false })

function read(text: string | null): Draft {
  try {
    return { ...fresh(), ...(JSON.parse(text ?? '{}') as Partial<Draft>) }
  } catch {
    return fresh()
  }
}
