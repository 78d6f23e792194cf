import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import type { Size } from './browser'

/** Lists taken along as files that the server writes. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('exports, on a %s', size => {
  const { here, open, main, dialog, heading } = atWork(size)

  it('a whole list becomes a file, however many pages it has', async () => {
    const { page } = here
    await open('/orders')
    await page.waitForLoadState('networkidle')
    await main().getByRole('button', { name: 'Export' }).click()
    await dialog().getByRole('radio', { name: 'Excel workbook' }).check()
    await here.examine('export-choice')
    await dialog().getByRole('button', { name: 'Export' }).click()
    await dialog().getByText(/rows read/).waitFor()
    await dialog().getByText('138 rows are in the file').waitFor()
    await here.examine('export-ready')
    const asked = page.waitForEvent('download')
    await dialog().getByRole('button', { name: /^Download/ }).click()
    expect((await asked).url()).toMatch(/fake-file\/online-retail-orders-.*\.xlsx/)
    await dialog().getByRole('button', { name: 'Close' }).click()
  })

  it('it goes on when its window is closed, and is found among one’s own exports', async () => {
    const { page } = here
    await open('/orders?filter=%7B%22status%22%3A%22backordered%22%7D')
    await page.waitForLoadState('networkidle')
    const shown = await main().locator(size === 'phone' ? 'ul > li > a' : 'tbody tr').count()
    await main().getByRole('button', { name: 'Export' }).click()
    await dialog().getByRole('button', { name: 'Export' }).click()
    await dialog().getByText(/rows read/).waitFor()
    await dialog().getByRole('link', { name: 'My exports' }).click()
    await heading('My exports')
    await main().getByText('Reading').or(main().getByText('Writing')).first().waitFor()
    await here.examine('exports')
    await main().getByText(/online-retail-orders-.*\.csv/).first().click()
    await heading(/online-retail-orders-.*\.csv/)
    await main().getByText(`${shown} rows are in the file`).waitFor()
    await main().getByRole('button', { name: /^Download/ }).waitFor()
    await here.examine('export-page')
  })

  it('the movements of a SKU are taken along, too', async () => {
    await open('/stock/22423')
    await main().getByRole('button', { name: 'Export' }).click()
    await dialog().getByRole('button', { name: 'Export' }).click()
    await dialog().getByText(/row(s are| is) in the file/).waitFor()
    expect(await dialog().getByRole('heading', { name: /moves/ }).count()).toBe(1)
  })

  it('nobody has any at first, and is told how', async () => {
    await open('/exports', 'new-store')
    await heading('My exports')
    await main().getByText('No exports yet').waitFor()
  })
})
