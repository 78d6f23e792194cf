import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import { signIn, SIZES, visit, type Size, type Visit } from './browser'
import { login, openPortal, type Portal } from './portal'

/** Finding, keeping and taking along; the day at a glance. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('at work, on a %s', size => {
  const { here, open, main, dialog, heading } = atWork(size)


  it('the day begins with its next cut-off, and each figure is the length of the list behind it', async () => {
    const { page } = here
    await open('')
    await main().getByRole('timer').waitFor()
    await page.waitForLoadState('networkidle')
    await here.examine('today')
    for (const name of ['Ready', 'Partly allocated', 'Back-ordered', 'On hold', 'Released', 'Picked', 'Packed']) {
      const figure = main().getByRole('region', { name, exact: true }).getByRole('link')
      const shown = Number((await figure.innerText()).trim())
      await figure.click()
      await heading('Orders')
      await page.waitForLoadState('networkidle')
      await expect.poll(async () => [name, await main().locator(size === 'phone' ? 'ul > li > a' : 'tbody tr').count()]).toEqual([name, Math.min(shown, 50)])
      await page.goBack()
    }
    await main().getByRole('region', { name: 'Orders by day' }).getByText(/placed and .* shipped in 30 days/).waitFor()
    await main().getByRole('region', { name: 'Orders to put right' }).getByRole('link').click()
    await heading('Imports')
    await page.waitForLoadState('networkidle')
    expect(await main().getByText('bomb.xlsx').count(), 'what has nothing to be put right is not there').toBe(0)
  })

  it('a new store is shown the way', async () => {
    await open('', 'new-store')
    await main().getByText('Get the store going').waitFor()
    await here.examine('first-run')
    await main().getByRole('link', { name: 'Go there' }).first().click()
    await heading('Products')
    await main().getByText('No products yet').waitFor()
  })

  it('Ctrl-K finds an order, a SKU and a page', async () => {
    const { page } = here
    await open('')
    await heading('Today')
    if (size === 'phone') await page.getByRole('button', { name: 'Search' }).click()
    else await page.keyboard.press('Control+k')
    await dialog().getByRole('combobox').fill('536370')
    await dialog().getByRole('option', { name: /536370/ }).waitFor()
    await here.examine('search')
    await page.keyboard.press('Enter')
    await heading('Order 536370')
    if (size === 'phone') await page.getByRole('button', { name: 'Search' }).click()
    else await page.keyboard.press('Control+k')
    await dialog().getByRole('combobox').fill('224')
    await dialog().getByRole('option', { name: /22423/ }).first().waitFor()
    await dialog().getByRole('combobox').fill('file 7')
    await dialog().getByRole('option', { name: /File 7/ }).waitFor()
    await dialog().getByRole('combobox').fill('settin')
    await dialog().getByRole('option', { name: /Settings/ }).click()
    await heading('Settings')
  })

  it('a list is come back to as it was left, by one step', async () => {
    const { page } = here
    await open('/orders?filter=%7B%22status%22%3A%22backordered%22%7D')
    const row = main().getByRole('link', { name: /^\d{6}/ }).first()
    for (const back of [() => page.goBack(), () => main().getByRole('link', { name: 'Orders', exact: true }).click()]) {
      await row.click()
      await heading(/^Order \d/)
      await back()
      await row.waitFor()
      expect(page.url()).toContain('backordered')
    }
  })

  it('two filters filled at once both hold', async () => {
    const { page } = here
    await open('/orders')
    if (size === 'phone') await page.getByRole('button', { name: /^More filters/ }).click()
    const fields = await Promise.all([main().getByLabel('Consignee').elementHandle(), main().getByLabel('SKU').elementHandle()])
    await page.evaluate(inputs => {
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
      inputs.forEach((input, index) => {
        set?.call(input, ['zoë', '22423'][index])
        input?.dispatchEvent(new Event('input', { bubbles: true }))
      })
    }, fields)
    await expect.poll(() => decodeURIComponent(page.url())).toMatch(/(?=.*"consignee":"zoë")(?=.*"sku":"22423")/)
  })

  it('days that cannot be are said so', async () => {
    const { page } = here
    await open('/orders?filter=%7B%22placed_from%22%3A%222026-12-02%22%2C%22placed_to%22%3A%222026-12-01%22%7D')
    await main().getByText('are the wrong way round').first().waitFor()
    await here.examine('days-wrong')
    await open('/stock')
    await page.getByRole('button', { name: /^More filters/ }).click()
    await page.getByLabel('As of the end of').fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10))
    await main().getByText('Not later than today').waitFor()
    expect(page.url()).not.toContain('as_of')
  })

  it('a reference that is not found whole says how orders are found', async () => {
    await open('/orders?filter=%7B%22reference%22%3A%2253637%22%7D')
    await main().getByText('Orders are found by their whole number.').waitFor()
  })

  it('without a connection the portal says so, and goes on by itself', async () => {
    const { page } = here
    await open('/orders')
    await main().getByRole('link', { name: /^\d{6}/ }).first().waitFor()
    await page.context().setOffline(true)
    await main().getByText('No connection.').waitFor()
    await here.examine('offline')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.context().setOffline(false)
    await main().getByText('No connection.').waitFor({ state: 'detached' })
    await main().getByText('Page 2').waitFor()
    await main().getByRole('link', { name: /^\d{6}/ }).first().waitFor()
  })

  it('filters are kept as a view', async () => {
    const { page } = here
    await open('/orders?filter=%7B%22status%22%3A%22backordered%22%7D')
    await page.getByRole('button', { name: 'Save this view' }).click()
    await dialog().getByLabel('Name of the view').fill('Late ones')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await main().getByRole('button', { name: 'Late ones' }).waitFor()
    await open('/orders')
    await main().getByRole('button', { name: 'Late ones' }).click()
    await expect.poll(() => page.url()).toContain('backordered')
    await here.examine('orders-view')
  })

  it.runIf(size === 'desktop')('an order opens in a tab of its own, without signing in again, and the list stays', async () => {
    const { page } = here
    await open('/orders')
    const row = main().locator('tbody tr').first()
    const reference = await row.getByRole('link').innerText()
    const list = page.url()
    const opening = page.context().waitForEvent('page')
    await row.getByRole('link').click({ modifiers: ['Control'] })
    const tab = await opening
    await tab.getByRole('heading', { level: 1, name: `Order ${reference}` }).waitFor()
    await tab.close()
    expect(page.url()).toBe(list)
    await row.getByRole('cell').nth(3).click({ modifiers: ['Control'] })
    await main().getByText(reference).first().waitFor()
    expect(page.url()).toBe(list)
    await row.getByRole('link').click()
    await heading(`Order ${reference}`)
    await page.goBack()
    await expect.poll(() => page.url()).toBe(list)
  })

  it.runIf(size === 'desktop')('on a small desk screen no table is cut off, and nothing is called by its id', async () => {
    const { page } = here
    const nCut = () => main().locator('table').evaluateAll(tables => tables.filter(({ parentElement: box }) => box && box.scrollWidth > box.clientWidth).length)
    await page.setViewportSize({ width: 1280, height: 800 })
    for (const path of ['/stock', '/stock/22423', '/counts/cnt_01jd0001k7m2q9w4x5y8z1', '/batches']) {
      await open(path)
      await main().locator('tbody tr').first().waitFor()
      await page.waitForLoadState('networkidle')
      expect([path, await nCut()]).toEqual([path, 0])
      expect([path, await main().locator('tbody').getByText(/\b(ord|bat)_/).count()]).toEqual([path, 0])
    }
    await page.evaluate(() => localStorage.setItem('packhouse.locale', 'vi'))
    await open('/all-stores')
    await main().locator('tbody tr').first().waitFor()
    await page.waitForLoadState('networkidle')
    expect(await nCut()).toBe(0)
    await page.evaluate(() => localStorage.removeItem('packhouse.locale'))
    await page.setViewportSize(SIZES[size])
  })

  it.runIf(size === 'desktop')('a column that nobody wants goes, and stays away', async () => {
    const { page } = here
    await open('/orders')
    await main().getByRole('columnheader', { name: 'Country' }).waitFor()
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Country' }).click()
    await here.examine('columns', ['light'])
    await page.keyboard.press('Escape')
    await main().getByRole('columnheader', { name: 'Country' }).waitFor({ state: 'detached' })
    await page.reload()
    await main().getByRole('columnheader', { name: 'Consignee' }).waitFor()
    expect(await main().getByRole('columnheader', { name: 'Country' }).count()).toBe(0)
  })
})

describe.skipIf(process.env['PORTAL_RUN_JSON'])('installed on a phone', () => {
  let portal: Portal
  let here: Visit

  beforeAll(async () => {
    portal = await openPortal()
    here = await visit(portal, 'phone', { hasServiceWorker: true })
    await signIn(here.page, portal, login(portal, 'supervisor'))
  })
  afterAll(async () => {
    await here.close()
    await portal.close()
  })

  it('a pick goes on over a reload without any connection, and is sent when there is one', async () => {
    const { page } = here
    const main = page.getByRole('main')
    await page.goto(`${portal.url}/online-retail/pick/bat_01jd0009k7m2q9w4x5y8z1`)
    const current = page.getByRole('region', { name: 'Pick now' })
    await current.waitFor()
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready
      while (!navigator.serviceWorker.controller && !(await navigator.serviceWorker.getRegistration())?.active) await new Promise(resolve => setTimeout(resolve, 100))
    })
    await page.reload()
    await current.waitFor()
    await page.context().setOffline(true)
    await page.reload()
    await current.waitFor({ timeout: 30_000 })
    await main.getByText('Picking, counting and handing over can go on meanwhile.').waitFor()
    const sku = (await current.getByRole('heading', { level: 2 }).innerText()).trim()
    await page.keyboard.type(sku, { delay: 3 })
    await page.keyboard.press('Enter')
    await main.getByText('1 scan waits for the connection.').waitFor()
    await here.examine('installed-offline', ['light'])
    await page.context().setOffline(false)
    await main.getByText(/waits for the connection/).waitFor({ state: 'detached', timeout: 30_000 })
    await main.getByText(/^1 of \d+$/).first().waitFor()
  })

  it('can be installed: a manifest with icons that are there', async () => {
    const manifest = (await (await fetch(`${portal.url}/manifest.webmanifest`)).json()) as { icons: { src: string; type: string; purpose: string }[]; display: string; start_url: string }
    expect(manifest).toMatchObject({ display: 'standalone', start_url: '/' })
    for (const { src, type } of manifest.icons) {
      const icon = await fetch(portal.url + src)
      expect([src, icon.status, icon.headers.get('content-type')]).toEqual([src, 200, type])
    }
    expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true)
  })
})
