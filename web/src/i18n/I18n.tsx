import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { preferences } from '../layout/preferences'
import { en } from './en'
import { createFormat, type Format } from './format'
import { createTranslate, knownOr, LOCALE_TAGS, LOCALES, type Locale, type Messages, type Translate } from './translate'

/** English comes with the portal, the others when somebody reads them. */
const DICTIONARIES: Record<Locale, () => Promise<Messages>> = {
  en: async () => en,
  pl: async () => (await import('./pl')).pl,
  vi: async () => (await import('./vi')).vi,
  zh: async () => (await import('./zh')).zh,
}

type I18n = {
  locale: Locale
  setLocale: (locale: Locale) => void
  messages: Messages
  t: Translate
}

const I18nContext = createContext<I18n | null>(null)
const TimeZoneContext = createContext<string>(Intl.DateTimeFormat().resolvedOptions().timeZone)

export function I18nProvider({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState(initialLocale)
  const [loaded, setLoaded] = useState<{ locale: Locale; messages: Messages } | null>(
    wanted === 'en' ? { locale: 'en', messages: en } : null,
  )

  useEffect(() => {
    let isCurrent = true
    void DICTIONARIES[wanted]().then(messages => {
      if (isCurrent) setLoaded({ locale: wanted, messages })
    })
    return () => {
      isCurrent = false
    }
  }, [wanted])

  const value = useMemo<I18n | null>(() => {
    if (!loaded) return null
    const numbers = new Intl.NumberFormat(LOCALE_TAGS[loaded.locale])
    return {
      ...loaded,
      t: createTranslate(loaded.messages, loaded.locale, n => numbers.format(n)),
      setLocale(locale) {
        preferences.write('locale', locale)
        setWanted(locale)
      },
    }
  }, [loaded])

  useEffect(() => {
    if (loaded) document.documentElement.lang = LOCALE_TAGS[loaded.locale]
  }, [loaded])

  return value && <I18nContext.Provider value={value}>{children}</I18nContext.Provider>
}

export const TimeZoneProvider = TimeZoneContext.Provider

export function useI18n() {
  const value = useContext(I18nContext)
  if (!value) throw new Error('useI18n needs an I18nProvider above it')
  return value
}

export const useT = () => useI18n().t

/** What ends a sentence that is put together of parts. */
export const useFullStop = () => (useI18n().locale === 'zh' ? '。' : '.')

/** Translates a word of the API that may be newer than the portal. */
export function useWord() {
  const { t, messages } = useI18n()
  return (group: string, word: string) => knownOr(t, messages, `${group}.${word}`, word)
}

export function useFormat(): Format {
  const { locale } = useI18n()
  const timeZone = useContext(TimeZoneContext)
  return useMemo(() => createFormat(locale, timeZone), [locale, timeZone])
}

function initialLocale(): Locale {
  const chosen = preferences.read('locale')
  const candidates = [chosen, ...navigator.languages].map(tag => tag?.slice(0, 2))
  return LOCALES.find(locale => locale === candidates.find(tag => LOCALES.some(known => known === tag))) ?? 'en'
}
