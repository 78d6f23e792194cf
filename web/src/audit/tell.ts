import type { AuditChange } from '../api/types'
import type { Format } from '../i18n/format'
import { humanise, LOCALE_NAMES, ownLocale, type MessageKey, type Translate } from '../i18n/translate'
import { line } from './audit'
import { fieldWords } from './words'

/** Fields whose values are words of the API, and where the portal has those words. */
const GROUPS: Record<string, string> = {
  role: 'role',
  status: 'orders.status',
  hold: 'orders.hold',
  repair: 'findings.repairs',
  reason: 'returns.reason',
  condition: 'returns.condition',
  state: 'webhooks.state',
  back_orders: 'settings',
  shipping: 'settings',
  work: 'board.work',
  stage: 'counts.stage',
  kind: 'audit.kind',
  hand: 'audit.hand',
}

/** Of these the portal has the two words, which say more than yes and no. */
const CHOICES: Record<string, { true: MessageKey; false: MessageKey }> = {
  'returns/must_be_announced': { true: 'settings.only_announced', false: 'settings.take_unannounced' },
}

const COUNTRIES = ['country', 'seller/country']
const WEIGHTS = ['weight_grams']
const TIMES = ['cut_offs']

type Tools = { t: Translate; word: (group: string, word: string) => string; format: Format; currency: string }

/** Changes as people read them: fields and values in the words that the rest of the portal has for them, dates and amounts as it writes them. */
export function createTell({ t, word, format, currency }: Tools) {
  const fieldName = (field: string, isKnown: boolean) => {
    const words = isKnown ? fieldWords(field) : [['audit.field.unit_price_minor'] as [MessageKey]]
    if (words) return words.map(([key, parameters]) => t(key, parameters)).join(': ')
    const place = word('stock.place', field.replace(/^unavailable\//, ''))
    return place === humanise(field) ? humanise(field.replaceAll('/', ' ')) : place
  }

  function value(field: string, text: string | null | undefined, code: string | null | undefined) {
    if (text === null || text === undefined) return text
    const yesNo = text === 'true' || text === 'false' ? text : null
    const choice = CHOICES[field]
    const locale = field === 'locale' ? ownLocale(text) : null
    const group = GROUPS[field] ?? (field.startsWith('notices/') && !yesNo ? 'inbox.channel' : undefined)
    if (isAmount(field)) return code ? format.money({ minor: Number(text), currency: code }) : format.number(Number(text))
    if (field === 'rights' || field === 'permissions') return text.split(', ').map(right => word('permission', right.replace('.', '_'))).join(', ')
    if (field === 'stores' && text === 'all') return t('people.all_stores')
    if (group) return word(group, text)
    if (yesNo) return t(choice ? choice[yesNo] : yesNo === 'true' ? 'audit.yes' : 'audit.no')
    if (locale) return LOCALE_NAMES[locale]
    if (COUNTRIES.includes(field)) return format.country(text)
    if (WEIGHTS.includes(field)) return format.weight(Number(text))
    if (TIMES.includes(field)) return text.replaceAll(/(\d\d:\d\d):00\b/g, '$1')
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return format.dateTime(text)
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return format.day(text)
    // The API writes the sign of a difference as it is printed.
    if (/^[−+]\d+$/.test(text)) return format.signed(Number(text.replace('−', '-')))
    return text
  }

  /** One of the changes of an entry; the others tell in which currency its amount is. */
  return (change: AuditChange, all: AuditChange[]) => {
    const { field, of, from, to } = change
    const told = all.find(other => other.of === of && other.field === field.replace(/minor$/, 'currency'))
    // The limit of a count is in the store's own currency; a product's price may be in any.
    const own = field === 'count_tolerance/value_minor' ? currency : null
    const isKnown = !isAmount(field) || own !== null || told !== undefined
    return line({ ...change, field: fieldName(field, isKnown), from: value(field, from, own ?? told?.from ?? told?.to), to: value(field, to, own ?? told?.to ?? told?.from) })
  }
}

const isAmount = (field: string) => field === 'unit_price/minor' || field === 'count_tolerance/value_minor'
