import type { Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, visit, type Visit } from './browser'
import { login, openPortal, type Portal } from './portal'

const ROLES = ['platform_admin', 'head_office', 'supervisor', 'finance', 'customer_service', 'returns_admin', 'salesperson', 'ordering_staff', 'forwarder', 'warehouse', 'client_admin', 'client_user']

/** Whoever signs in is led only to what they may see: no page that the navigation offers is refused. */
describe('everybody finds their way', () => {
  let portal: Portal
  let here: Visit

  beforeAll(async () => {
    portal = await openPortal()
    here = await visit(portal, 'desktop')
  })
  afterAll(async () => {
    await here.close()
    await portal.close()
  })

  it.for(ROLES)('%s', async (role, { skip }) => {
    if (!portal.logins.some(it => it.role === role)) return skip()
    const { page } = here
    const main = page.getByRole('main')
    await signIn(page, portal, login(portal, role))
    const links = page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link')
    await links.first().waitFor()
    const refused: string[] = []
    const listen = (response: Response) => void (response.status() >= 400 && refused.push(`${response.status()} ${response.url()}`))
    page.on('response', listen)
    for (const name of await links.allInnerTexts()) {
      await links.filter({ hasText: new RegExp(`^${name}$`) }).click()
      await page.locator('nav a[aria-current=page]').filter({ hasText: name }).waitFor()
      await main.getByRole('heading', { level: 1 }).first().waitFor()
      await expect.poll(() => main.locator('.MuiSkeleton-root, [role=progressbar][aria-label=Loading]').count()).toBe(0)
      for (const text of await main.locator('.MuiAlert-colorError').allInnerTexts()) refused.push(`${name}: ${text}`)
    }
    await page.screenshot({ path: `${portal.screenshots}/role-${role}.png` })
    page.off('response', listen)
    await page.evaluate(() => sessionStorage.clear())
    expect(refused).toEqual([])
  })
})
