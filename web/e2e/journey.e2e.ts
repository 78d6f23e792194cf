import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { signIn, visit, type Size, type Visit } from './browser'
import { login, openPortal, type Portal } from './portal'

/** What a supervisor sees, on whichever portal; nothing here changes anything but the import that it uploads. */
describe.each<Size>(['desktop', 'phone'])('on a %s', size => {
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
  afterEach(async context => {
    if (context.task.result?.state === 'fail') await here.page.screenshot({ path: `${portal.screenshots}/failed.${size}.png`, fullPage: true })
  })

  const heading = (name: string | RegExp) => here.page.getByRole('heading', { level: 1, name })

  async function go(place: string) {
    const { page } = here
    if (size === 'phone') await page.getByRole('button', { name: 'Open menu' }).click()
    await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: place, exact: true }).click()
    await heading(place).waitFor()
    await page.getByRole('progressbar', { name: 'Loading' }).waitFor({ state: 'detached' })
  }

  /** The rows of a list are table rows or cards; the first link of either opens the row's page. */
  const firstRow = () => here.page.getByRole('main').locator(size === 'phone' ? 'ul > li > a' : 'tbody a').first()

  async function openFirst() {
    await firstRow().click()
    await here.page.getByRole('link', { name: /^(Orders|Imports|Stock|Batches|Manifests|Reconciliation)$/ }).last().waitFor()
    await here.page.waitForLoadState('networkidle')
  }

  it('somebody with an authenticator signs in and sees today', async () => {
    await here.page.goto(portal.url)
    await here.page.getByLabel('E-mail').waitFor()
    await here.examine('sign-in')
    await signIn(here.page, portal, login(portal, 'supervisor'))
    await here.page.waitForLoadState('networkidle')
    await here.examine('today')
  })

  it('figures of today are the lengths of the lists behind them', async () => {
    const { page } = here
    for (const name of ['Ready', 'Partly allocated', 'Back-ordered', 'On hold', 'Packed']) {
      const figure = page.getByRole('region', { name, exact: true }).getByRole('link')
      const shown = (await figure.innerText()).trim()
      if (shown.endsWith('+')) continue
      await figure.click()
      await heading('Orders').waitFor()
      await page.waitForLoadState('networkidle')
      const rows = page.getByRole('main').locator(size === 'phone' ? 'ul > li > a' : 'tbody tr')
      // A list shows a page of fifty.
      await expect.poll(async () => [name, await rows.count()]).toEqual([name, Math.min(Number(shown.replace(/\D/g, '')), 50)])
      await page.goBack()
      await heading('Today').waitFor()
    }
  })

  it('an uploaded order file becomes an import that is followed to its end', async () => {
    await go('Imports')
    const reference = `E2E-${Date.now()}`
    await here.page.getByLabel('Choose a file').setInputFiles({
      name: `${reference}.csv`,
      mimeType: 'text/csv',
      buffer: Buffer.from(`reference,sku,quantity\n${reference},NO-SUCH-SKU,1\n`),
    })
    await heading(`${reference}.csv`).waitFor()
    await here.page.getByText(/^(Completed|Failed)$/).first().waitFor({ timeout: 90_000 })
    await here.examine('import-uploaded')
  })

  it('the list of imports leads to one with its result', async () => {
    await go('Imports')
    await firstRow().waitFor()
    await here.examine('imports')
    await openFirst()
    await here.page.getByRole('heading', { name: 'Result' }).waitFor()
    await here.examine('import')
  })

  it('an order is found, opened, and says why it has not shipped', async () => {
    await go('Orders')
    await firstRow().waitFor()
    await here.examine('orders')
    // Which of them a store has depends on the day; each has a reason to tell.
    for (const status of ['backordered', 'partially_allocated', 'on_hold', 'allocated']) {
      await here.page.goto(here.page.url().replace(/\/orders.*/, `/orders?filter=%7B%22status%22%3A%22${status}%22%7D`))
      await firstRow().or(here.page.getByText('Nothing matches')).first().waitFor()
      if ((await firstRow().count()) > 0) break
    }
    await openFirst()
    await here.page.getByRole('heading', { name: 'Why has it not shipped?' }).waitFor()
    expect(await here.page.getByRole('region', { name: 'Why has it not shipped?' }).innerText()).toMatch(/\w+ .*\w+/)
    expect(await here.page.getByRole('heading', { name: 'Timeline' }).count()).toBe(1)
    const decision = here.page.getByRole('button', { name: 'How this was decided' })
    if (await decision.count()) await decision.click()
    await here.examine('order-waiting')
  })

  it('a shipped order shows its parcels', async () => {
    await here.page.goto(here.page.url().replace(/\/orders.*/, '/orders?filter=%7B%22status%22%3A%22shipped%22%7D'))
    await openFirst()
    await here.page.getByRole('heading', { name: 'Parcels' }).waitFor()
    await here.examine('order-shipped')
  })

  it('a filter that nothing meets says so', async () => {
    await here.page.goto(here.page.url().replace(/\/orders.*/, '/orders?filter=%7B%22reference%22%3A%22no-such-order%22%7D'))
    await here.page.getByText('Nothing matches').waitFor()
    await here.examine('orders-none')
  })

  it('stock leads to a SKU with its movements', async () => {
    await go('Stock')
    await firstRow().waitFor()
    await here.examine('stock')
    await openFirst()
    await here.page.getByRole('heading', { name: 'Movements' }).waitFor()
    await here.examine('sku')
  })

  it('findings are listed, or nothing was found', async () => {
    await go('Findings')
    await firstRow().or(here.page.getByText('Nothing was found')).first().waitFor()
    await here.examine('findings')
  })

  it('a SKU is counted anew from its ledger, its orders and its queue', async () => {
    await go('Stock')
    await openFirst()
    await here.page.getByRole('button', { name: 'Recount' }).click()
    await here.page.getByRole('dialog').getByText(/^(All books agree\.|The books do not agree)|too many orders/).first().waitFor()
    await here.examine('recount', ['light'])
    await here.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  })

  it('costs are shown per order, by day and by what they were spent on', async () => {
    await go('Costs')
    await here.page.getByRole('heading', { name: 'Per order' }).waitFor()
    await here.page.getByRole('heading', { name: 'What it was spent on' }).waitFor()
    expect(await here.page.getByRole('region', { name: 'Largest part' }).innerText()).toMatch(/\d ?%/)
    // The bars are there, and as high as the axis says.
    const bars = here.page.getByRole('figure').locator('[data-bar]')
    await expect.poll(() => bars.evaluateAll(all => all.filter(bar => bar.clientWidth > 2 && bar.clientHeight > 10).length)).toBeGreaterThan(0)
    await here.examine('costs')
  })

  it.each([
    ['Batches', 'batch', 'Documents'],
    ['Manifests', 'manifest', 'Orders marked as shipped'],
    ['Reconciliation', 'reconciliation', 'Control totals'],
  ])('%s lead to their pages', async (place, name, part) => {
    await go(place)
    await firstRow().waitFor()
    await here.examine(`${name}-list`)
    await openFirst()
    await here.page.getByRole('heading', { name: part }).waitFor()
    await here.examine(name)
  })
})
