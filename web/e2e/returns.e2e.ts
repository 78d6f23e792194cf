import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import type { Size } from './browser'

const CODE = 'R7K3M9QXW00'
const SHIPPED = 'ord_01jd0002k7m2q9w4x5y8z1'

/** Returns: announced from the order's page, received by scanner, reported. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['phone', 'desktop'])('returns, on a %s', size => {
  const { here, open, main, dialog, heading } = atWork(size, { timeout: 20_000 })

  async function scan(code: string) {
    await here.page.getByRole('heading', { level: 1 }).click()
    await here.page.keyboard.type(code, { delay: 3 })
    await here.page.keyboard.press('Enter')
  }

  it('the list is filtered by what is still to come, and leads to the report', async () => {
    const { page } = here
    await open('/returns')
    await heading('Returns')
    await main().getByText(CODE).first().waitFor()
    await here.examine('returns')
    if (size === 'phone') await page.getByRole('button', { name: /^(More filters|Filters)/ }).click()
    await page.getByRole('combobox', { name: 'State' }).click()
    await page.getByRole('option', { name: 'Still to come', exact: true }).click()
    await main().getByText('R7K3M9QXW05').first().waitFor({ state: 'detached' })
    await main().getByText(CODE).first().waitFor()
    await page.getByRole('link', { name: 'Report' }).click()
    await heading('Returns report')
    await main().getByText('Units that came back').first().waitFor()
    await main().getByText(/shipped units?$/).first().waitFor()
    await here.examine('returns-report')
    await main().getByRole('link', { name: 'Not wanted' }).click()
    await heading('Returns')
    expect(decodeURIComponent(page.url())).toContain('"reason":"not_wanted"')
    await main().getByText('Not wanted').first().waitFor()
  })

  it('a return is announced from the page of its order', async () => {
    const { page } = here
    await open(`/orders/${SHIPPED}`)
    await page.getByRole('link', { name: 'Announce a return' }).click()
    await heading(/^Return of order 53/)
    const announce = main().getByRole('button', { name: 'Announce a return' })
    expect(await announce.isDisabled()).toBe(true)
    const first = main().getByRole('textbox', { name: /units that come back$/ }).first()
    await first.fill('9999')
    await main().getByText(/^of \d+$/).first().waitFor()
    await first.fill('1')
    expect(await announce.isDisabled(), 'a reason is needed').toBe(true)
    await main().getByRole('combobox', { name: /reason$/ }).click()
    await page.getByRole('option', { name: 'Other' }).click()
    await main().getByRole('textbox', { name: 'What is it?' }).fill('Wrong colour on the picture')
    await here.examine('return-announce')
    await announce.click()
    await heading(/^RNEW/)
    await main().getByText('Other: Wrong colour on the picture').first().waitFor()
    await here.examine('return-announced')
    await page.getByRole('button', { name: 'It does not come' }).click()
    await dialog().getByRole('textbox', { name: 'Why' }).fill('The buyer keeps it')
    await here.examine('return-cancel', ['light'])
    await dialog().getByRole('button', { name: 'It does not come' }).click()
    await main().getByText('Cancelled', { exact: true }).first().waitFor()
    await open(`/orders/${SHIPPED}`)
    await main().getByText('Returns of this order').waitFor()
    await here.examine('order-with-return')
  })

  it('a parcel is scanned, its goods are counted with their verdicts, and booked', async () => {
    const { page } = here
    await open('/take-back')
    await heading('Receive returns')
    await scan('NOTHING-1')
    await page.getByRole('alert').getByText('Nothing here has this code').waitFor()
    await here.examine('take-back')
    await scan('536365')
    await page.getByRole('alert').getByText('Order 536365 has not left yet').waitFor()
    await scan(CODE)
    await main().getByText('Call the buyer when it is here.').waitFor()
    const row = main().getByRole('button', { name: /^Count one/ }).first()
    const sku = (await row.getAttribute('aria-label'))?.replace('Count one ', '') ?? ''
    await scan('99999-NOPE')
    await page.getByRole('alert').getByText('Not in this order: 99999-NOPE').waitFor()
    await main().getByRole('button', { name: 'Damaged' }).click()
    await scan(sku)
    await page.getByRole('alert').getByText('Say first what is wrong with it').waitFor()
    await main().getByRole('textbox', { name: 'What is wrong with it' }).fill('Chipped')
    await scan(sku)
    await main().getByRole('textbox', { name: `${sku}, Damaged: units` }).waitFor()
    await here.examine('take-back-counting')
    await page.reload()
    await main().getByRole('textbox', { name: `${sku}, Damaged: units` }).waitFor()
    expect(await main().getByRole('textbox', { name: `${sku}, Damaged: units` }).inputValue(), 'a count outlives the page').toBe('1')
    await main().getByRole('button', { name: 'Book 1 unit' }).click()
    await main().getByRole('status').getByText(/^Booked: 53/).waitFor()
    await here.examine('take-back-booked', ['light'])
    await page.reload()
    await main().getByLabel('Return, order, or tracking number').waitFor()
    expect(await main().getByText('Counted now').count(), 'what is booked is forgotten').toBe(0)
    await open('/returns')
    await main().getByText(CODE).first().click()
    await heading(CODE)
    await main().getByText(/Damaged: Chipped/).first().waitFor()
    await here.examine('return-received')
  })

  it('goods without a notice need a reason', async () => {
    const { page } = here
    await open('/take-back')
    await scan('RM100200302GB')
    await main().getByText('Without a notice').waitFor()
    await main().getByRole('button', { name: /^Count one/ }).first().click()
    await page.getByRole('alert').getByText('Say first why it came back').waitFor()
    await main().getByRole('combobox', { name: 'Why it came back' }).click()
    await page.getByRole('option', { name: 'Refused or undeliverable' }).click()
    await main().getByRole('button', { name: /^Count one/ }).first().click()
    await here.examine('take-back-found')
    await main().getByRole('button', { name: 'Book 1 unit' }).click()
    await main().getByRole('status').getByText(/^Booked: /).waitFor()
    await open('/returns', 'new-store')
    await main().getByText('Nothing has come back').waitFor()
    await open('/returns-report', 'new-store')
    await main().getByText('Nothing came back in these days').waitFor()
  })
})
