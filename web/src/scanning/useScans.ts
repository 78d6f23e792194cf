import { useEffect, useRef } from 'react'
import { KeyGatherer } from './keys'

const EDITABLE = 'input, textarea, select, [contenteditable]'

/** Hears a hand scanner wherever the focus is, but in a field that somebody types into. */
export function useScans(onScan: (code: string) => void) {
  const tell = useRef(onScan)
  useEffect(() => {
    tell.current = onScan
  })
  useEffect(() => {
    const gatherer = new KeyGatherer()
    function onKeyDown(event: KeyboardEvent) {
      const target = event.target as HTMLElement
      if (target.closest(EDITABLE) || target.closest('[role=dialog], [role=listbox]')) return
      const { code, swallow } = gatherer.press({ key: event.key, at: event.timeStamp, hasModifier: event.ctrlKey || event.metaKey || event.altKey })
      if (swallow) {
        event.preventDefault()
        event.stopPropagation()
      }
      if (code) tell.current(code)
    }
    document.addEventListener('keydown', onKeyDown, { capture: true })
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [])
}
