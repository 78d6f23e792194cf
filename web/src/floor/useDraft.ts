import { useRef, useState } from 'react'
import { newKey } from '../api/idempotency'
import { useStoreContext } from '../api/store-context'
import { preferences } from '../layout/preferences'

/** What was counted and not booked. `isSent` says that somebody tried, and that nobody knows what came of it. */
type Draft<Counted> = { key: string; counted: Counted[]; isSent: boolean }

/**
 * The count of a delivery or a parcel, kept on the device with the name that its booking will go by: a page that is loaded again goes on with the
 * count, and a booking whose answer was lost is asked for again under the same name.
 */
export function useDraft<Counted>(of: string) {
  const { me, store } = useStoreContext()
  const name = draftName(me.subject, store.id, of)
  const [draft, setDraft] = useState(() => readDraft<Counted>(preferences.read(name)))
  // What a scan adds to is what is there when its goods are known, not what was there when it was made: a faster one may have come between.
  const latest = useRef(draft)
  function put(part: Partial<Draft<Counted>>) {
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
    /** It is booked, or given up: the next count begins with nothing. */
    begin: () => {
      put(fresh<Counted>())
      preferences.forget(name)
    },
  }
}

/** Each person's drafts in each store are their own. */
const draftName = (subject: string, store: string, of: string) => `receiving.${subject}.${store}.${of}`

const fresh = <Counted,>(): Draft<Counted> => ({ key: newKey(), counted: [], isSent: false })

function readDraft<Counted>(text: string | null): Draft<Counted> {
  try {
    return { ...fresh<Counted>(), ...(JSON.parse(text ?? '{}') as Partial<Draft<Counted>>) }
  } catch {
    return fresh<Counted>()
  }
}
