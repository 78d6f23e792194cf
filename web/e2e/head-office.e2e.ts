import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import { signIn, type Size } from './browser'
import { login } from './portal'

/** The stores side by side: sorted, compared with before, taken along, and each one's own pages behind its figures. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('all stores, on a %s', size => {
  const { here, portal, open, main, dialog, heading } = atWork(size)

  const stores = async () => {
    const heads = size === 'phone' ? main().locator('ul > li') : main().locator('tbody tr')
    return (await heads.locator('a').filter({ hasText: /^(Online Retail|Nordlys Home|New Store)$/ }).allInnerTexts()).join(', ')
  }

  it('has a row of each store and their totals, and a figure opens its list', async () => {
    await open('/all-stores')
    await heading('All stores')
    await main().getByRole('link', { name: 'Nordlys Home' }).waitFor()
    await expect.poll(() => main().locator('.MuiSkeleton-root').count()).toBe(0)
    expect(await main().getByText(/^before: /).count()).toBeGreaterThan(3)
    await here.examine('all-stores')
    await main().getByRole('link', { name: 'Nordlys Home' }).click()
    await heading('Today')
    await here.page.waitForURL(/\/nordlys-home$/)
  })

  it('is sorted by any column, and the address keeps how', async () => {
    await open('/all-stores')
    await main().getByRole('link', { name: 'Nordlys Home' }).waitFor()
    expect(await stores()).toBe('New Store, Nordlys Home, Online Retail')
    if (size === 'phone') {
      await main().getByLabel('Sort by').click()
      await here.page.getByRole('option', { name: 'Store ↓' }).click()
    } else await main().getByRole('button', { name: 'Store' }).click()
    await expect.poll(stores).toBe('Online Retail, Nordlys Home, New Store')
    await here.page.reload()
    await main().getByRole('link', { name: 'Nordlys Home' }).waitFor()
    expect(await stores()).toBe('Online Retail, Nordlys Home, New Store')
  })

  it('looks at today, a week or a month, and can be taken along', async () => {
    await open('/all-stores')
    await main().getByRole('button', { name: '30 days' }).click()
    await expect.poll(() => here.page.url()).toContain('days=30')
    await main().getByRole('button', { name: 'Export' }).click()
    await dialog().getByRole('radio', { name: 'Excel workbook' }).check()
    await here.examine('all-stores-export', ['light'])
    await dialog().getByRole('button', { name: 'Export' }).click()
    await dialog().getByText('3 rows are in the file').waitFor()
  })

  it('is not offered to whoever has one store', async () => {
    const { page } = here
    await page.evaluate(() => sessionStorage.clear())
    await signIn(page, portal(), login(portal(), 'client_user'))
    expect(await page.getByRole('link', { name: 'All stores' }).count()).toBe(0)
  })
})
