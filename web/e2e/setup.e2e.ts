import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import { type Size } from './browser'

/** What a store is made of: goods in, corrections, catalogue, address book, settings, profiles, keys. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('setting up, on a %s', size => {
  const { here, open, main, dialog, heading } = atWork(size)

  const said = (text: string) => here.page.getByText(text).waitFor()

  async function scan(code: string) {
    await here.page.keyboard.type(code, { delay: 3 })
    await here.page.keyboard.press('Enter')
  }

  it('a delivery is counted by scanner and by a pasted note, and booked', async () => {
    const { page } = here
    await open('/receive')
    await heading('Receive goods')
    await here.examine('receive-empty', ['light'])
    await page.getByLabel('Delivery reference').fill(`ASN-${size}`)
    await page.getByRole('heading', { level: 1 }).click()
    await scan('22423')
    await scan('22423')
    await scan('NOPE-1')
    await main().getByText('2 counted').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Paste a delivery note' }).click()
    await page.getByLabel('SKU and quantity, one line each').fill('47566\t12\n20725\t3')
    await page.getByRole('button', { name: 'Take 2 lines' }).click()
    await page.getByRole('button', { name: 'Book 18 units in' }).click()
    await main().getByText('The catalogue has no SKU NOPE-1.').first().waitFor()
    await here.examine('receive')
    await main().getByRole('listitem').filter({ hasText: 'NOPE-1' }).getByRole('button', { name: 'Remove this line' }).click()
    await page.getByRole('button', { name: 'Book 17 units in' }).click()
    await said('The goods are received')
  })

  it('stock is moved to another place for a reason, and no more than is there', async () => {
    const { page } = here
    await open('/stock/85123A')
    await page.getByRole('button', { name: 'Adjust' }).click()
    await dialog().getByLabel('Quantity').fill('999999')
    await dialog().getByText(/^Only \d+ are there$/).waitFor()
    await dialog().getByLabel('Quantity').fill('2')
    await dialog().getByLabel('Reason').fill('Broken in the aisle')
    await here.examine('dialog-adjust')
    await dialog().getByRole('button', { name: 'Adjust' }).click()
    await said('The stock is adjusted')
  })

  it('a product is changed, and many are pasted', async () => {
    const { page } = here
    await open('/products')
    await heading('Products')
    await main().getByText('85123A').first().waitFor()
    await here.examine('products')
    await open('/products/85123A')
    await page.getByLabel('Place').fill('A-01-09')
    await page.getByLabel('GTIN').fill('4006381333932')
    await main().getByText('The check digit is not right').waitFor()
    await page.getByLabel('GTIN').fill('4006381333931')
    await here.examine('product')
    await page.getByRole('button', { name: 'Save' }).click()
    await said('The product is saved')
    await open('/products')
    await page.getByRole('button', { name: 'Paste many' }).click()
    await dialog().getByLabel('Paste here').fill('sku\tname\tunit_price\nNEW-1\tA new one\t2.50\nNEW-2\t\tx')
    await dialog().getByText(/Row 3, name: It is needed/).waitFor()
    await here.examine('dialog-paste')
    await dialog().getByLabel('Paste here').fill('sku\tname\tunit_price\nNEW-1\tA new one\t2.50\nNEW-2\tAnother\t3')
    await dialog().getByRole('button', { name: 'Save 2 rows' }).click()
    await said('2 rows are saved')
    await open('/products/NEW-2')
    await heading('NEW-2')
  })

  it('a customer is found by code and changed', async () => {
    const { page } = here
    await open('/customers')
    await heading('Customers')
    await main().getByText('Zoë Łęcka').first().waitFor()
    await here.examine('customers')
    await page.getByLabel('Customer code').fill('12347')
    await main().getByText('Zoë Łęcka').waitFor({ state: 'detached' })
    await open('/customers/12347')
    await page.getByLabel('Town').fill('Bath')
    await here.examine('customer')
    await page.getByRole('button', { name: 'Save' }).click()
    await said('The customer is saved')
  })

  it('the settings show what they mean before they are saved', async () => {
    const { page } = here
    await open('/settings')
    await heading('Settings')
    await main().getByText('The next files are made').waitFor()
    await here.examine('settings')
    await page.getByLabel('Profile for files that name none').click()
    expect((await page.getByRole('option').allTextContents()).filter(name => /canonical/i.test(name)), 'the built-in format is there once').toEqual(['Canonical format'])
    await page.keyboard.press('Escape')
    await page.getByLabel('Times').fill('25:00')
    await main().getByText('“25:00” is not right').waitFor()
    await page.getByLabel('Times').fill('09:30')
    await page.getByLabel('Times').press('Enter')
    await main().getByText(/09:30/).nth(1).waitFor()
    await page.getByRole('button', { name: 'Save now' }).click()
    await said('The settings are saved')
  })

  it('what is typed in the settings is not lost by leaving them', async () => {
    const { page } = here
    const leave = async () => {
      if (size === 'phone') await page.getByRole('button', { name: 'Open menu' }).click()
      await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Products' }).click()
    }
    await open('/settings')
    await page.getByLabel('Tax number').fill('GB 1')
    await leave()
    await dialog().getByText('Leave without saving?').waitFor()
    await here.examine('dialog-unsaved')
    await dialog().getByRole('button', { name: 'Stay here' }).click()
    expect(await page.getByLabel('Tax number').inputValue()).toBe('GB 1')
    await leave()
    await dialog().getByRole('button', { name: 'Leave' }).click()
    await heading('Products')
  })

  it('a profile is made from a sample file', async () => {
    const { page } = here
    await open('/profiles')
    await main().getByText('online-retail').first().waitFor()
    await here.examine('profiles')
    await page.getByRole('link', { name: 'Add a profile' }).click()
    await heading('Add a profile')
    await page.getByLabel('Name', { exact: false }).first().fill(`shop-${size}`)
    await page.getByLabel('Choose a sample').setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from('Order Number;Stock code;Qty;Price;Country\nA-1;85123A;6;2,55;Poland\nA-2;22423;1;12,75;France\n') })
    await main().getByText('A-1 · A-2').waitFor()
    await main().getByText('85123A · 22423').waitFor()
    const becomes = main().getByRole('region', { name: 'What becomes of the sample' })
    await becomes.getByText('2 of the first 2 orders are fine').waitFor()
    await becomes.getByText('6 × 85123A').waitFor()
    await here.examine('profile')
    await page.getByLabel('SKU: Column').fill('Country')
    await becomes.getByText('The catalogue has no SKU "Poland".').waitFor()
    await here.examine('profile-faults', ['light'])
    await page.getByLabel('SKU: Column').fill('Stock code')
    await becomes.getByText('2 of the first 2 orders are fine').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await said('The profile is saved')
  })

  it('an API key is shown once and can be revoked', async () => {
    const { page } = here
    await open('/api-keys')
    await main().getByText('Shop connector').waitFor()
    await here.examine('api-keys')
    await page.getByRole('button', { name: 'Create a key' }).click()
    await dialog().getByLabel('Name').fill('ERP')
    expect(await dialog().getByRole('checkbox', { checked: true }).count(), 'nobody gives a right unasked').toBe(0)
    await dialog().getByLabel('Create and reduce orders').check()
    await here.examine('dialog-api-key', ['light'])
    await dialog().getByRole('button', { name: 'Create a key' }).click()
    await main().getByText('ph_live_6hT2mQ9xVb4LrN8sKd3WzYp7').waitFor()
    await here.examine('api-key-made')
    await page.getByRole('button', { name: 'I have kept it' }).click()
    expect(await main().getByText('ph_live_').count()).toBe(0)
    await page.getByRole('button', { name: 'Revoke ERP' }).click()
    await dialog().getByRole('button', { name: 'Revoke' }).click()
    await said('The key is revoked')
  })
})
