import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, visit, type Size, type Visit } from './browser'
import { SET_UP_SECRET } from './fake/cognito'
import { login, openPortal, type Portal } from './portal'
import { totp } from './totp'

const SCRIPT_BUDGET = 300_000

/** What changes things or needs a certain state; only the fake may be treated so. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('against the fake, on a %s', size => {
  let portal: Portal
  let here: Visit

  beforeAll(async () => {
    portal = await openPortal()
    here = await visit(portal, size)
  })
  afterAll(async () => {
    await here.close()
    await portal.close()
  })

  const order = (index: number) => `/online-retail/orders/ord_01jd${String(index).padStart(4, '0')}k7m2q9w4x5y8z1`
  const dialog = () => here.page.getByRole('dialog')
  const confirm = (name: string) => dialog().getByRole('button', { name }).click()

  async function signOut() {
    await here.page.evaluate(() => sessionStorage.clear())
  }

  it('an invited person chooses a password and sets up an authenticator', async () => {
    const { page } = here
    const invited = login(portal, 'invited')
    await page.goto(portal.url)
    await page.getByLabel('E-mail').fill(invited.email)
    await page.getByLabel('Password').fill(invited.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('New password').fill('A-Longer-Pass-1')
    await here.examine('new-password')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByTitle('QR code').or(page.getByText('QR code with the authenticator key')).first().waitFor({ state: 'attached' })
    await here.examine('set-up-code')
    await page.getByLabel(/^Code/).fill(totp(SET_UP_SECRET))
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
    await signOut()
  })

  it('the scripts that somebody loads to be at work stay within their budget', async () => {
    const { page } = here
    await signIn(page, portal, login(portal, 'supervisor'))
    await page.waitForLoadState('networkidle')
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname))
    const scripts = [...new Set(loaded.filter(path => path.endsWith('.js')))]
    const weights = scripts.map(path => gzipSync(readFileSync(join(import.meta.dirname, '../dist', path))).length)
    expect(scripts.length).toBeGreaterThan(3)
    const weight = weights.reduce((sum, it) => sum + it, 0)
    expect(weight).toBeLessThan(SCRIPT_BUDGET)
    await signOut()
  })

  it('a wrong password and a wrong code are told apart', async () => {
    const { page } = here
    const person = login(portal, 'supervisor')
    await page.goto(portal.url)
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('E-mail or password is not right.').waitFor()
    await page.getByLabel('Password').fill(person.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Code').fill('000000')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('That code is not right.').waitFor()
    await here.examine('sign-in-code')
  })

  it('whoever follows a link is at its page after signing in', async () => {
    await signIn(here.page, portal, login(portal, 'supervisor'), order(4))
    await here.page.getByRole('heading', { level: 1, name: 'Order 536369' }).waitFor()
  })

  it('a hold is released and the timeline tells of it', async () => {
    const { page } = here
    await page.goto(portal.url + order(size === 'phone' ? 20 : 4))
    await page.getByRole('button', { name: 'Hold for another reason' }).waitFor()
    expect(await page.getByRole('main').getByRole('button', { name: 'Hold', exact: true }).count()).toBe(0)
    await page.getByRole('button', { name: 'Release hold' }).click()
    await here.examine('dialog-release-hold')
    await confirm('Release hold')
    await page.getByText('The hold is released').waitFor()
    await page.getByRole('main').getByText('Hold released').waitFor()
  })

  it('a refusal is shown in the dialog, with what support needs', async () => {
    const { page } = here
    await page.goto(portal.url + '/online-retail/stock')
    await page.getByRole('button', { name: 'Receive goods' }).click()
    await dialog().getByLabel('Delivery reference').fill('ASN-1')
    await dialog().getByLabel('SKU').fill('NOPE')
    await dialog().getByLabel('Quantity').fill('5')
    await confirm('Receive goods')
    await dialog().getByText('The catalogue has no SKU NOPE.').waitFor()
    await dialog().getByText(/For support: 1-67a2/).waitFor()
    await here.examine('dialog-receive-refused')
    await dialog().getByLabel('SKU').fill('22423')
    await confirm('Receive goods')
    await page.getByText('The goods are received').waitFor()
  })

  it('an order is cancelled for a reason', async () => {
    const { page } = here
    await page.goto(portal.url + order(size === 'phone' ? 16 : 0))
    await page.getByRole('button', { name: 'Cancel order' }).click()
    expect(await dialog().getByRole('button', { name: 'Cancel order' }).isDisabled()).toBe(true)
    await dialog().getByLabel('Reason').fill('The customer changed their mind')
    await here.examine('dialog-cancel')
    await confirm('Cancel order')
    await page.getByRole('main').getByText('The customer changed their mind').waitFor()
  })

  it('a batch is released and followed to its documents', async () => {
    const { page } = here
    await page.goto(portal.url + '/online-retail/batches')
    await page.getByRole('button', { name: 'Release a batch' }).click()
    await dialog().getByLabel('At most this many orders').fill('500')
    await dialog().getByText('The warehouse gets 500 orders at once.').waitFor()
    await dialog().getByRole('button', { name: 'Release 500' }).waitFor()
    await dialog().getByLabel('At most this many orders').fill('10')
    await confirm('Release a batch')
    await page.getByRole('heading', { level: 1, name: /^Batch of/ }).waitFor()
    await page.getByRole('link', { name: 'invoices-001.pdf' }).waitFor({ timeout: 20_000 })
    await here.examine('batch-released')
  })

  it('what could not be picked of a batch is named, a manifest is collected', async () => {
    const { page } = here
    await page.goto(portal.url + '/online-retail/batches/bat_01jd0001k7m2q9w4x5y8z1')
    await page.getByRole('button', { name: 'Confirm all as picked' }).click()
    await confirm('Confirm all as picked')
    await dialog().getByText('It is on hold.').waitFor()
    await here.examine('dialog-pick-refused')
    await page.goto(portal.url + '/online-retail/manifests')
    await page.getByRole('button', { name: 'Create a manifest' }).click()
    await dialog().getByLabel('Carrier').fill('DPD')
    await confirm('Create a manifest')
    await page.getByRole('button', { name: 'Mark as collected' }).click()
    await confirm('Mark as collected')
    await page.getByRole('main').getByText('Shipped', { exact: true }).waitFor()
  })

  it('a failed import says what is wrong with the file', async () => {
    await here.page.goto(portal.url + '/online-retail/imports/imp_01jd0004k7m2q9w4x5y8z1')
    await here.page.getByText('The file would unpack to 10.2 GB').waitFor()
    await here.examine('import-failed')
  })

  it('the import with many faults lists them, and more on demand', async () => {
    const { page } = here
    await page.goto(portal.url + '/online-retail/imports/imp_01jd0001k7m2q9w4x5y8z1')
    const notTaken = page.getByRole('region', { name: 'Orders that were not taken' })
    await notTaken.getByRole('heading', { name: '536370' }).waitFor()
    await here.examine('import-faults')
    await notTaken.getByRole('button', { name: 'Show more' }).click()
    await notTaken.getByRole('heading', { name: '536520' }).waitFor()
  })

  it('pages are turned both ways and survive a reload', async () => {
    const { page } = here
    await page.goto(portal.url + '/online-retail/orders?page=2')
    await page.getByText('Page 2').waitFor()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText('Page 3').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Previous' }).click()
    await page.getByText('Page 2').waitFor()
  })

  it('a store without anything says what to do first', async () => {
    const { page } = here
    for (const place of ['orders', 'imports', 'stock']) {
      await page.goto(`${portal.url}/new-store/${place}`)
      await page.getByText(/^No (orders|imports|stock) yet$/).waitFor()
      await here.examine(`empty-${place}`)
    }
  })

  it('language and colours are changed in the account menu, the store in the store menu', async () => {
    const { page } = here
    await page.goto(`${portal.url}/online-retail/stock`)
    await page.getByRole('heading', { level: 1, name: 'Stock' }).waitFor()
    if (size === 'phone') await page.getByRole('button', { name: 'Open menu' }).click()
    await here.examine('navigation')
    await page.getByRole('button', { name: /Demo Supervisor/ }).click()
    await here.examine('account')
    await dialog().getByLabel('Colours').click()
    await page.getByRole('option', { name: 'Dark' }).click()
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(15, 21, 23)')
    await dialog().getByLabel('Colours').click()
    await page.getByRole('option', { name: 'As the device' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /Switch store/ }).click()
    await here.examine('stores')
    await page.getByRole('menuitem', { name: 'Nordlys Home' }).click()
    await page.getByText('Nordlys Home at this moment').waitFor()
  })

  it.each([
    ['pl', 'Polski', 'Dzisiaj', 'Zamówienia'],
    ['vi', 'Tiếng Việt', 'Hôm nay', 'Đơn hàng'],
    ['zh', '简体中文', '今日', '订单'],
  ])('everything is there in %s', async (locale, _, today, orders) => {
    const { page } = here
    await page.evaluate(chosen => localStorage.setItem('packhouse.locale', chosen), locale)
    await page.goto(`${portal.url}/online-retail`)
    await page.getByRole('heading', { level: 1, name: today }).waitFor()
    await page.waitForLoadState('networkidle')
    await here.examine(`today-${locale}`, ['light'])
    await page.goto(`${portal.url}/online-retail/orders`)
    await page.getByRole('heading', { level: 1, name: orders }).waitFor()
    await page.waitForLoadState('networkidle')
    await here.examine(`orders-${locale}`, ['light'])
    await page.goto(portal.url + order(7))
    await page.waitForLoadState('networkidle')
    await here.examine(`order-${locale}`, ['light'])
    await page.evaluate(() => localStorage.removeItem('packhouse.locale'))
  })

  it('a client sees their own store and no buttons that are not theirs', async () => {
    const { page } = here
    await signOut()
    await signIn(page, portal, login(portal, 'client_user'), '/online-retail/stock')
    for (const place of ['users', 'costs', 'settings']) {
      await page.goto(`${portal.url}/online-retail/${place}`)
      await page.getByText('Your role does not include this').waitFor()
      expect(await page.getByRole('search').count(), 'no filters stand above nothing').toBe(0)
    }
    await here.examine('not-yours')
    await page.getByRole('main').getByRole('link', { name: 'Today' }).click()
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
    await page.goto(`${portal.url}/online-retail/stock`)
    await page.waitForLoadState('networkidle')
    expect(await page.getByRole('button', { name: 'Receive goods' }).count()).toBe(0)
    await page.goto(portal.url + '/nordlys-home/orders')
    await page.getByText('No such store').waitFor()
    await here.examine('unknown-store')
  })
})
