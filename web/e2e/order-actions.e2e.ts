import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import type { Size } from './browser'

/** One action on many orders, from the list. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('many orders at once, on a %s', size => {
  const { here, open, main, dialog, heading } = atWork(size)
  const filtered = (status: string) => open(`/orders?filter=${encodeURIComponent(JSON.stringify({ status }))}`)
  const boxes = () => main().getByRole('checkbox', { name: size === 'phone' ? /^Select order/ : 'Select this row' })
  const bar = () => main().getByRole('region', { name: 'Selected orders' })

  it('orders are held together, and let go again', async () => {
    const { page } = here
    await filtered('allocated')
    await page.waitForLoadState('networkidle')
    const before = await boxes().count()
    await boxes().nth(0).check()
    await boxes().nth(1).check()
    await bar().getByText('2 orders selected').waitFor()
    await here.examine('selected-orders')
    await bar().getByRole('button', { name: 'Hold', exact: true }).click()
    await here.examine('bulk-hold')
    await dialog().getByRole('button', { name: 'Hold' }).click()
    await dialog().getByText('2 orders are on hold now').waitFor()
    await here.examine('bulk-outcome')
    await expect.poll(() => boxes().count()).toBeLessThanOrEqual(before)
    await dialog().getByRole('button', { name: 'Take this back' }).click()
    await page.getByText('Taken back for 2 orders').waitFor()
    await expect.poll(() => bar().count(), { message: 'nothing is selected any more' }).toBe(0)
  })

  it('those that cannot be cancelled are named with the reason', async () => {
    await open('/orders')
    await here.page.waitForLoadState('networkidle')
    const n = await boxes().count()
    for (let row = 0; row < Math.min(n, 12); row++) await boxes().nth(row).check()
    await bar().getByRole('button', { name: 'Cancel orders' }).click()
    expect(await dialog().getByRole('button', { name: 'Cancel orders' }).isDisabled(), 'it is asked for a reason').toBe(true)
    await dialog().getByLabel('Reason').fill('the client asked')
    await dialog().getByRole('button', { name: 'Cancel orders' }).click()
    await dialog().getByText(/orders? (is|are) cancelled/).waitFor()
    await dialog().getByText(/orders? (was|were) refused/).first().waitFor()
    expect(await dialog().getByRole('button', { name: 'Take this back' }).count(), 'nothing takes back a cancellation').toBe(0)
    await here.examine('bulk-refused')
    await dialog().getByRole('button', { name: 'Close' }).click()
  })

  it('all of a filter are selected, not only those of the page, and go into a file', async () => {
    await open('/orders')
    await here.page.waitForLoadState('networkidle')
    await boxes().nth(0).check()
    await bar().getByRole('button', { name: /^Select all of this list/ }).click()
    await bar().getByText('138 orders selected').waitFor()
    await bar().getByRole('button', { name: 'Export' }).click()
    await dialog().getByRole('button', { name: 'Export' }).click()
    await dialog().getByText('138 rows are in the file').waitFor()
    await dialog().getByRole('button', { name: 'Close' }).click()
    await bar().getByRole('button', { name: 'Clear selection' }).click()
    expect(await bar().count()).toBe(0)
  })

  it('ready orders go into one batch', async () => {
    await filtered('allocated')
    await here.page.waitForLoadState('networkidle')
    await boxes().nth(0).check()
    await bar().getByRole('button', { name: 'Put into a batch' }).click()
    await dialog().getByRole('button', { name: 'Put into a batch' }).click()
    await dialog().getByText('1 order is in the batch').waitFor()
    await dialog().getByRole('link', { name: 'Open the batch' }).click()
    await heading(/Batch/)
  })

  it.runIf(size === 'desktop')('the keyboard is enough: space selects, shift and space a range', async () => {
    const { page } = here
    await open('/orders')
    await page.waitForLoadState('networkidle')
    await boxes().nth(1).focus()
    await page.keyboard.press('Space')
    await bar().getByText('1 order selected').waitFor()
    await boxes().nth(4).focus()
    await page.keyboard.press('Shift+Space')
    await bar().getByText('4 orders selected').waitFor()
  })
})
