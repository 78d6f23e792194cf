import type { Order } from '../api/types'
import { useI18n } from '../i18n/I18n'
import type { Translate } from '../i18n/translate'

export type Why = NonNullable<Order['why_not_shipped']>

/** Says in the reader's language why an order has not shipped; in the API's own words where its reason is newer than the portal. */
export function useWhy(): (why: Why) => string {
  const { t, locale } = useI18n()
  return why => sentences(why, t).join(locale === 'zh' ? '' : ' ') || why.sentence
}

export function sentences({ code, holds, units, wait, others_short }: Why, t: Translate): string[] {
  switch (code) {
    case 'on_hold':
      return [t('why.on_hold', { reasons: holds.map(hold => t(`why.hold.${hold}`)).join(', ') })]
    case 'released':
    case 'picking':
      return [t(`why.${code}`, { n: units })]
    case 'picked':
    case 'packed':
    case 'ready':
      return [t(`why.${code}`)]
    case 'waiting_for_stock': {
      if (!wait) return [t('why.partly_ready', { n: units })]
      const said = [t('why.waiting', { quantity: wait.quantity, sku: wait.sku })]
      said.push(wait.orders_ahead === 0 ? t('why.next') : t('why.ahead', { n: wait.orders_ahead }))
      said.push(wait.available === 0 ? t('why.none_in_stock') : t('why.being_handed_out', { n: wait.available }))
      if (others_short > 0) said.push(t('why.others_short', { n: others_short }))
      if (units > 0) said.push(t('why.leaves_together', { n: units }))
      return said
    }
    default:
      return []
  }
}
