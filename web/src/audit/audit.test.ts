import { describe, expect, it } from 'vitest'
import type { AuditEntry } from '../api/types'
import { line, placeOf } from './audit'
import { fieldWords } from './words'

const change = (part: Partial<AuditEntry['changes'][number]>) => ({ of: null, field: 'name', from: null, to: null, ...part })

describe('the log of changes', () => {
  it('says from what to what, and of which where there were many', () => {
    expect(line(change({ from: 'Oslo', to: 'Bergen', field: 'seller/city' }))).toBe('seller/city: Oslo → Bergen')
    expect(line(change({ to: 'Lamp', of: 'A-1' }))).toBe('A-1 · name: Lamp')
    expect(line(change({ from: 'Lamp' }))).toBe('name: Lamp → –')
  })

  it('leads to the thing where it has a page', () => {
    expect(placeOf({ kind: 'stock', subject: 'A' })).toEqual({ page: 'sku', id: 'A' })
    expect(placeOf({ kind: 'product', subject: null })).toBeNull()
    expect(placeOf({ kind: 'something_new' as never, subject: 'x' })).toBeNull()
  })

  it('calls fields as the rest of the portal does, and of whose address they are', () => {
    expect(fieldWords('role')).toEqual([['people.role']])
    expect(fieldWords('seller/city')).toEqual([['settings.seller'], ['party.city']])
    expect(fieldWords('buyer/city')).toBeNull()
  })
})
