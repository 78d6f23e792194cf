import Papa from 'papaparse'
import type { Money } from '../api/types'
import { minorDigits } from '../bulk/amount'
import { majorUnits } from '../i18n/format'

export type CsvColumn = { source: string; label: string }

const isMoney = (value: unknown): value is Money => typeof value === 'object' && value !== null && 'minor' in value && 'currency' in value

function valueAt(row: unknown, source: string): unknown {
  return source.split('.').reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined), row)
}

/**
 * Rows as a spreadsheet reads them: amounts as decimals with their currency beside them, instants as the API gives them. A text that a
 * spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection); numbers stay numbers.
 */
export function toCsv(rows: unknown[], columns: CsvColumn[]): string {
  const withMoney = new Set(columns.filter(({ source }) => rows.some(row => isMoney(valueAt(row, source)))).map(({ source }) => source))
  const header = columns.flatMap(({ source, label }) => (withMoney.has(source) ? [label, `${label} (ISO 4217)`] : [label]))
  const cells = rows.map(row =>
    columns.flatMap(({ source }) => {
      const value = valueAt(row, source)
      if (withMoney.has(source)) return isMoney(value) ? [majorUnits(value.minor, minorDigits(value.currency)), value.currency] : ['', '']
      if (Array.isArray(value)) return [value.join(' ')]
      return [value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : (value as string | number | boolean)]
    }),
  )
  // The mark tells Excel that it is UTF-8.
  return '\ufeff' + Papa.unparse([header, ...cells], { escapeFormulae: /^\s*(?:[=@\t\r]|[+-](?!\d+([.,]\d+)?$))/, newline: '\r\n' })
}
