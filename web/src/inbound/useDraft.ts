import { useRef, useState } from 'react'
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
  // What a scan adds to is what is there when its goods are known, not what was there when it was made: a faster one may have come between.
  const latest = useRef(draft)
  function put(part: Partial<Draft>) {
    latest.current = { ...latest.current, ...part }
    preferences.write(name, JSON.stringify(latest.current))
    setDraft(latest.current)
    return latest.current
  }
  return {
    ...draft,
    count: (change: (counted: Counted[]) => Counted[]) => put({ counted: change(latest.current.counted) }).counted,
    sent: () => put({ isSent: true }),
    refused: () => put({ key: newKey(), isSent: false }),
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
