import { describe, expect, it } from 'vitest'
import { en } from '../i18n/en'
import { pl } from '../i18n/pl'
import { createTranslate } from '../i18n/translate'
import { sentences, type Why } from './why'

const inEnglish = createTranslate(en, 'en', String)
const inPolish = createTranslate(pl, 'pl', String)

function why(facts: Partial<Why>): Why {
  return { code: 'waiting_for_stock', sentence: '', holds: [], units: 0, others_short: 0, ...facts }
}

describe('why an order has not shipped', () => {
  it('names the wait, the queue, the stock, and what else is short', () => {
    const facts = why({ wait: { sku: '22423', quantity: 4, orders_ahead: 3, available: 0 }, others_short: 1, units: 2 })
    expect(sentences(facts, inEnglish)).toEqual([
      'It waits for 4 of 22423.',
      '3 orders are ahead of it in the queue.',
      'None is free.',
      '1 other product is short, too.',
      'Its other 2 units are bound and leave together with these.',
    ])
    expect(sentences(facts, inPolish)[1]).toBe('Przed nim w kolejce są 3 zamówienia.')
  })

  it('says that it is next, and that stock came', () => {
    const facts = why({ wait: { sku: '22423', quantity: 1, orders_ahead: 0, available: 7 } })
    expect(sentences(facts, inEnglish)).toEqual(['It waits for 1 of 22423.', 'It is next in the queue.', '7 came in and are being handed out.'])
  })

  it('gives every reason of a hold', () => {
    expect(sentences(why({ code: 'on_hold', holds: ['address', 'fraud'] }), inEnglish)).toEqual(['It is on hold: the address must be checked, it may be fraud.'])
  })

  it('leaves what it does not know to the API', () => {
    expect(sentences(why({ code: 'lost_in_space' as Why['code'] }), inEnglish)).toEqual([])
  })
})
