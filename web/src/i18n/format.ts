import type { Money } from '../api/types'
import { LOCALE_TAGS, type Locale } from './translate'

/** Numbers, money and time as this person reads them, in the time zone of the store they look at. */
export function createFormat(locale: Locale, timeZone: string, now: () => number = Date.now) {
  const tag = LOCALE_TAGS[locale]
  const integer = new Intl.NumberFormat(tag)
  const decimal = new Intl.NumberFormat(tag, { maximumFractionDigits: 2 })
  const signed = new Intl.NumberFormat(tag, { signDisplay: 'exceptZero' })
  const signedShare = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' })
  const share = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 })
  const date = new Intl.DateTimeFormat(tag, { timeZone, dateStyle: 'medium' })
  const time = new Intl.DateTimeFormat(tag, { timeZone, timeStyle: 'short' })
  const dateTime = new Intl.DateTimeFormat(tag, { timeZone, dateStyle: 'medium', timeStyle: 'short' })
  const exact = new Intl.DateTimeFormat(tag, { timeZone, dateStyle: 'full', timeStyle: 'long' })
  const shortDate = new Intl.DateTimeFormat(tag, { timeZone, day: 'numeric', month: 'short' })
  const tiny = new Intl.NumberFormat(tag, { style: 'currency', currency: 'USD', maximumSignificantDigits: 3 })
  const calendarDay = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', dateStyle: 'medium' })
  const shortDay = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', day: 'numeric', month: 'short' })
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
  const regions = new Intl.DisplayNames(tag, { type: 'region', fallback: 'code' })
  const lists = new Intl.ListFormat(tag, { type: 'conjunction' })
  const hours = new Intl.NumberFormat(tag, { style: 'unit', unit: 'hour', unitDisplay: 'short' })
  const minuteUnits = new Intl.NumberFormat(tag, { style: 'unit', unit: 'minute', unitDisplay: 'short' })
  const currencies = new Map<string, Intl.NumberFormat>()

  function currency(code: string) {
    let format = currencies.get(code)
    if (!format) {
      format = new Intl.NumberFormat(tag, { style: 'currency', currency: code })
      currencies.set(code, format)
    }
    return format
  }

  return {
    timeZone,
    number: (value: number) => integer.format(value),
    /** A difference: with its sign, whichever it is. */
    signed: (value: number) => signed.format(value),
    signedPercent: (rate: string) => signedShare.format(Number(rate) / 100),
    share: (part: number, whole: number) => share.format(whole === 0 ? 0 : part / whole),
    /** A decimal that came as text (`"2.5"`), e.g. a rate. */
    percent: (rate: string) => share.format(Number(rate) / 100),
    money({ minor, currency: code }: Money) {
      const format = currency(code)
      const digits = format.resolvedOptions().maximumFractionDigits ?? 2
      return format.format(majorUnits(minor, digits) as Intl.StringNumericLiteral)
    },
    /** Billionths of a dollar, to three digits that count: a single order costs some millionths. */
    tinyMoney: (nano: number) => tiny.format(nano / 1e9),
    decimal: (value: number) => decimal.format(value),
    /** A calendar day, which has no time zone. */
    day: (day: string) => calendarDay.format(noonOf(day)),
    /** The same for axes, where the year goes without saying. */
    shortDay: (day: string) => shortDay.format(noonOf(day)),
    date: (instant: string) => date.format(new Date(instant)),
    time: (instant: string) => time.format(new Date(instant)),
    dateTime: (instant: string) => dateTime.format(new Date(instant)),
    /** For axes, as `shortDay`. */
    shortDate: (instant: string) => shortDate.format(new Date(instant)),
    /** For tooltips: nothing left out. */
    exact: (instant: string) => exact.format(new Date(instant)),
    ago(instant: string) {
      const seconds = (Date.parse(instant) - now()) / 1000
      const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const)
      return relative.format(Math.round(seconds / length), unit)
    },
    /** A span of time in hours and minutes, whatever is left over dropped. */
    duration(milliseconds: number) {
      const minutes = Math.max(0, Math.floor(milliseconds / 60_000))
      const parts = [Math.floor(minutes / 60) > 0 && hours.format(Math.floor(minutes / 60)), (minutes % 60 > 0 || minutes === 0) && minuteUnits.format(minutes % 60)]
      return parts.filter(Boolean).join(' ')
    },
    weight: (grams: number) => `${decimal.format(grams / 1000)} kg`,
    bytes(count: number) {
      const [size, unit] = count >= 1e6 ? [count / 1e6, 'MB'] : count >= 1e3 ? [count / 1e3, 'kB'] : [count, 'B']
      return `${decimal.format(size)} ${unit}`
    },
    country(code: string) {
      try {
        return regions.of(code) ?? code
      } catch {
        return code
      }
    },
    list: (items: string[]) => lists.format(items),
  }
}

export type Format = ReturnType<typeof createFormat>

const noonOf = (day: string) => new Date(`${day}T12:00:00Z`)

const UNITS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** `1250` with two digits is the text `"12.50"`: no binary fraction in between, so that every amount is exact. */
export function majorUnits(minor: number, digits: number) {
  const sign = minor < 0 ? '-' : ''
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}
