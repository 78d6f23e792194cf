import type { AsnRow } from '../api/types'

/** The delivery that a code at the door names: by its reference, or by its id. */
export function deliveryOf<Row extends Pick<AsnRow, 'id' | 'reference'>>(open: Row[], scanned: string): Row | null {
  const code = scanned.trim().toUpperCase()
  if (code === '') return null
  return open.find(({ id, reference }) => reference.toUpperCase() === code || id.toUpperCase() === code) ?? null
}
