import { expect, it } from 'vitest'
import { webhooks } from '../i18n/webhooks/en'
import { ALL_EVENTS, isGood, wordOf } from './events'

it('every event that can be chosen has a word, and only the test has one that cannot', () => {
  expect([...ALL_EVENTS.map(wordOf), 'webhook_test'].sort()).toEqual(Object.keys(webhooks.event).sort())
})

it('only an answer of success is good: no redirect, no silence', () => {
  expect([200, 204, 299, 199, 301, 410, 500, null].filter(status => isGood({ status }))).toEqual([200, 204, 299])
})
