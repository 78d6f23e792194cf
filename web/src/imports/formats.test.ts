import { describe, expect, it } from 'vitest'
import type { ImportProfile } from '../api/types'
import { FIELDS } from '../profiles/profile'
import { choicesOf, mayNeedOtherProfile, template } from './formats'

const profile = (name: string, format?: string) => ({ name, time_zone: 'UTC', fields: {}, ...(format && { format }) }) as ImportProfile

describe('how a file can be read', () => {
  it('is by the canonical format or a profile of the store, each once', () => {
    expect(choicesOf([profile('canonical'), profile('shop', 'xlsx'), profile('any')], null)).toEqual([
      { name: 'canonical', format: null },
      { name: 'shop', format: 'XLSX' },
      { name: 'any', format: null },
    ])
  })

  it('is as the store is set, where nobody may know how that is', () => {
    expect(choicesOf([profile('canonical')], undefined).map(({ name }) => name)).toEqual(['', 'canonical'])
  })

  it('has the usual profile while the list of all is not there', () => {
    expect(choicesOf([], 'shop').map(({ name }) => name)).toEqual(['canonical', 'shop'])
  })
})

describe('the template', () => {
  it('has canonical columns alone, and as many cells in each row', () => {
    const [header = '', ...rows] = template('PLN', new Date('2026-12-01T10:20:30.400Z')).trimEnd().split('\r\n')
    const columns = header.split(',')
    expect(columns.filter(column => !FIELDS.includes(column))).toEqual([])
    expect(columns).toEqual(expect.arrayContaining(['reference', 'sku', 'quantity']))
    expect(rows.map(row => row.replace(/"[^"]*"/g, 'x').split(',').length)).toEqual([columns.length, columns.length])
    expect(rows[0]).toContain('EXAMPLE-1,2026-12-01T10:20:30Z,PLN,')
  })
})

describe('a file that is refused as a whole', () => {
  it('may be of another kind than its profile, or just too large', () => {
    expect(mayNeedOtherProfile([{ code: 'missing_column' }])).toBe(true)
    expect(mayNeedOtherProfile([{ code: 'file_too_large' }])).toBe(false)
  })
})
