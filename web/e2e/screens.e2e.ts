import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import { SIZES, type Size } from './browser'

/** Pictures of all screens, at both sizes, in all languages: `npm run screens`, then leaf through the folder. */

const LOCALES = ['en', 'pl', 'vi', 'zh'] as const

const FULL = '/online-retail'
const SCREENS: [name: string, path: string, act?: (page: Page) => Promise<unknown>][] = [
  ['01-today', FULL],
  ['02-orders', `${FULL}/orders`],
  ['03-order-backordered', `${FULL}/orders/ord_01jd0000k7m2q9w4x5y8z1`],
  ['04-order-shipped', `${FULL}/orders/ord_01jd0002k7m2q9w4x5y8z1`],
  ['05-order-cancel', `${FULL}/orders/ord_01jd0001k7m2q9w4x5y8z1`, page => page.getByRole('main').locator('header button').last().click()],
  ['06-imports', `${FULL}/imports`],
  ['07-import', `${FULL}/imports/imp_01jd0001k7m2q9w4x5y8z1`],
  ['08-import-failed', `${FULL}/imports/imp_01jd0004k7m2q9w4x5y8z1`],
  ['09-stock', `${FULL}/stock`],
  ['10-sku', `${FULL}/stock/22423`],
  ['11-receive', `${FULL}/receive`],
  ['12-batches', `${FULL}/batches`],
  ['13-batch', `${FULL}/batches/bat_01jd0009k7m2q9w4x5y8z1`],
  ['14-manifests', `${FULL}/manifests`],
  ['15-manifest', `${FULL}/manifests/man_01jd0000k7m2q9w4x5y8z1`],
  ['16-reconciliations', `${FULL}/reconciliations`],
  ['17-reconciliation', `${FULL}/reconciliations/24`],
  ['18-pick-start', `${FULL}/pick`],
  ['19-pick', `${FULL}/pick/bat_01jd0009k7m2q9w4x5y8z1`],
  ['20-pick-wrong', `${FULL}/pick/bat_01jd0009k7m2q9w4x5y8z1`, page => scan(page, '99999X')],
  ['21-pack', `${FULL}/pack`, page => scan(page, '536376')],
  ['22-hand-over-start', `${FULL}/hand-over`],
  ['23-hand-over', `${FULL}/hand-over/man_01jd0000k7m2q9w4x5y8z1`],
  ['24-products', `${FULL}/products`],
  ['25-product', `${FULL}/products/85123A`],
  ['26-customers', `${FULL}/customers`],
  ['27-customer', `${FULL}/customers/12346`],
  ['28-profiles', `${FULL}/profiles`],
  ['29-profile', `${FULL}/profiles/online-retail`],
  ['30-api-keys', `${FULL}/api-keys`],
  ['31-settings', `${FULL}/settings`],
  ['32-first-run', '/new-store'],
  ['35-findings', `${FULL}/findings`],
  ['36-finding', `${FULL}/findings/fin_01jd0001k7m2q9w4x5y8z1`],
  ['37-finding-repair', `${FULL}/findings/fin_01jd0002k7m2q9w4x5y8z1`, page => page.getByRole('main').locator('header button').last().click()],
  ['38-sku-frozen', `${FULL}/stock/20725`],
  ['39-costs', `${FULL}/costs`],
  ['40-people', `${FULL}/users`],
  ['41-invite', `${FULL}/users`, page => page.getByRole('main').locator('header button').last().click()],
  ['42-person', `${FULL}/users/usr-0003`],
  ['43-audit', `${FULL}/audit`],
  ['44-account', `${FULL}/account`],
  ['45-deliveries', `${FULL}/asns`],
  ['46-delivery', `${FULL}/asns/asn_01jd0003k7m2q9w4x5y8z1`],
  ['47-announce', `${FULL}/announce`],
  ['48-receive-delivery', `${FULL}/receive/asn_01jd0001k7m2q9w4x5y8z1`],
  ['49-returns', `${FULL}/returns`],
  ['50-return', `${FULL}/returns/ret_01jd0004k7m2q9w4x5y8z1`],
  ['51-announce-return', `${FULL}/announce-return/ord_01jd0002k7m2q9w4x5y8z1`],
  ['52-take-back', `${FULL}/take-back/R7K3M9QXW00`],
  ['53-returns-report', `${FULL}/returns-report`],
  ['54-dead-letters', `${FULL}/dead-letters`],
  ['55-board', `${FULL}/board`],
  ['56-all-stores', `${FULL}/all-stores`],
  ['57-counts', `${FULL}/counts`],
  ['58-count', `${FULL}/counts/cnt_01jd0002k7m2q9w4x5y8z1`],
  ['59-count-line', `${FULL}/counts/cnt_01jd0002k7m2q9w4x5y8z1`, page => page.getByRole('main').getByRole('button', { name: '22423' }).click()],
  ['60-count-start', `${FULL}/count`],
  ['61-count-goods', `${FULL}/count/cnt_01jd0001k7m2q9w4x5y8z1`, page => scan(page, '22423')],
  ['62-count-begin', `${FULL}/counts`, page => page.getByRole('main').locator('header button').last().click()],
  ['33-empty-orders', '/new-store/orders'],
  ['34-not-found', `${FULL}/nowhere`],
]

async function scan(page: Page, code: string) {
  await page.waitForTimeout(500)
  await page.keyboard.type(code, { delay: 3 })
  await page.keyboard.press('Enter')
}

describe.runIf(process.env['SCREENS']).each<Size>(['desktop', 'phone'])('pictures on a %s', size => {
  const { here, portal } = atWork(size)

  it.each(LOCALES)('of everything in %s', async locale => {
    const { page } = here
    const folder = join(portal().screenshots, '../screens', locale, size)
    mkdirSync(folder, { recursive: true })
    await page.evaluate(chosen => localStorage.setItem('packhouse.locale', chosen), locale)
    const wide: string[] = []
    for (const [name, path, act] of SCREENS) {
      await page.setViewportSize(SIZES[size])
      await page.goto(portal().url + path)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.waitForLoadState('networkidle')
      await act?.(page)
      await page.waitForTimeout(250)
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
      if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) wide.push(name)
    }
    expect(wide, 'wider than the window').toEqual([])
  }, 300_000)
})
