import { useEffect, useState } from 'react'
import type { Fault } from '../../api/types'
import { useI18n } from '../I18n'
import { leftOf, sentence } from './told'
import type { Locale } from '../translate'

/** What is wrong with a row and what to do about it, by the kind of fault. English is the API's own, which knows more. */
export type Advice = Record<Fault['code'], string> & { /** The value that is wrong, as the file has it. */ in_file: string }

const ADVICE: Record<Exclude<Locale, 'en'>, () => Promise<Advice>> = {
  pl: async () => (await import('./pl')).advice,
  vi: async () => (await import('./vi')).advice,
  zh: async () => (await import('./zh')).advice,
}

/** What is said of a fault: each text with whether it is the API's English. */
export type Told = { what: Said; whatToDo: Said | null }
type Said = { text: string; isEnglish: boolean }

/** What is wrong and what to do, in the reader's language; in the API's own words in English, while the others are loaded, and for faults newer than the portal. */
export function useAdvice(): (fault: Pick<Fault, 'code' | 'message' | 'suggestion'>) => Told {
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
  return fault => {
    const english = (text: string): Said => ({ text: sentence(text), isEnglish: true })
    const own = (text: string): Said => ({ text, isEnglish: false })
    const known = advice[fault.code]
    if (!known) return { what: english(fault.message), whatToDo: fault.suggestion ? english(fault.suggestion) : null }
    const left = leftOf(fault)
    const rest = left && ('value' in left ? own((advice.in_file ?? '').replace('%{value}', () => left.value)) : english(left.message))
    return { what: rest ?? own(known), whatToDo: rest && own(known) }
  }
}
