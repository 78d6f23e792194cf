import { describe, expect, it } from 'vitest'
import type { AuditChange } from '../api/types'
import { en } from '../i18n/en'
import { createFormat } from '../i18n/format'
import { pl } from '../i18n/pl'
import { createTranslate, knownOr, type Locale, type Messages } from '../i18n/translate'
import { createTell } from './tell'

const change = (field: string, from: string | null, to: string | null = null, of: string | null = null): AuditChange => ({ of, field, from, to })

function told(locale: Locale, messages: Messages, ...changes: AuditChange[]) {
  const t = createTranslate(messages, locale, String)
  const tell = createTell({ t, word: (group, word) => knownOr(t, messages, `${group}.${word}`, word), format: createFormat(locale, 'Europe/Oslo'), currency: 'EUR' })
  return changes.map(it => tell(it, changes).replace(/[\u00a0\u202f]/g, ' '))
}

describe('a change of the log', () => {
  it('has dates, yes and no, weights, times and signs as the rest of the portal writes them', () => {
    expect(
      told(
        'en',
        en,
        change('from', null, '2026-12-23T23:00:00Z'),
        change('expected_on', '2026-12-01', '2027-01-04'),
        change('is_active', 'true', 'false', 'NH-1'),
        change('returns/must_be_announced', 'false', 'true'),
        change('weight_grams', '1250', '900'),
        change('cut_offs', '12:00:00, 17:00:00', '12:00:00'),
        change('available', null, '−2'),
        change('seller/country', 'NO', 'DE'),
        change('back_orders', 'wait', 'refuse'),
        change('locale', 'en', 'zh-Hans'),
        change('lines/NH-1', '3', '5'),
        change('skus', null, '15'),
        change('notices/short_pick', null, 'daily'),
        change('fields/sku/column', null, 'Item'),
      ),
    ).toEqual([
      'From: 24 Dec 2026, 00:00',
      'Expected on: 1 Dec 2026 → 4 Jan 2027',
      'NH-1 · May be ordered: yes → no',
      'Parcels without a notice: Take them in → Only announced returns',
      'Weight: 1.25 kg → 0.9 kg',
      'Times: 12:00, 17:00 → 12:00',
      'Available: -2',
      'On documents: Country: Norway → Germany',
      'When stock is short: Wait for stock → Refuse the order',
      'Language on every device: English → 简体中文',
      'Line NH-1: 3 → 5',
      'SKUs: 15',
      'What you are told of: Inbox and a daily mail',
      'Field sku: Column: Item',
    ])
  })

  it('has amounts as money where somebody says in which currency they are', () => {
    expect(told('en', en, change('unit_price/minor', null, '1990', 'A'), change('unit_price/currency', null, 'GBP', 'A'), change('unit_price/minor', '250', '265', 'B'))).toEqual([
      'A · Unit price: £19.90',
      'A · Currency: GBP',
      'B · Unit price, in the smallest unit of its currency: 250 → 265',
    ])
    expect(told('en', en, change('count_tolerance/value_minor', null, '5000'))).toEqual(['Never worth more than: €50.00'])
  })

  it('is in the language of who reads it', () => {
    expect(told('pl', pl, change('hold', null, 'address'), change('is_active', 'true', 'false'))).toEqual(['Wstrzymanie: Adres', 'Można zamawiać: tak → nie'])
  })
})
