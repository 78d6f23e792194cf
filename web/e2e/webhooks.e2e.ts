import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import { type Size } from './browser'

/** Events sent to a client's own programs: set up, tried, watched, put right. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('webhooks, on a %s', size => {
  const { here, portal, open, main, dialog, heading } = atWork(size)

  const said = (text: string) => here.page.getByText(text).waitFor()

  it('the list says where events go and what does not work', async () => {
    await open('/webhooks')
    await heading('Webhooks')
    await main().getByText('Failing', { exact: true }).waitFor()
    await main().getByText('Off', { exact: true }).waitFor()
    await here.examine('webhooks')
  })

  it('one is added with an address of the internet, and its secret is shown once', async () => {
    const { page } = here
    await page.getByRole('button', { name: 'Add a webhook' }).click()
    await dialog().getByLabel('Name').fill('ERP')
    await dialog().getByLabel('Address').fill('https://erp.internal/events')
    await dialog().getByRole('button', { name: 'None' }).click()
    expect(await dialog().getByRole('button', { name: 'Add a webhook' }).isDisabled()).toBe(true)
    await dialog().getByLabel('Shipped').check()
    await dialog().getByRole('button', { name: 'Add a webhook' }).click()
    await dialog().getByText('Its host is not on the internet.').first().waitFor()
    await here.examine('webhook-refused')
    await dialog().getByLabel('Address').fill('https://erp.online-retail.example/events')
    await dialog().getByRole('button', { name: 'Add a webhook' }).click()
    await main().getByText(/^whsec_/).waitFor()
    await here.examine('webhook-made', ['light'])
    await page.getByRole('button', { name: 'I have kept it' }).click()
    expect(await main().getByText('whsec_').count()).toBe(0)
    await main().getByRole('link', { name: 'ERP' }).click()
    await heading('ERP')
  })

  it('a test event is sent, and what came of it appears by itself', async () => {
    const { page } = here
    await main().getByText('Nothing has been sent yet').waitFor()
    await page.getByRole('button', { name: 'Send a test event' }).click()
    await said('A test event is on its way')
    await main().getByText('200 · 71 ms').waitFor()
    await page.getByRole('button', { name: 'Details of Test event' }).click()
    await dialog().getByText('"webhook.test"').waitFor()
    await here.examine('webhook-delivery')
    await dialog().getByRole('button', { name: 'Back' }).click()
    await page.getByRole('button', { name: 'Replace the secret' }).click()
    await dialog().getByRole('button', { name: 'Replace the secret' }).click()
    await main().getByText(/^whsec_/).waitFor()
    await main().getByText('The secret before signs until').waitFor()
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    await dialog().getByLabel('Send events').uncheck()
    await dialog().getByRole('button', { name: 'Save' }).click()
    await main().getByText(/Switched off by somebody/).waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await dialog().getByRole('button', { name: 'Remove' }).click()
    await heading('Webhooks')
    expect(await main().getByRole('link', { name: 'ERP' }).count()).toBe(0)
  })

  it('one that fails says since when, why, and what will happen; an event is sent again by hand', async () => {
    const { page } = here
    await open('/webhooks')
    await main().getByRole('link', { name: 'Accounting' }).click()
    await heading('Accounting')
    await main().getByText(/Nothing has arrived since/).waitFor()
    await main().getByText('503 · 1,240 ms').first().waitFor()
    await here.examine('webhook-failing')
    await page.getByRole('button', { name: 'Details of Shipped' }).first().click()
    await dialog().getByText('No answer within ten seconds').waitFor()
    await dialog().getByText('Service Unavailable').first().waitFor()
    await here.examine('webhook-delivery-failing', ['light'])
    await dialog().getByRole('button', { name: 'Send again' }).click()
    await said('It is on its way again')
    await main().getByText('200 · 71 ms').waitFor()
  })

  it('one that was switched off is switched on again', async () => {
    await open('/webhooks')
    await main().getByRole('link', { name: 'Old shop' }).click()
    await main().getByText(/nothing arrived for five days/).waitFor()
    await here.examine('webhook-off', ['light'])
    await main().getByRole('button', { name: 'Switch on' }).click()
    await said('The webhook is switched on')
    await main().getByText('On', { exact: true }).waitFor()
  })

  it('a store without any says what they are for', async () => {
    await here.page.goto(`${portal().url}/new-store/webhooks`)
    await main().getByText('There are no webhooks yet').waitFor()
    await here.examine('webhooks-none', ['light'])
  })
})
