import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import type { Size } from './browser'

/** Today's board: what must leave by when, what keeps it, and what can be done for it without leaving. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('today’s board, on a %s', size => {
  const { here, open, main, dialog, heading } = atWork(size)

  const late = () => main().getByRole('region', { name: 'Late', exact: true })
  const figures = (of: string) => late().getByRole('link', { name: new RegExp(`^${of}: .*Online Retail, standard$`) })
  const rows = () => main().locator(size === 'phone' ? 'ul > li > a' : 'tbody tr')
  const number = async (of: string) => Number((await figures(of).innerText()).replace(/\D/g, ''))

  it('shows all stores, the late ones first, and each figure opens exactly its orders', async () => {
    await open('/board')
    await heading('Today’s board')
    await late().getByText('Nordlys Home').first().waitFor()
    expect(await main().getByRole('region').first().getAttribute('aria-labelledby')).toBe(await late().getAttribute('aria-labelledby'))
    expect(await late().getByText('Online Retail', { exact: true }).count()).toBe(2)
    await late().getByRole('link', { name: /^The oldest open order, .* was placed .* ago/ }).waitFor()
    await here.examine('board')
    for (const of of ['To release', 'To pack', 'Orders']) {
      await open('/board')
      await figures(of).waitFor()
      const n = await number(of)
      expect(n).toBeGreaterThan(0)
      await figures(of).click()
      await heading('Orders')
      await expect.poll(() => rows().count()).toBe(Math.min(n, 50))
    }
    await main().getByText(/Due until:/).waitFor()
    await here.examine('board-orders', ['light'])
  })

  it('keeps to one store where that is asked for, and says so in the address', async () => {
    await open('/board')
    await main().getByRole('button', { name: 'This store' }).click()
    await expect.poll(() => late().getByText('Nordlys Home').count()).toBe(0)
    expect(here.page.url()).toContain('stores=this')
    await here.page.reload()
    await late().getByText('Online Retail').first().waitFor()
    expect(await late().getByText('Nordlys Home').count()).toBe(0)
  })

  it('releases what is ready, as one batch', async () => {
    await open('/board?stores=this')
    await figures('To release').waitFor()
    const n = await number('To release')
    await late().getByRole('button', { name: `Release ${n}` }).last().click()
    await dialog().getByText(`Release ${n} orders of standard`).waitFor()
    await here.examine('board-release')
    await dialog().getByRole('button', { name: 'Release a batch' }).click()
    await here.page.getByText(`${n} orders were released`).waitFor()
    await expect.poll(() => figures('To release').count()).toBe(0)
  })

  it('makes the hand-over list of what is packed', async () => {
    await open('/board?stores=this')
    await figures('To hand over').waitFor()
    await late().getByRole('button', { name: 'Create a manifest' }).last().click()
    await dialog().getByLabel('Carrier').fill('Royal Mail')
    await here.examine('board-manifest', ['light'])
    await dialog().getByRole('button', { name: 'Create a manifest' }).click()
    await expect.poll(() => figures('To hand over').count()).toBe(0)
    expect(await number('On a manifest')).toBeGreaterThan(0)
  })

  it('an empty store says when orders come', async () => {
    await open('/board?stores=this', 'new-store')
    await main().getByText('Nothing has to leave').waitFor()
    await here.examine('board-empty', ['light'])
  })
})
