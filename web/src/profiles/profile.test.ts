import { describe, expect, it } from 'vitest'
import type { ImportProfile } from '../api/types'
import { draftOf, FIELDS, guessSources, NEEDED, newProfile, profileFaults, profileOf, sampleValue, withSource } from './profile'

const profile = {
  name: 'sklep', format: 'csv', time_zone: 'Europe/Warsaw', cancellation: { prefix: 'C' },
  fields: { reference: { column: 'Nr' }, sku: { column: 'Kod' }, quantity: { column: 'Ilość' }, consignee_country: { column: 'Kraj', map: { Polska: 'PL' }, default: 'PL' } },
} as unknown as ImportProfile

describe('a profile', () => {
  it('comes out of its form as it went in, with what the form does not show', () => {
    expect(profileOf(draftOf(profile))).toEqual(profile)
  })

  it('loses members that are emptied, and sources that say nothing', () => {
    const draft = withSource({ ...draftOf(profile), delimiter: '', date_formats: [] }, 'sku', { column: '' })
    expect(profileOf(draft)).not.toHaveProperty('delimiter')
    expect(profileOf(draft)).not.toHaveProperty('date_formats')
    expect((profileOf(draft).fields as Record<string, unknown>)['sku']).toBeUndefined()
  })

  it('needs a name and the three fields', () => {
    expect(profileFaults(newProfile('UTC'))).toEqual(['name', 'fields'])
    expect(profileFaults(draftOf(profile))).toEqual([])
    expect(NEEDED.every(name => FIELDS.includes(name))).toBe(true)
  })
})

it('columns are guessed from what a header plainly says, each once', () => {
  const { fields } = guessSources(newProfile('UTC'), ['Nr zamówienia', 'Kod', 'Ilość', 'Cena netto', 'Odbiorca', 'Whatever'])
  expect(fields).toEqual({ reference: { column: 'Nr zamówienia' }, sku: { column: 'Kod' }, quantity: { column: 'Ilość' }, unit_price: { column: 'Cena netto' }, consignee_name: { column: 'Odbiorca' } })
  expect(guessSources(draftOf(profile), ['SKU']).fields['sku']).toEqual({ column: 'Kod' })
})

it('a sample’s value is the constant, the column by any case, its meaning, or the default', () => {
  const row = { KRAJ: 'Polska', Kod: ' A ' }
  expect(sampleValue({ constant: 'PLN' }, row)).toBe('PLN')
  expect(sampleValue({ column: 'kraj', map: { Polska: 'PL' } }, row)).toBe('PL')
  expect(sampleValue({ column: 'Kod' }, row)).toBe('A')
  expect(sampleValue({ column: 'Nope', default: 'x' }, row)).toBe('x')
  expect(sampleValue(undefined, row)).toBe('')
})
