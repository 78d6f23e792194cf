import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import type { Size } from './browser'

const OPEN = 'cnt_01jd0001k7m2q9w4x5y8z1'
const CLOSED = 'cnt_01jd0002k7m2q9w4x5y8z1'

/** Counts: begun from what a list shows, counted by scanner, closed, decided. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['phone', 'desktop'])('counts, on a %s', size => {
  const { here, open, main, dialog, heading } = atWork(size, { timeout: 20_000 })

  async function scan(code: string) {
    await here.page.keyboard.type(code, { delay: 3 })
    await here.page.keyboard.press('Enter')
  }

  const status = () => main().getByRole('status')
  const units = (sku: string) => main().getByLabel(`Units of ${sku}`)

  it('the list says how far each count is and where somebody has to decide', async () => {
    await open('/counts')
    await heading('Counts')
    await main().getByText('Cakestands and hearts').first().waitFor()
    await main().getByText('2 to decide').first().waitFor()
    await here.examine('counts')
    await open('/counts', 'new-store')
    await main().getByText('Nothing was counted yet').waitFor()
  })

  it('each scan counts one, a number can be typed, and a scan while the cursor stands in it stays a scan', async () => {
    const { page } = here
    await open('/count')
    await heading('Count goods')
    await here.examine('count-start')
    await main().getByRole('link', { name: /Aisle A, small goods/ }).click()
    await heading('Aisle A, small goods')
    await main().getByText('1 of 16').waitFor()
    await scan('22423')
    await status().getByText('22423 · 1').waitFor()
    await scan('22423')
    await status().getByText('22423 · 2').waitFor()
    await here.examine('counting')
    await units('22423').fill('7')
    await units('22423').focus()
    await scan('22423')
    await status().getByText('22423 · 8').waitFor()
    expect(await units('22423').inputValue()).toBe('8')
    await units('22423').focus()
    await scan('84879')
    await status().getByText('84879 · 1').waitFor()
    await main().getByText('22423 · 8').waitFor()
    await scan('99999-NOPE')
    await page.getByRole('alert').getByText('Not part of this count: 99999-NOPE').waitFor()
    await here.examine('counting-wrong', ['light'])
  })

  it('what is counted outlives the page, and is saved once when the connection comes back', async () => {
    const { page } = here
    await page.reload()
    await main().getByText('22423 · 8').waitFor()
    const keys: string[] = []
    let isCut = true
    await page.route('**/lines', async route => {
      if (route.request().method() !== 'POST') return route.continue()
      keys.push(route.request().headers()['idempotency-key'] ?? '')
      if (!isCut) return route.continue()
      // It arrives; only the answer is lost.
      await route.fetch()
      await route.abort()
    })
    await main().getByRole('button', { name: 'Save 8', exact: true }).click()
    await status().getByText('22423: 8 saved').waitFor()
    await page.getByText(/waits? for the connection/).first().waitFor()
    await main().getByText('2 of 16').waitFor()
    isCut = false
    await page.getByRole('button', { name: 'Try now' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Try now' }).count()).toBe(0)
    await page.unroute('**/lines')
    expect(new Set(keys).size).toBe(1)
    await page.reload()
    await main().getByText('2 of 16').waitFor()
  })

  it('closing says what was not counted, and books', async () => {
    const { page } = here
    await open(`/counts/${OPEN}`)
    await heading('Aisle A, small goods')
    await here.examine('count-open')
    await page.getByRole('button', { name: 'Close the count' }).click()
    await dialog().getByText(/14 SKUs were not counted/).waitFor()
    await here.examine('count-close', ['light'])
    await dialog().getByRole('button', { name: 'Close the count' }).click()
    await main().getByText('Closed', { exact: true }).first().waitFor()
  })

  it('a difference shows whom it touches; it is approved, left, or counted again by somebody else', async () => {
    const { page } = here
    await open(`/counts/${CLOSED}`)
    await heading('Cakestands and hearts')
    await main().getByRole('button', { name: '22423', exact: true }).click()
    await dialog().getByText(/3 units that are promised or set apart are not there/).waitFor()
    await here.examine('count-line')
    await dialog().getByRole('button', { name: 'Leave the books' }).click()
    await dialog().getByLabel('Reason').fill('They stand in the showroom')
    await dialog().getByRole('button', { name: 'Leave the books' }).click()
    await dialog().waitFor({ state: 'detached' })
    await main().getByRole('button', { name: '85123A', exact: true }).click()
    await dialog().getByRole('button', { name: 'Approve and book' }).click()
    await dialog().waitFor({ state: 'detached' })
    await expect.poll(() => main().getByRole('button', { name: 'Count goods' }).count()).toBe(0)
    await page.getByRole('combobox', { name: 'Stage' }).click()
    await page.getByRole('option', { name: /^Left as it was/ }).click()
    await main().getByRole('button', { name: '22423', exact: true }).click()
    await dialog().getByText('They stand in the showroom').waitFor()
    await dialog().getByRole('button', { name: 'Back' }).click()
    expect(page.url()).toContain('stage=left')
    await here.examine('count-closed')
  })

  it('nobody approves of what they counted themselves', async () => {
    await open(`/counts/${OPEN}`)
    await main().getByRole('button', { name: '22423', exact: true }).click()
    await dialog().getByText('Somebody else has to approve of it.', { exact: false }).waitFor()
    expect(await dialog().getByRole('button', { name: 'Approve and book' }).isDisabled()).toBe(true)
    await dialog().getByRole('button', { name: 'Count again' }).click()
    await dialog().waitFor({ state: 'detached' })
    await main().getByText('To count again', { exact: true }).first().waitFor()
  })

  it('the stock list finds what is short, shows another day, and leads to a count of what it shows', async () => {
    const { page } = here
    await open('')
    const tile = main().getByRole('region', { name: 'SKUs short' }).getByRole('link')
    await tile.waitFor()
    const short = Number(await tile.innerText())
    await tile.click()
    await heading('Stock')
    expect(page.url()).toContain(encodeURIComponent('"short":true'))
    await main().getByText('85123A', { exact: true }).first().waitFor({ state: 'detached' })
    expect(short).toBeGreaterThan(0)
    if (size === 'desktop') await expect.poll(() => main().locator('tbody tr').count()).toBe(Math.min(short, 50))
    await here.examine('stock-short')
    await page.getByRole('button', { name: 'Count these' }).click()
    await dialog().getByLabel('Name').fill('What is short')
    await here.examine('count-begin')
    await dialog().getByRole('button', { name: 'New count' }).click()
    await heading('What is short')
    await main().getByText(`${short} SKUs`).first().waitFor()
    await open(`/stock?filter=${encodeURIComponent('{"as_of":"2026-01-31"}')}`)
    await main().getByText('Stock at the end of 31 Jan').waitFor()
    await here.examine('stock-as-of', ['light'])
    await main().getByRole('button', { name: 'Back to now' }).click()
    await main().getByText('Stock at the end of 31 Jan').waitFor({ state: 'detached' })
    await open('/stock/22423?as_of=2026-01-31')
    await heading('22423')
    await main().getByText('Nothing has moved yet.').waitFor()
    expect(await main().getByText('Incoming', { exact: true }).count()).toBe(0)
    await here.examine('sku-as-of', ['light'])
  })
})
