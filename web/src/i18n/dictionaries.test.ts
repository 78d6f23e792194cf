import { describe, expect, it } from 'vitest'
import { en } from './en'
import { pl } from './pl'
import { createTranslate, LOCALE_TAGS, type Locale, type Messages } from './translate'
import { vi } from './vi'
import { zh } from './zh'

const OTHERS: [Locale, Messages][] = [['pl', pl], ['vi', vi], ['zh', zh]]

/** Every text by its dotted key. */
function texts(node: object, prefix = ''): [string, string][] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : texts(value as object, `${prefix}${key}.`),
  )
}

const parameters = (text: string) => [...new Set(text.match(/%\{\w+\}/g))].sort()

describe.each(OTHERS)('the dictionary %s', (locale, messages) => {
  const english = new Map(texts(en))

  it('has the English keys and no others', () => {
    expect(texts(messages).map(([key]) => key)).toEqual([...english.keys()])
  })

  it('names the same parameters in every text', () => {
    for (const [key, text] of texts(messages)) expect([key, parameters(text)]).toEqual([key, parameters(english.get(key) ?? '')])
  })

  it('has a form for each plural of the language, and no empty text', () => {
    const nForms = new Intl.PluralRules(LOCALE_TAGS[locale]).resolvedOptions().pluralCategories.filter(category => category !== 'other').length
    for (const [key, text] of texts(messages)) {
      expect([key, text.trim()]).not.toEqual([key, ''])
      if (english.get(key)?.includes('||||')) expect([key, text.split('||||').length]).toEqual([key, Math.max(nForms, 1)])
    }
  })
})

describe('translating', () => {
  const number = (n: number) => String(n)

  it('chooses the Polish form by the number', () => {
    const t = createTranslate(pl, 'pl', number)
    expect([1, 2, 5, 12, 22, 25].map(n => t('orders.n_units', { n }))).toEqual(['1 sztuka', '2 sztuki', '5 sztuk', '12 sztuk', '22 sztuki', '25 sztuk'])
  })

  it('chooses between one and other in English, and has one form in Chinese', () => {
    expect([1, 2].map(n => createTranslate(en, 'en', number)('orders.n_units', { n }))).toEqual(['1 unit', '2 units'])
    expect(createTranslate(zh, 'zh', number)('orders.n_units', { n: 2 })).toBe('2 件')
  })
})
