import type { en } from './en'

export const LOCALES = ['en', 'pl', 'vi', 'zh'] as const
export type Locale = (typeof LOCALES)[number]

/** Each language in its own name. */
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', pl: 'Polski', vi: 'Tiếng Việt', zh: '简体中文' }

/** The BCP 47 tag for `Intl` and for `<html lang>`. English is British: days before months. */
export const LOCALE_TAGS: Record<Locale, string> = { en: 'en-GB', pl: 'pl-PL', vi: 'vi-VN', zh: 'zh-CN' }

/** The API writes Chinese with its script. */
export const apiLocale = (locale: Locale) => (locale === 'zh' ? 'zh-Hans' : locale)

/** A language of the API as the portal calls it; null where it is none, or newer than the portal. */
export const ownLocale = (tag: string | null | undefined): Locale | null => LOCALES.find(locale => apiLocale(locale) === tag) ?? null

type Widened<Dictionary> = { [Key in keyof Dictionary]: Dictionary[Key] extends string ? string : Widened<Dictionary[Key]> }

/** Every dictionary has the English one's keys: a text that is missing in a language does not compile. */
export type Messages = Widened<typeof en>

type Leaves<Dictionary> = {
  [Key in keyof Dictionary & string]: Dictionary[Key] extends string ? Key : `${Key}.${Leaves<Dictionary[Key]>}`
}[keyof Dictionary & string]

export type MessageKey = Leaves<typeof en>

export type Parameters = Record<string, string | number>

export type Translate = (key: MessageKey, parameters?: Parameters) => string

/**
 * Texts hold `%{name}` for parameters and `||||` between plural forms, which are chosen by `n` in the order of the language's own categories
 * (Polish: one, few, many).
 */
export function createTranslate(messages: Messages, locale: Locale, formatNumber: (n: number) => string): Translate {
  const plural = new Intl.PluralRules(LOCALE_TAGS[locale])
  return (key, parameters = {}) => {
    const text = find(messages, key)
    const forms = text.split('||||')
    const form = forms.length > 1 ? Math.min(pluralIndex(plural, Number(parameters['n'])), forms.length - 1) : 0
    return (forms[form] ?? text).trim().replace(/%\{(\w+)\}/g, (_, name: string) => {
      const value = parameters[name]
      return typeof value === 'number' ? formatNumber(value) : (value ?? '')
    })
  }
}

/** A text for a word that the API may add before the portal knows it: the word itself, made readable. */
export function knownOr(translate: Translate, messages: Messages, key: string, word: string) {
  return find(messages, key) === key ? humanise(word) : translate(key as MessageKey)
}

export const humanise = (word: string) => {
  const text = word.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const CATEGORIES: Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other']

function pluralIndex(rules: Intl.PluralRules, n: number) {
  const used = CATEGORIES.filter(category => rules.resolvedOptions().pluralCategories.includes(category))
  return used.indexOf(rules.select(n))
}

function find(messages: Messages, key: string): string {
  let node: unknown = messages
  for (const part of key.split('.')) node = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[part] : undefined
  return typeof node === 'string' ? node : key
}
