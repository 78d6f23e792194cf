import { describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import { signIn, type Size } from './browser'
import { login } from './portal'

/** Somebody of the house takes a client's place and leaves it again. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('acting for a client, on a %s', size => {
  const { here, portal, open, main, dialog, heading } = atWork(size, { timeout: 20_000 })

  const banner = () => here.page.getByRole('region', { name: 'Acting for a client' })

  async function openMenu() {
    if (size === 'phone') await here.page.getByRole('button', { name: 'Open menu' }).click()
    await here.page.getByRole('button', { name: /Demo Supervisor|Cleo Client|Uma/ }).click()
  }

  it('a client’s person is found by name and their view opens', async () => {
    const { page } = here
    await openMenu()
    await dialog().getByRole('button', { name: 'Act for a client' }).click()
    await dialog().getByText('Uma Wierzbicka').waitFor()
    await here.examine('acting-choose')
    await dialog().getByLabel('Name or e-mail').fill('nobody at all')
    await dialog().getByText('Nothing matches').waitFor()
    await dialog().getByLabel('Name or e-mail').fill('cleo')
    await dialog().getByText('Uma Wierzbicka').waitFor({ state: 'detached' })
    await dialog().getByRole('button', { name: /Cleo Client/ }).click()
    await banner().getByText('You are in Cleo Client’s place. Signed in as Demo Supervisor.').waitFor()
    await heading('Today')
    await here.examine('acting')
    expect(await page.getByRole('link', { name: /^Inbox/ }).count()).toBe(0)
  })

  it('what is not theirs is gone, and what is theirs alone is closed', async () => {
    const { page } = here
    await open('/account')
    await heading('Page not found')
    await open('/inbox')
    await heading('Page not found')
    if (size === 'phone') await page.getByRole('button', { name: 'Open menu' }).click()
    const menu = page.getByRole('navigation', { name: 'Main navigation' })
    await menu.getByRole('link', { name: 'Orders' }).waitFor()
    expect(await menu.getByRole('link', { name: 'Findings' }).count()).toBe(0)
    if (size === 'phone') await page.keyboard.press('Escape')
  })

  it('the view survives a reload, and is left with a click', async () => {
    const { page } = here
    await open('/orders')
    await page.reload()
    await banner().waitFor()
    await banner().getByRole('button', { name: 'Back to my own view' }).click()
    await heading('Today')
    expect(await banner().count()).toBe(0)
    await open('/users')
    await heading('People')
  })

  it.runIf(size === 'desktop')('a tab that is opened there acts, too, and leaving one leaves all', async () => {
    const { page } = here
    await open('/users/usr-0003')
    await page.getByRole('button', { name: 'Act for them' }).click()
    await dialog().getByRole('button', { name: 'Act for them' }).click()
    await banner().waitFor()
    const tab = await page.context().newPage()
    await tab.goto(page.url())
    await tab.getByText('You are in Uma Wierzbicka’s place.').waitFor()
    await tab.getByRole('button', { name: 'Back to my own view' }).click()
    await tab.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
    await banner().waitFor()
    await tab.getByRole('button', { name: /Demo Supervisor/ }).click()
    await tab.getByRole('button', { name: 'Sign out' }).click()
    await tab.getByLabel('Password').waitFor()
    await page.getByLabel('Password').waitFor()
    await tab.close()
    await signIn(page, portal(), login(portal(), 'supervisor'))
  })

  it('the way in is on a person’s page, and the log tells of it', async () => {
    const { page } = here
    await open('/users/usr-0003')
    await heading('Uma Wierzbicka')
    await page.getByRole('button', { name: 'Act for them' }).click()
    await dialog().getByText(/The log tells of it, with both names/).waitFor()
    await here.examine('acting-begin')
    await dialog().getByRole('button', { name: 'Act for them' }).click()
    await banner().getByText(/Uma Wierzbicka/).waitFor()
    await banner().getByRole('button', { name: 'Back to my own view' }).click()
    await open('/users/usr-0005')
    await heading('Wim van der Warehouse')
    expect(await page.getByRole('button', { name: 'Act for them' }).count()).toBe(0)
    await open('/audit?filter=%7B%22hand%22%3A%22acting%22%7D')
    await heading('Log of changes')
    await main().getByText('Sam Supervisor (for Cleo Client)').first().waitFor()
    expect(await main().locator(size === 'phone' ? 'ul > li > a' : 'tbody tr').count()).toBe(1)
    await here.examine('audit-acting', ['light'])
  })
})
