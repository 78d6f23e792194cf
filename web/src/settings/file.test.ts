import { describe, expect, it } from 'vitest'
import type { Store } from '../api/types'
import { fromFile, toFile } from './file'

const STORE: Store = {
  id: 'nordlys', organisation: 'meridian', version: 7, name: 'Nordlys', seller: { name: 'Nordlys AS', street: ['Storgata 1'], city: 'Oslo', country: 'NO' }, tax_number: null, locale: 'en',
  time_zone: 'Europe/Oslo', currency: 'NOK', warehouse: 'oslo', cut_offs: ['12:00'], contacts: [], default_profile: null, default_tax_rate: '25', back_orders: 'wait', shipping: 'partial',
  services: ['standard'], returns: { window_days: 365, must_be_announced: false }, count_tolerance: { units: 1, percent: '2', value_minor: null }, brand: { colour: '#0f766e', footer: null, sender: null, logo: 'aa' },
}

describe('settings as a file', () => {
  it('come back as they were, bound to the store that takes them', () => {
    const other: Store = { ...STORE, id: 'fjord', version: 2, name: 'Fjord', warehouse: 'bergen', brand: { colour: null, footer: null, sender: null, logo: 'bb' } }
    const taken = fromFile(toFile(STORE), other)
    expect(taken).toEqual({ ...STORE, id: 'fjord', version: 2, warehouse: 'bergen', brand: { ...STORE.brand, logo: 'bb' } })
    expect(toFile(STORE)).not.toContain('warehouse')
  })

  it('are taken in part, and never where they are none', () => {
    expect(fromFile('{"name": "Other", "surprise": 1, "cut_offs": "noon"}', STORE)).toEqual({ ...STORE, name: 'Other' })
    for (const text of ['', '[]', 'null', '"x"', '{"surprise": 1}', '{"cut_offs": [1]}', '{"id": "fjord"}']) expect(fromFile(text, STORE), text).toBeNull()
  })
})
