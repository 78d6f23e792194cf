import { expect, it } from 'vitest'
import { stepOf } from './step'

const known = { id: 'dev_1', endpoint: 'https://push.example/a', subject: 'uma' }
const subscription = { endpoint: known.endpoint, isForOurKey: true }
const usual = { known, subject: 'uma', isAllowed: true, subscription, ids: ['dev_1', 'dev_2'] }

it('a browser on which nobody switched notifications on is left alone', () => {
  expect(stepOf({ ...usual, known: null })).toBe('nothing')
})

it('what is as it was is left alone', () => {
  expect(stepOf(usual)).toBe('nothing')
})

it('a subscription that the browser renewed is told to the API', () => {
  expect(stepOf({ ...usual, subscription: { endpoint: 'https://push.example/b', isForOurKey: true } })).toBe('add')
  expect(stepOf({ ...usual, subscription: { endpoint: 'https://push.example/b', isForOurKey: true }, ids: [] })).toBe('add')
})

it('one that is lost, or to another key, is made anew', () => {
  expect(stepOf({ ...usual, subscription: null })).toBe('subscribe')
  expect(stepOf({ ...usual, subscription: { ...subscription, isForOurKey: false } })).toBe('subscribe')
})

it('what was removed elsewhere, is somebody else’s or is not allowed any more goes', () => {
  expect(stepOf({ ...usual, ids: ['dev_2'] })).toBe('drop')
  expect(stepOf({ ...usual, subject: 'other' })).toBe('drop')
  expect(stepOf({ ...usual, isAllowed: false })).toBe('drop')
})
