import { useEffect, useRef } from 'react'
import { IN_FIELD, KeyGatherer } from './keys'

const EDITABLE = 'input, textarea, select, [contenteditable]'
const NUMBER = 'input[inputmode=numeric], input[type=number]'

/**
 * Hears a hand scanner wherever the focus is, but in a field that somebody types a text into. In the field of a number a scan is told from typing by
 * its speed, and what it wrote there is taken back: goods are scanned while the cursor still stands in the last quantity.
 */
export function useScans(onScan: (code: string) => void) {
  const tell = useRef(onScan)
  useEffect(() => {
    tell.current = onScan
  })
  useEffect(() => {
    const anywhere = new KeyGatherer()
    const inField = new KeyGatherer(IN_FIELD)
    let before: { field: HTMLInputElement; value: string } | null = null
    function onKeyDown(event: KeyboardEvent) {
      const target = event.target as HTMLElement
      if (target.closest('[role=dialog], [role=listbox]')) return
      const field = target.closest<HTMLInputElement>(NUMBER)
      if (!field && target.closest(EDITABLE)) return
      const press = { key: event.key, at: event.timeStamp, hasModifier: event.ctrlKey || event.metaKey || event.altKey }
      const { code, swallow, isFirst } = (field ? inField : anywhere).press(press)
      if (field && isFirst) before = { field, value: field.value }
      // The characters themselves cannot be held back: until Enter comes, they may be somebody's number.
      if (field ? code : swallow) {
        event.preventDefault()
        event.stopPropagation()
      }
      if (!code) return
      if (before && before.field === field) write(field, before.value)
      before = null
      tell.current(code)
    }
    document.addEventListener('keydown', onKeyDown, { capture: true })
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [])
}

/** Sets a field as if somebody had typed it, so that whoever keeps its value hears of it. */
function write(field: HTMLInputElement, value: string) {
  if (field.value === value) return
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
