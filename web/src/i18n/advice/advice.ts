import { useEffect, useState } from 'react'
import type { Fault } from '../../api/types'
import { useI18n } from '../I18n'
import type { Locale } from '../translate'

/** What is wrong with a row and what to do about it, by the kind of fault. English is the API's own, which knows more. */
export type Advice = Record<Fault['code'], string>

const ADVICE: Record<Exclude<Locale, 'en'>, () => Promise<Advice>> = {
  pl: async () => (await import('./pl')).advice,
  vi: async () => (await import('./vi')).advice,
  zh: async () => (await import('./zh')).advice,
}

/** The advice for a fault in the reader's language; undefined in English, while it is loaded, and for faults newer than the portal. */
export function useAdvice(): (code: string) => string | undefined {
  const { locale } = useI18n()
  const [advice, setAdvice] = useState<Partial<Record<string, string>>>({})
  useEffect(() => {
    let isCurrent = true
    const load = locale === 'en' ? Promise.resolve({}) : ADVICE[locale]()
    void load.then(loaded => isCurrent && setAdvice(loaded))
    return () => {
      isCurrent = false
    }
  }, [locale])
  return code => advice[code]
}
