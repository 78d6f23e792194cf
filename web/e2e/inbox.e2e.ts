import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import { type Size } from './browser'

/** What somebody should know: counted, read, chosen. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('the inbox, on a %s', size => {
  const { here, open, main, heading } = atWork(size)

  it('the bell says how much is unread and leads to it', async () => {
    await open('/orders')
    await here.page.getByRole('link', { name: 'Inbox: 4 unread' }).filter({ visible: true }).click()
    await heading('Inbox')
    await main().getByText('orders-2026-11-24.csv: 17 orders rejected').waitFor()
    await main().getByText(/Nordlys Home/).waitFor()
    await here.examine('inbox')
  })

  it('a notice is read by opening its thing, or by hand', async () => {
    const { page } = here
    await main().getByRole('button', { name: 'Mark as read: The books do not agree: the level says more than its ledger' }).click()
    await page.getByRole('link', { name: 'Inbox: 3 unread' }).filter({ visible: true }).waitFor()
    await main().getByRole('link', { name: 'orders-2026-11-24.csv: 17 orders rejected' }).click()
    await page.waitForURL('**/online-retail/imports/imp_01jd0001k7m2q9w4x5y8z1')
    await page.getByRole('link', { name: 'Inbox: 2 unread' }).filter({ visible: true }).click()
    await page.getByRole('button', { name: 'Mark all as read' }).click()
    await page.getByRole('link', { name: 'Inbox', exact: true }).filter({ visible: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Mark all as read' }).count()).toBe(0)
    await here.examine('inbox-read', ['light'])
  })

  it('one chooses in one’s account how one is told', async () => {
    const { page } = here
    await open('/account')
    await heading('My account')
    await main().getByLabel('Goods that were not found').click()
    await page.getByRole('option', { name: 'Inbox and mail' }).click()
    await page.getByText('Your choice is saved').waitFor()
    await here.examine('notice-preferences')
  })
})
