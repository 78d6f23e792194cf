import { useState } from 'react'
import { useStoreContext } from '../api/store-context'
import type { Return, ReturnableOrder } from '../api/types'
import { preferences } from '../layout/preferences'

/** A parcel in somebody's hands: which order it is of, which return, if any was announced. */
export type Parcel = { order: ReturnableOrder; back: Return | null }

/** Under which the count of a parcel is kept. */
export const parcelName = ({ order, back }: Parcel) => `return.${order.order}.${back?.id ?? 'found'}`

/** The parcel that is being counted, kept on the device: a page that is loaded again opens with it. */
export function useKeptParcel() {
  const { me, store } = useStoreContext()
  const name = `taking-back.${me.subject}.${store.id}`
  const [parcel, setParcel] = useState(() => readParcel(preferences.read(name)))
  return [
    parcel,
    (next: Parcel | null) => {
      if (next) preferences.write(name, JSON.stringify(next))
      else preferences.forget(name)
      setParcel(next)
    },
  ] as const
}

export function readParcel(text: string | null): Parcel | null {
  try {
    const parcel = JSON.parse(text ?? 'null') as Partial<Parcel> | null
    return parcel?.order?.lines ? { order: parcel.order, back: parcel.back ?? null } : null
  } catch {
    return null
  }
}
