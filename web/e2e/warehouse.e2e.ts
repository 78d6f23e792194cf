import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeBarcodeVideo } from './barcode-video'
import { atWork } from './at-work'
import { signIn, visit, type Size, type Visit } from './browser'
import { login, openPortal, type Portal } from './portal'

const BATCH = 'bat_01jd0009k7m2q9w4x5y8z1'

/** The screens of the warehouse, worked with a hand scanner: that is a keyboard that ends with Enter. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['phone', 'desktop'])('in the warehouse, on a %s', size => {
  const { here, open, main, heading } = atWork(size)

  const current = () => here.page.getByRole('region', { name: 'Pick now' })
  const skuHere = async () => (await current().getByRole('heading', { level: 2 }).innerText()).trim()

  async function scan(code: string) {
    await here.page.keyboard.type(code, { delay: 3 })
    await here.page.keyboard.press('Enter')
  }

  async function progress() {
    const text = await main().getByText(/^\d+ of \d+$/).first().innerText()
    return text.split(' of ').map(Number) as [number, number]
  }

  /** What the API itself holds, asked past the portal. */
  const pickedByApi = () =>
    here.page.evaluate(async batch => {
      const { idToken } = JSON.parse(sessionStorage.getItem('packhouse.session') ?? '{}') as { idToken: string }
      const answer = await fetch(`/v1/stores/online-retail/batches/${batch}/pick-lines?limit=200`, { headers: { authorization: `Bearer ${idToken}` } })
      const { items } = (await answer.json()) as { items: { picked: number }[] }
      return items.reduce((sum, line) => sum + line.picked, 0)
    }, BATCH)

  it('a batch is chosen by its pick list’s code; another code is refused loudly', async () => {
    await open('/pick')
    await heading('Pick')
    await main().getByRole('link').first().waitFor()
    await here.examine('pick-start')
    await scan('bat_nope')
    await here.page.getByRole('alert').getByText('No such batch').waitFor()
    await scan(BATCH)
    await current().waitFor()
    await here.examine('pick')
  })

  it('the right goods go into a tote, the wrong ones are refused', async () => {
    const [before] = await progress()
    await scan(await skuHere())
    await main().getByText(/^Tote \d+$/).waitFor()
    await here.examine('pick-good')
    await expect.poll(async () => (await progress())[0]).toBe(before + 1)
    await scan('47566-WRONG')
    await here.page.getByRole('alert').getByText('Wrong: 47566-WRONG').waitFor()
    await here.examine('pick-wrong')
    await expect.poll(async () => (await progress())[0]).toBe(before + 1)
    await expect.poll(pickedByApi).toBe(before + 1)
  })

  it('nothing is lost or done twice when the connection breaks in the middle of a pick, not even over a reload', async () => {
    const { page } = here
    const [before] = await progress()
    const context = page.context()
    // One scan arrives, but its answer does not come back.
    await page.route('**/picks', async route => {
      await route.fetch()
      await route.abort()
    })
    await scan(await skuHere())
    await expect.poll(pickedByApi).toBe(before + 1)
    await page.unroute('**/picks')
    await context.setOffline(true)
    let scans = 1
    for (; scans < 4; scans += 1) {
      await scan(await skuHere())
      await expect.poll(async () => (await progress())[0]).toBe(before + scans + 1)
    }
    await main().getByText(`${scans} scans wait for the connection.`).waitFor()
    await here.examine('pick-offline')
    await context.setOffline(false)
    await page.reload()
    await expect.poll(pickedByApi, { timeout: 30_000 }).toBe(before + scans)
    await main().getByText(/wait for the connection/).waitFor({ state: 'detached' })
    await expect.poll(async () => (await progress())[0]).toBe(before + scans)
  })

  it('a short pick takes two taps', async () => {
    const { page } = here
    const [, total] = await progress()
    await page.getByRole('button', { name: 'Not enough' }).click()
    await here.examine('pick-short')
    const choice = page.getByRole('group', { name: 'How many are missing?' }).getByRole('button').first()
    const missing = Number((await choice.innerText()).trim())
    await choice.click()
    await expect.poll(async () => (await progress())[1]).toBe(total - missing)
  })

  it('what is found in other stock after a short pick is still to be taken', async () => {
    const { page } = here
    const [, total] = await progress()
    await main().getByRole('button', { name: /47566/ }).click()
    await page.getByRole('button', { name: 'Not enough' }).click()
    const choice = page.getByRole('group', { name: 'How many are missing?' }).getByRole('button').first()
    const missing = Number((await choice.innerText()).trim())
    await choice.click()
    await page.getByRole('alert').getByText('1 × 47566 found in other stock').waitFor()
    await expect.poll(async () => (await progress())[1]).toBe(total - missing + 1)
    await main().getByRole('button', { name: /47566/ }).click()
    await current().getByText('1 of them was missing here', { exact: false }).waitFor()
    await here.examine('pick-found-elsewhere', ['light'])
    await page.reload()
    await main().getByRole('button', { name: /47566/ }).click()
    await current().getByText('1 of them was missing here', { exact: false }).waitFor()
    expect((await progress())[1]).toBe(total - missing + 1)
  })

  it('what is left of a stop is taken at once after one scan, until the batch is picked', async () => {
    const { page } = here
    const rest = page.getByRole('button', { name: /^Take (all|the last)/ })
    const grows = async (act: () => Promise<void>) => {
      const [before] = await progress()
      await act()
      await expect.poll(async () => (await progress())[0], { timeout: 30_000 }).toBeGreaterThan(before)
    }
    for (let n = 0; n < 60 && (await current().count()) > 0; n += 1) {
      await grows(async () => scan(await skuHere()))
      if ((await current().count()) > 0 && (await rest.count()) > 0) await grows(() => rest.click())
    }
    await main().getByText(/^(The batch is picked|Picked; )/).waitFor()
    await main().getByText('The batch is picked').waitFor({ timeout: 30_000 })
    await here.examine('pick-done')
    const [done, total] = await progress()
    expect(done).toBe(total)
    expect(await pickedByApi()).toBe(total)
  })

  it('an order is packed: scanned, checked, weighed, closed, labelled', async () => {
    const { page } = here
    await page.getByRole('link', { name: 'Pack', exact: true }).last().click()
    await heading('Pack')
    await here.examine('pack-start')
    await scan('999999')
    await page.getByRole('alert').getByText('No such order').waitFor()
    await scan('536565')
    const bench = page.getByRole('region', { name: 'Order 536565' })
    await bench.waitFor()
    await here.examine('pack')
    const sku = (await bench.getByRole('list', { name: 'Goods' }).locator('li').first().innerText()).split('\n').find(text => /^[0-9]{5}[A-Z]?$/.test(text.trim())) ?? ''
    await scan(sku)
    await main().getByText(/^(Right|All is there)$/).first().waitFor()
    await bench.getByLabel('Weight').fill('1,25')
    await bench.getByText('1,250 g').waitFor()
    await bench.getByLabel('Weight').press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: /^Close it with all/ }).click()
    await bench.getByLabel('Scan the tracking number').waitFor()
    await bench.getByLabel('Carrier').fill('Royal Mail')
    await bench.getByRole('heading', { name: 'Parcel 1' }).click()
    await scan('RM555666777GB')
    await here.examine('pack-tracking')
    await bench.getByRole('button', { name: 'Save' }).click()
    await main().getByText('536565 is packed').waitFor()
    await open('/orders?filter=%7B%22reference%22%3A%22536565%22%7D')
    await main().getByText('Packed').first().waitFor()
  })

  it('the bench says what an order is that cannot be packed, and what a code is that is no order', async () => {
    const { page } = here
    await open('/pack')
    await heading('Pack')
    const alert = page.getByRole('alert')
    for (const [code, said] of [['536365', 'It is not picked yet'], ['536367', 'It is shipped already'], ['536369', 'It is on hold'], ['536379', 'It was cancelled'], ['536370', 'It is packed already']] as const) {
      await scan(code)
      await alert.getByText(said).waitFor()
    }
    await scan('22423')
    await alert.getByText('That is goods: 22423').waitFor()
    await here.examine('pack-goods-first', ['light'])
    await scan('536374')
    await main().getByText(/^This order leaves only as a whole, and \d+ units are not picked yet/).waitFor()
    await here.examine('pack-ships-complete')
  })

  it('who began to check is asked before the rest goes unchecked, and a bad weight says what is wrong', async () => {
    const { page } = here
    await open('/pack')
    await heading('Pack')
    await scan('536566')
    const bench = page.getByRole('region', { name: 'Order 536566' })
    const weight = bench.getByLabel('Weight')
    await weight.fill('abc')
    await bench.getByText('That is no weight.', { exact: false }).waitFor()
    await weight.fill('99999999')
    await bench.getByText('No parcel weighs more than 1,000 kg.', { exact: false }).waitFor()
    await here.examine('pack-weight')
    await weight.fill('900')
    await bench.getByRole('heading', { name: '536566' }).click()
    await scan('84879')
    await main().getByText('Right', { exact: true }).first().waitFor()
    await bench.getByRole('button', { name: 'Close parcel' }).click()
    await page.getByRole('dialog').getByText('1 of 11 were scanned').waitFor()
    await here.examine('pack-not-all-scanned')
    await page.getByRole('dialog').getByRole('button', { name: 'Back' }).click()
    await bench.getByRole('button', { name: 'Close parcel' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Close it with all 11' }).click()
    await bench.getByLabel('Scan the tracking number').waitFor()
  })

  it('where the label is asked for, the next order’s code is no tracking number, and none replaces another unasked', async () => {
    const { page } = here
    await main().getByRole('heading', { name: '536566' }).click()
    await scan('536566')
    await page.getByRole('alert').getByText('That is this order’s own code').waitFor()
    await scan('536569')
    await page.getByRole('region', { name: 'Order 536569' }).waitFor()
    await main().getByText('A parcel of 536566 has no tracking number yet').waitFor()
    await scan('536566')
    const bench = page.getByRole('region', { name: 'Order 536566' })
    const field = bench.getByLabel('Scan the tracking number')
    await field.waitFor()
    await bench.getByLabel('Carrier').fill('Royal Mail')
    await bench.getByRole('heading', { name: 'Parcel 1' }).click()
    await scan('RM111222333GB')
    await expect.poll(() => field.inputValue()).toBe('RM111222333GB')
    await scan('RM999888777GB')
    await bench.getByText('There is a number already: RM111222333GB', { exact: false }).waitFor()
    await here.examine('pack-replace')
    await bench.getByRole('button', { name: 'Keep the first' }).click()
    expect(await field.inputValue()).toBe('RM111222333GB')
    await bench.getByRole('button', { name: 'Save' }).click()
    await main().getByText('536566 is packed').waitFor()
    await bench.waitFor({ state: 'detached' })
  })

  it('a packed order leaves the bench, whether its label comes now or later', async () => {
    const { page } = here
    await scan('536569')
    const bench = page.getByRole('region', { name: 'Order 536569' })
    await bench.getByLabel('Weight').fill('0,9')
    await bench.getByLabel('Weight').press('Enter')
    await bench.getByLabel('Scan the tracking number').waitFor()
    await page.waitForLoadState('networkidle')
    await bench.getByRole('button', { name: 'Later' }).click()
    await bench.waitFor({ state: 'detached' })
    await main().getByText('536569 is packed').waitFor()
    await main().getByLabel('Scan an order').waitFor()
  })

  it('parcels are scanned into the truck before the carrier has them', async () => {
    const { page } = here
    await open('/hand-over')
    await heading('Hand over')
    await main().getByRole('link').first().waitFor()
    await here.examine('hand-over-start')
    await main().getByRole('link').first().click()
    await main().getByRole('button', { name: /^Collected without/ }).waitFor()
    const [, total] = await progress()
    const codes = await main().locator('section li').evaluateAll(items => items.map(item => /RM\d{9}GB/.exec(item.textContent ?? '')?.[0] ?? ''))
    await scan('RM000000000GB')
    await page.getByRole('alert').getByText('Not on this manifest').waitFor()
    await here.examine('hand-over')
    for (const code of codes) await scan(code)
    await expect.poll(async () => (await progress())[0]).toBe(total)
    await main().getByText('All parcels are loaded').waitFor()
    await main().getByRole('button', { name: 'Mark as collected' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Mark as collected' }).click()
    await main().getByText('The carrier has it').waitFor({ timeout: 30_000 })
  })

  it('a manifest that is made at the gate is loaded there, and parcels without a tracking number are told', async () => {
    const { page } = here
    await open('/hand-over')
    await page.getByRole('button', { name: 'Create a manifest' }).click()
    await page.getByRole('dialog').getByLabel('Carrier').fill('Royal Mail')
    await page.getByRole('dialog').getByRole('button', { name: 'Create a manifest' }).click()
    await heading('Hand over')
    await main().getByRole('button', { name: /^Collected without/ }).click()
    await page.getByRole('dialog').getByText('1 parcel has no tracking number yet.').waitFor()
    await here.examine('hand-over-untracked')
    await page.getByRole('dialog').getByRole('button', { name: 'Back' }).click()
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await open(`/manifests/${id}`)
    await main().getByText('1 parcel has no tracking number yet.').waitFor()
    await here.examine('manifest-untracked')
  })

  it('a batch of which nothing could be released offers nothing to do', async () => {
    const { page } = here
    const id = await page.evaluate(async () => {
      const { idToken } = JSON.parse(sessionStorage.getItem('packhouse.session') ?? '{}') as { idToken: string }
      const answer = await fetch('/v1/stores/online-retail/batches', { method: 'POST', headers: { authorization: `Bearer ${idToken}` }, body: JSON.stringify({ orders: ['ord_01jd0004k7m2q9w4x5y8z1'] }) })
      return ((await answer.json()) as { id: string }).id
    })
    await open(`/batches/${id}`)
    await main().getByText('None of its orders could be released').waitFor()
    expect(await main().getByRole('button', { name: 'Create a manifest' }).count()).toBe(0)
    expect(await main().getByText(/sheets|Documents ready/).count()).toBe(0)
    await here.examine('batch-empty')
  })
})

describe.skipIf(process.env['PORTAL_RUN_JSON'])('with a camera', () => {
  let portal: Portal
  let here: Visit

  beforeAll(async () => {
    portal = await openPortal()
    const video = join(mkdtempSync(join(tmpdir(), 'packhouse-camera-')), 'gtin.y4m')
    writeBarcodeVideo(video, '5000000000005')
    here = await visit(portal, 'phone', { camera: video })
    await signIn(here.page, portal, login(portal, 'supervisor'))
  })
  afterAll(async () => {
    await here.close()
    await portal.close()
  })

  it('the number on the goods is read like a scan, once for each look', async () => {
    const { page } = here
    const main = page.getByRole('main')
    await page.goto(`${portal.url}/online-retail/pick/${BATCH}`)
    await page.getByRole('region', { name: 'Pick now' }).waitFor()
    await page.waitForLoadState('networkidle')
    await page.getByRole('button', { name: 'Scan with the camera' }).click()
    await main.getByText(/^Tote \d+$/).waitFor({ timeout: 30_000 })
    await here.examine('pick-camera', ['light'])
    await page.waitForTimeout(1_500)
    expect(await main.getByText(/^1 of \d+$/).count()).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Close the camera' }).click()
    await main.locator('video').waitFor({ state: 'detached' })
  })
})
