import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import { signIn, type Size } from './browser'
import { login } from './portal'

/** What the sentinel found: seen, understood, mended or let go. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('findings, on a %s', size => {
  const { here, portal, open, main, dialog, heading } = atWork(size)

  const finding = (index: number) => `/findings/fin_01jd000${index}k7m2q9w4x5y8z1`
  /** A quantity's row as it is read: names of the columns are not in it on a phone. */
  const cells = async (name: string) => (await dialog().getByRole('row', { name: new RegExp(`^${name}`) }).getByRole('cell').allInnerTexts()).slice(1).map(text => text.trim())

  it('today says how many wait, and leads to exactly those', async () => {
    await open('')
    await main().getByRole('link', { name: '4 findings wait for a decision' }).click()
    await heading('Findings')
    await main().getByText('Stock is not what its ledger says').waitFor()
    expect(await main().locator(size === 'phone' ? 'ul > li > a' : 'tbody tr').count()).toBe(4)
    await here.examine('findings')
    await open('/findings')
    await main().getByText('Dismissed', { exact: true }).waitFor()
    expect(await main().locator(size === 'phone' ? 'ul > li > a' : 'tbody tr').count()).toBe(6)
  })

  it('a frozen SKU says so, a recount shows by how much it differs', async () => {
    const { page } = here
    await open('/stock/20725')
    await main().getByRole('alert').getByText('This SKU is frozen').waitFor()
    await here.examine('sku-frozen')
    await page.getByRole('button', { name: 'Recount' }).click()
    await dialog().getByText('The books do not agree').waitFor()
    await dialog().getByText('(-3)').first().waitFor()
    await here.examine('recount')
    await dialog().getByRole('button', { name: 'Close' }).click()
    await main().getByRole('link', { name: 'Stock is not what its ledger says' }).click()
    await heading('Stock is not what its ledger says')
  })

  it('a repair is shown before it is made, and does what was shown', async () => {
    const { page } = here
    await open(finding(2))
    await heading('Allocated stock is not what orders hold')
    await main().getByText('2 units are allocated by the level that no order holds').waitFor()
    await main().getByRole('region', { name: 'Counted anew' }).getByText('(-2)').first().waitFor()
    await here.examine('finding')
    await page.getByRole('button', { name: 'Repair' }).click()
    await dialog().getByText('(+2)').waitFor()
    await here.examine('finding-repair')
    const [before = '', after = ''] = await cells('Available')
    expect(Number(after.replace(/ .*/, ''))).toBe(Number(before) + 2)
    await dialog().getByRole('button', { name: 'Make this repair' }).click()
    await page.getByText('The repair is made').waitFor()
    await main().getByText('Repaired', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Repair' }).count()).toBe(0)
    await open('/stock/47566')
    await main().getByText('On hand').first().waitFor()
    await expect.poll(() => main().getByText(after.replace(/ .*/, ''), { exact: true }).count()).toBeGreaterThan(0)
    expect(await main().getByText('This SKU is frozen').count()).toBe(0)
  })

  it('a level is set to its ledger, in the version that was shown', async () => {
    const { page } = here
    await open('/stock/20725')
    await page.getByRole('button', { name: 'Recount' }).click()
    await dialog().getByRole('button', { name: 'Set to the ledger' }).click()
    await page.getByText('The stock is what its ledger says').waitFor()
    await dialog().getByText('All books agree.').waitFor()
    expect(await dialog().getByRole('button', { name: 'Set to the ledger' }).count()).toBe(0)
  })

  it('an order under suspicion leads to its finding, which is dismissed for a reason', async () => {
    const { page } = here
    await open('/orders/ord_01jd0004k7m2q9w4x5y8z1')
    await main().getByText('This order is on hold until somebody has looked.').waitFor()
    await here.examine('order-suspected', ['light'])
    await main().getByRole('link', { name: 'Parcels do not hold what the order says' }).click()
    await heading('Parcels do not hold what the order says')
    expect(await page.getByRole('button', { name: 'Repair' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Dismiss' }).click()
    expect(await dialog().getByRole('button', { name: 'Dismiss' }).isDisabled()).toBe(true)
    await dialog().getByLabel('Reason').fill('The parcel was counted twice by hand')
    await here.examine('finding-dismiss')
    await dialog().getByRole('button', { name: 'Dismiss' }).click()
    await main().getByText('The parcel was counted twice by hand').waitFor()
    await here.examine('finding-dismissed', ['light'])
  })

  it('a store without any says what is looked at', async () => {
    await here.page.goto(`${portal().url}/new-store/findings`)
    await main().getByText('Nothing was found').waitFor()
    await here.examine('findings-none', ['light'])
  })

  it('whoever may not see findings is not told of any', async () => {
    const { page } = here
    await page.evaluate(() => sessionStorage.clear())
    await signIn(page, portal(), login(portal(), 'client_user'))
    await open('/stock/20725')
    await main().getByText('On hand').first().waitFor()
    await page.waitForLoadState('networkidle')
    expect(await main().getByText('frozen').count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Recount' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Findings' }).count()).toBe(0)
  })
})
