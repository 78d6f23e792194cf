import { lazy, Suspense } from 'react'
import type { PasteProps } from './PasteDialog'

const PasteDialog = lazy(() => import('./PasteDialog'))

/** The dialog for many things at once, loaded when somebody opens it. */
export function Paste<Item>(props: PasteProps<Item>) {
  return (
    <Suspense fallback={null}>
      <PasteDialog {...(props as PasteProps<unknown>)} />
    </Suspense>
  )
}
