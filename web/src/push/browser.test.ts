import { expect, it } from 'vitest'
import { base64url, supportOf } from './browser'

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1'
const IPAD = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15'
const facts = { userAgent: IPHONE, maxTouchPoints: 5, hasPush: false, isStandalone: false }

it('iPhones and iPads need the portal on the home screen, and others cannot', () => {
  expect(supportOf(facts)).toBe('needs_home_screen')
  expect(supportOf({ ...facts, userAgent: IPAD })).toBe('needs_home_screen')
  expect(supportOf({ ...facts, userAgent: IPAD, maxTouchPoints: 0 })).toBe('none')
  expect(supportOf({ ...facts, isStandalone: true })).toBe('none')
  expect(supportOf({ ...facts, isStandalone: true, hasPush: true })).toBe('ready')
})

it('bytes become base64url', () => {
  expect(base64url(new Uint8Array([251, 255, 190, 0]).buffer)).toBe('-_--AA')
})
