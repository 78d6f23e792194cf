import { expect, it } from 'vitest'
import { toCsv } from './csv'

const COLUMNS = [{ source: 'reference', label: 'Reference' }, { source: 'total', label: 'Total' }, { source: 'party.name', label: 'Name' }]
const rows = (name: string) => [{ reference: 'A-1', total: { minor: -1250, currency: 'GBP' }, party: { name } }]
const lastCell = (name: string) => toCsv(rows(name), COLUMNS).trim().split('\r\n')[1]?.split(',').slice(3).join(',')

it('amounts are decimals with their currency beside them', () => {
  expect(toCsv(rows('Ada'), COLUMNS)).toBe('\ufeffReference,Total,Total (ISO 4217),Name\r\nA-1,-12.50,GBP,Ada')
})

it('no cell can become a formula', () => {
  expect(['=1+1', '+cmd', '-cmd|x', '@SUM(A1)', '\t=1', ' =1'].map(lastCell)).toEqual(['"\'=1+1"', '"\'+cmd"', '"\'-cmd|x"', '"\'@SUM(A1)"', '"\'\t=1"', '"\' =1"'])
  expect(lastCell('Zoë, "Z"')).toBe('"Zoë, ""Z"""')
})

it('what is not there is an empty cell, and lists stand in one', () => {
  expect(toCsv([{ holds: ['address', 'fraud'], shipped_at: null }], [{ source: 'holds', label: 'H' }, { source: 'shipped_at', label: 'S' }])).toBe('\ufeffH,S\r\naddress fraud,')
})
