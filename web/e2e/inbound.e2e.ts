import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import type { Size } from './browser'

const DELIVERY = 'asn_01jd0001k7m2q9w4x5y8z1'

/** Deliveries: announced, received by scanner, closed. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['phone', 'desktop'])('deliveries, on a %s', size => {
  const { here, open, main, dialog, heading } = atWork(size, { timeout: 20_000 })

  async function scan(code: string) {
    await here.page.keyboard.type(code, { delay: 3 })
    await here.page.keyboard.press('Enter')
  }

  const incoming = async (sku: string) => {
    await open(`/stock/${sku}`)
    await heading(sku)
    const figure = main().locator('dl > div').filter({ has: here.page.locator('dt', { hasText: /^Incoming$/ }) })
    return Number(/^\d+/.exec(await figure.locator('dd').innerText())?.[0])
  }

  it('what is still to come is a list by itself', async () => {
    await open('/asns')
    await heading('Deliveries')
    await main().getByText('PO-2026-311').first().waitFor()
    await here.examine('deliveries')
    if (size === 'phone') await here.page.getByRole('button', { name: /^(More filters|Filters)/ }).click()
    await here.page.getByRole('combobox', { name: 'Which' }).click()
    await here.page.getByRole('option', { name: 'Still to come', exact: true }).click()
    await main().getByText('PO-2026-315').first().waitFor({ state: 'detached' })
    await main().getByText('PO-2026-313').first().waitFor()
  })

  it('a notice is pasted, announced, and shows as incoming stock', async () => {
    const { page } = here
    const before = await incoming('22423')
    await open('/asns')
    await page.getByRole('link', { name: 'Announce a delivery' }).click()
    await heading('Announce a delivery')
    await page.getByLabel('Reference').fill(`PO-NEW-${size}`)
    await page.getByLabel('Supplier').fill('Fjord Mills')
    await page.getByLabel('Expected on').fill('2030-01-15')
    await page.getByRole('button', { name: 'Paste a delivery note' }).click()
    await page.getByLabel('SKU and quantity, one line each').fill('22423\t12\nNOPE-1\t3')
    await page.getByRole('button', { name: 'Take 2 lines' }).click()
    await here.examine('announce')
    await main().getByRole('button', { name: 'Announce a delivery' }).click()
    await main().getByText('the catalogue has no SKU NOPE-1').first().waitFor()
    await page.getByRole('button', { name: 'Remove this line' }).last().click()
    await main().getByRole('button', { name: 'Announce a delivery' }).click()
    await heading(`PO-NEW-${size}`)
    await main().getByText('Announced', { exact: true }).first().waitFor()
    await here.examine('delivery-announced')
    expect(await incoming('22423')).toBe(before + 12)
  })

  it('goods receipt begins with what is announced: by a tap, a scan or its reference', async () => {
    const { page } = here
    await open('/receive')
    await heading('Receive goods')
    await main().getByRole('link', { name: /PO-2026-312 .*to come/ }).waitFor()
    await here.examine('receive-start')
    await main().getByLabel('Delivery reference').fill('po-2026-313')
    await main().getByText('PO-2026-313 is an announced delivery').waitFor()
    await here.examine('receive-announced', ['light'])
    await page.getByRole('heading', { level: 1 }).click()
    await scan('PO-2026-312')
    await heading('Receive PO-2026-312')
    await open('/receive')
    await main().getByRole('link', { name: /PO-2026-312/ }).waitFor()
    await scan('22423')
    await main().getByLabel('Quantity of 22423').waitFor()
    await scan('PO-2026-312')
    await page.getByRole('alert').getByText('PO-2026-312 is an announced delivery').waitFor()
    await main().getByRole('link', { name: /PO-2026-313/ }).first().click()
    await heading('Receive PO-2026-313')
  })

  it('good, damaged, too many, unexpected and unknown goods are told apart at the scan', async () => {
    const { page } = here
    await open(`/receive/${DELIVERY}`)
    await heading(/^Receive PO-2026-311/)
    await main().getByText('Two pallets. The glass stands on top.').waitFor()
    const status = main().getByRole('status')
    await scan('22423')
    await status.getByText(/1 of 40|of 40$/).waitFor()
    await scan('99999-NOPE')
    await page.getByRole('alert').getByText('Not in the catalogue: 99999-NOPE').waitFor()
    await scan('85123A')
    await page.getByRole('alert').getByText(/85123A · Not announced/).waitFor()
    await main().getByRole('button', { name: 'Damaged' }).click()
    await scan('22423')
    await page.getByRole('alert').getByText('Say first what is wrong with it.').waitFor()
    await page.getByLabel('What is wrong with it').fill('crushed')
    await page.getByRole('heading', { level: 1 }).click()
    await scan('22423')
    await main().getByLabel('22423: damaged units').waitFor()
    await here.examine('receiving')
    await main().getByRole('button', { name: 'Good', exact: true }).click()
    await main().getByLabel('22423: good units').fill('45')
    await page.getByRole('heading', { level: 1 }).click()
    await scan('22423')
    await page.getByRole('alert').getByText(/More than announced/).waitFor()
    await main().getByRole('button', { name: 'Take 85123A out' }).click()
    await main().getByLabel('85123A: good units').waitFor({ state: 'detached' })
  })

  it('a count outlives the page, and a booking whose answer is lost is done once', async () => {
    const { page } = here
    await page.reload()
    await main().getByLabel('22423: good units').waitFor()
    await main().getByLabel('22423: good units').fill('9')
    let sent = 0
    await page.route('**/receipts', async route => {
      sent += 1
      await route.fetch()
      await route.abort()
    })
    await main().getByRole('button', { name: 'Book 10 units in' }).click()
    await main().getByText('It is not certain whether the goods were booked.', { exact: false }).waitFor()
    await here.examine('receiving-undecided', ['light'])
    await page.unroute('**/receipts')
    await page.reload()
    await main().getByText('It is not certain whether the goods were booked.', { exact: false }).waitFor()
    await main().getByRole('button', { name: 'Book 10 units in' }).click()
    await heading('PO-2026-311')
    expect(sent).toBeGreaterThan(0)
    await main().getByText('Partly received').first().waitFor()
    await expect.poll(async () => (await main().getByText('crushed', { exact: false }).count())).toBe(1)
    await here.examine('delivery-received')
  })

  it('closing tells what is short, and the delivery is over', async () => {
    const { page } = here
    await page.getByRole('button', { name: 'End this delivery…' }).click()
    await dialog().getByText(/units are short/).waitFor()
    await here.examine('delivery-close')
    await dialog().getByRole('button', { name: 'End this delivery' }).click()
    await main().getByText('Closed', { exact: true }).first().waitFor()
    expect(await main().getByRole('link', { name: 'Receive' }).count()).toBe(0)
    await here.examine('delivery-closed', ['light'])
    await open('/asns', 'new-store')
    await main().getByText('No delivery is announced').waitFor()
  })
})
