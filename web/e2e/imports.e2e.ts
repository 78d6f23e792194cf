import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import { type Size } from './browser'

/** Imports that people can put right: tried first, corrected cell by cell, taken back. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('imports, on a %s', size => {
  const { here, open, main, dialog } = atWork(size)

  const said = (text: string) => here.page.getByText(text).first().waitFor()
  const first = '/imports/imp_01jd0001k7m2q9w4x5y8z1'

  it('a file is tried, looked at, and imported as it was shown', async () => {
    const { page } = here
    await open('/imports')
    await page.getByLabel('Try it first').click()
    await said('Nothing is imported until you say so.')
    await here.examine('imports-try')
    await page.getByLabel('Choose a file').setInputFiles({ name: 'monday.csv', mimeType: 'text/csv', buffer: Buffer.from('a;b\n1;2\n') })
    await said('This is a dry run.')
    await main().getByText('The catalogue has no SKU "2242E".').waitFor()
    await main().getByRole('heading', { name: 'Orders as they are read' }).waitFor()
    await main().getByText(/^\d+ × /).first().waitFor()
    await here.examine('import-tried')
    await page.getByRole('button', { name: 'Import 3 orders' }).click()
    await said('Imported after a dry run.')
    await main().getByText('Completed', { exact: true }).first().waitFor()
    await open('/imports')
    await main().getByText('monday.csv').first().waitFor()
    expect(await main().getByText('monday.csv').count(), 'it is one import in the list').toBe(1)
  })

  it('a file of another kind is refused with a word on profiles, and taken by the one that fits it', async () => {
    const { page } = here
    await open('/imports')
    await said('with at least reference, sku and quantity.')
    const begun = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download a template' }).click()
    expect((await begun).suggestedFilename()).toBe('online-retail-orders.csv')
    const drop = async (profile: string) => {
      await page.getByLabel('Read by').click()
      await page.getByRole('option', { name: profile }).click()
      const files = await page.evaluateHandle(() => {
        const data = new DataTransfer()
        data.items.add(new File(['reference,sku,quantity\nA-1,85123A,1\n'], 'tuesday.csv', { type: 'text/csv' }))
        return data
      })
      await main().getByText('Choose a file').dispatchEvent('drop', { dataTransfer: files })
    }
    await page.getByLabel('Try it first').check()
    await drop('online-retail')
    await said('The file was read by the profile “online-retail”.')
    await main().getByText('Dry run: Failed').waitFor()
    expect(await main().getByText('SHA-256').count(), 'a file that was not read has no digest').toBe(0)
    expect(await page.getByText('The file is being tried').count(), 'it is done').toBe(0)
    await here.examine('import-of-another-kind')
    await page.getByRole('link', { name: 'Upload it again' }).click()
    await page.getByLabel('Try it first').check()
    await drop('Canonical format')
    await said('This is a dry run.')
  })

  it('rejected orders are corrected in their own cells, and only those go again', async () => {
    const { page } = here
    await open(first)
    const order = main().getByRole('region', { name: '536370' })
    await order.getByText('The row has no CustomerID.').waitFor()
    await order.getByLabel('CustomerID, row 100').fill('12346')
    await order.getByText(/^Show all 8 cells$/).click()
    await order.getByLabel('StockCode, row 101').fill('85123A')
    await order.getByRole('button', { name: 'Take this row out' }).last().click()
    await order.getByText('This row is left out.').waitFor()
    await said('1 order changed')
    await here.examine('import-corrected')
    await order.getByRole('button', { name: 'Put it back' }).click()
    await main().getByRole('region', { name: '536382' }).getByText('It is larger than an order may be.').waitFor()
    await page.getByRole('button', { name: 'Send corrected orders' }).click()
    await said('These orders were corrected and sent again from')
    await main().getByText('Completed', { exact: true }).first().waitFor()
    await here.examine('import-of-corrections', ['light'])
    await page.getByRole('link', { name: 'their first import' }).click()
    await main().getByText(/rejected rows? ha(s|ve) been put right since/).waitFor()
    await order.getByText('Put right').waitFor()
    await page.getByRole('button', { name: 'Undo import' }).click()
    await dialog().getByText(/imports of their own and stay/).waitFor()
    await dialog().getByRole('link', { name: 'online-retail-corrected.csv' }).waitFor()
    await dialog().getByRole('button', { name: 'Back' }).click()
  })

  it('what is refused is told, and nothing that was typed is lost', async () => {
    const { page } = here
    await open(first)
    const cell = main().getByRole('region', { name: '536376' }).getByLabel('CustomerID, row 108')
    await cell.fill('REFUSE')
    await page.getByRole('button', { name: 'Send corrected orders' }).click()
    await said('No order of the import is rejected any more.')
    expect(await cell.inputValue()).toBe('REFUSE')
    await page.getByRole('button', { name: 'Discard changes' }).click()
    expect(await cell.inputValue()).toBe('')
  })

  it('all that is still rejected runs again by the profile as it is now', async () => {
    const { page } = here
    await open(first)
    await page.getByRole('button', { name: 'Run all again' }).click()
    await dialog().getByLabel('Read them by the profile as it is now').check()
    await here.examine('dialog-again')
    await dialog().getByRole('button', { name: 'Run all again' }).click()
    await said('These orders were corrected and sent again from')
  })

  it('an import is undone, and each order tells what came of it', async () => {
    const { page } = here
    await open(size === 'phone' ? '/imports/imp_01jd0006k7m2q9w4x5y8z1' : '/imports/imp_01jd0005k7m2q9w4x5y8z1')
    await page.getByRole('button', { name: 'Undo import' }).click()
    await dialog().getByText(/The same order numbers cannot be used again/).waitFor()
    await here.examine('dialog-undo')
    await dialog().getByRole('button', { name: 'Undo import' }).click()
    await main().getByRole('heading', { name: 'The import is being undone' }).waitFor()
    await main().getByRole('heading', { name: 'The import was undone' }).waitFor({ timeout: 20_000 })
    await main().getByText('3 units are with the warehouse or have left it').first().waitFor()
    expect(await page.getByRole('button', { name: 'Undo import' }).count()).toBe(0)
    await here.examine('import-undone')
  })
})
