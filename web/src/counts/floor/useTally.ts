import { useRef, useState } from 'react'
import { useStoreContext } from '../../api/store-context'
import { preferences } from '../../layout/preferences'
import type { Tally } from './sheet'

/** What is being counted and not saved yet, kept on the device: a page that is loaded again goes on with it. */
export function useTally(count: string) {
  const { me, store } = useStoreContext()
  const name = `counting.${me.subject}.${store.id}.${count}`
  const [tally, setTally] = useState(() => read(preferences.read(name)))
  // Scans may come faster than the screen is drawn: each adds to what the one before it left.
  const latest = useRef(tally)
  return {
    tally,
    change: (next: (tally: Tally) => Tally) => {
      latest.current = next(latest.current)
      preferences.write(name, JSON.stringify(latest.current))
      setTally(latest.current)
      return latest.current
    },
  }
}

function read(text: string | null): Tally {
  try {
    return JSON.parse(text ?? '{}') as Tally
  } catch {
    return {}
  }
}
