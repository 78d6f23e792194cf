import type { CDPSession } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { atWork } from './at-work'
import { signIn, visit, type Size, type Visit } from './browser'
import { login, openPortal, type Portal } from './portal'

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
    await main().getByLabel('Goods that were not found', { exact: true }).click()
    await page.getByRole('option', { name: 'Inbox and a daily mail' }).click()
    await page.getByText('Your choice is saved').waitFor()
    const push = main().getByRole('switch', { name: 'Push: Reconciliation files' })
    expect(await push.isChecked()).toBe(false)
    await push.click()
    await main().getByRole('switch', { name: 'Push: Reconciliation files', checked: true }).waitFor()
    await main().getByLabel('Goods that were not found', { exact: true }).click()
    await page.getByRole('option', { name: 'Not at all' }).click()
    await main().getByRole('switch', { name: 'Push: Goods that were not found', disabled: true, checked: false }).waitFor()
    await main().getByLabel('Findings', { exact: true }).click()
    await page.getByRole('option', { name: 'Inbox and a daily mail' }).click()
    await main().getByText('Inbox and a daily mail').waitFor()
    await here.examine('notice-preferences')
  })
})

/** There is no push service here: the browser's own subscribing is played by the page; everything behind it is as it is. */
function playPushManager() {
  const KEY = 'played.subscription'
  const of = (text: string | null) => {
    if (!text) return null
    const { endpoint, key } = JSON.parse(text) as { endpoint: string; key: string }
    const bytes = Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0))
    return {
      endpoint,
      options: { userVisibleOnly: true, applicationServerKey: bytes.buffer },
      toJSON: () => ({ endpoint, keys: { p256dh: key, auth: 'BTBZMqHH6r4Tts7J_aSIgg' } }),
      unsubscribe: async () => {
        localStorage.removeItem(KEY)
        return true
      },
    } as unknown as PushSubscription
  }
  PushManager.prototype.getSubscription = async () => of(localStorage.getItem(KEY))
  PushManager.prototype.subscribe = async ({ applicationServerKey } = {}) => {
    localStorage.setItem(KEY, JSON.stringify({ endpoint: `https://push.example/${crypto.randomUUID()}`, key: applicationServerKey }))
    return of(localStorage.getItem(KEY)) as PushSubscription
  }
}

const OWN = 'Chrome on Linux'

/** This browser as one of the person's devices. */
describe.skipIf(process.env['PORTAL_RUN_JSON']).each<Size>(['desktop', 'phone'])('notifications on a device, on a %s', size => {
  let portal: Portal
  let here: Visit
  const main = () => here.page.getByRole('main')
  const here_switch = (checked: boolean) => main().getByRole('switch', { name: 'Show notifications on this device', checked })
  const account = async () => {
    await here.page.goto(`${portal.url}/online-retail/account`)
    await here.page.getByRole('heading', { level: 1, name: 'My account' }).waitFor()
  }

  beforeAll(async () => {
    portal = await openPortal()
    here = await visit(portal, size, { hasServiceWorker: true })
    await here.page.context().grantPermissions(['notifications'], { origin: new URL(portal.url).origin })
    await here.page.addInitScript(playPushManager)
    await signIn(here.page, portal, login(portal, 'supervisor'))
  })
  afterAll(async () => {
    await here.close()
    await portal.close()
  })

  it('is switched on, tested, and known after a reload', async () => {
    await account()
    await here_switch(false).click()
    await here_switch(true).waitFor()
    await main().getByText('This device', { exact: true }).waitFor()
    await main().getByRole('button', { name: `Send a test: ${OWN}` }).click()
    await here.page.getByText('A test is on its way').waitFor()
    await account()
    await here_switch(true).waitFor()
    await here.examine('devices')
  })

  it('another device is removed, and this one by its switch', async () => {
    await main().getByRole('button', { name: 'Remove: Chrome on Android' }).click()
    await here.page.getByText('The device is removed').waitFor()
    expect(await main().getByText('Chrome on Android').count()).toBe(0)
    await here_switch(true).click()
    await here_switch(false).waitFor()
    expect(await main().getByText(OWN).count()).toBe(0)
    expect(await here.page.evaluate(() => localStorage.getItem('played.subscription'))).toBeNull()
  })

  it('a subscription that the browser renewed by itself is told when the portal starts', async () => {
    await here_switch(false).click()
    await here_switch(true).waitFor()
    await here.page.evaluate(async () => {
      const before = JSON.parse(localStorage.getItem('played.subscription') ?? '{}')
      localStorage.setItem('played.subscription', JSON.stringify({ ...before, endpoint: 'https://push.example/renewed' }))
    })
    const [told] = await Promise.all([here.page.waitForRequest(request => request.method() === 'POST' && request.url().endsWith('/me/devices')), here.page.reload()])
    expect((told.postDataJSON() as { endpoint: string }).endpoint).toBe('https://push.example/renewed')
    await here_switch(true).waitFor()
    await expect.poll(() => main().getByText(OWN).count(), { timeout: 30_000 }).toBe(1)
  })

  it('what is pushed is shown, and leads to its thing', async () => {
    const { page } = here
    const context = page.context()
    const session: CDPSession = await context.newCDPSession(page)
    const registration = new Promise<string>(resolve => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && resolve(registrations[0].registrationId))
    })
    await session.send('ServiceWorker.enable')
    const data = JSON.stringify({ id: 'ntc_1', title: 'Online Retail', body: 'orders.csv was imported; orders rejected: 17', url: '/online-retail/imports/imp_01jd0001k7m2q9w4x5y8z1', lang: 'en' })
    const { origin } = new URL(portal.url)
    const deliver = async () => session.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registration, data })
    const shown = () =>
      page.evaluate(async () => {
        const found = (await (await navigator.serviceWorker.ready).getNotifications()) ?? []
        return found.map(({ title, body, tag, lang }) => ({ title, body, tag, lang }))
      })
    // The same again takes the first's place; and a worker that is being started may miss one.
    const delivered = async () => {
      await deliver()
      await page.waitForTimeout(300)
      return shown()
    }
    await delivered()
    await expect.poll(delivered, { timeout: 20_000 }).toEqual([{ title: 'Online Retail', body: 'orders.csv was imported; orders rejected: 17', tag: 'ntc_1', lang: 'en' }])
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
    const leads = page.waitForURL('**/online-retail/imports/imp_01jd0001k7m2q9w4x5y8z1')
    await worker.evaluate(async () => {
      const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration }
      const [notification] = await registration.getNotifications()
      const Click = (globalThis as unknown as { NotificationEvent: new (type: string, init: unknown) => Event }).NotificationEvent
      globalThis.dispatchEvent(new Click('notificationclick', { notification }))
    })
    await leads
    expect(await shown()).toEqual([])
  })

  it('whoever signs out is pushed nothing more here', async () => {
    const { page } = here
    if (size === 'phone') await page.getByRole('button', { name: 'Open menu' }).click()
    await page.locator('button[aria-haspopup=dialog]').filter({ visible: true }).last().click()
    const removed = page.waitForRequest(request => request.method() === 'DELETE' && request.url().includes('/me/devices/'))
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await removed
    await page.getByLabel('E-mail').waitFor()
    expect(await page.evaluate(() => [localStorage.getItem('played.subscription'), localStorage.getItem('packhouse.device')])).toEqual([null, 'null'])
  })
})

describe.skipIf(process.env['PORTAL_RUN_JSON'])('where nothing can be shown', () => {
  it.each([
    ['the browser blocks it', () => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }), 'Your browser blocks notifications', 'devices-blocked'],
    ['the browser cannot', () => Reflect.deleteProperty(window, 'PushManager'), 'This browser cannot show notifications', 'devices-none'],
  ])('%s, and the account says what to do', async (_, script, said, name) => {
    const portal = await openPortal()
    const here = await visit(portal, 'phone')
    await here.page.addInitScript(script)
    await signIn(here.page, portal, login(portal, 'supervisor'))
    await here.page.goto(`${portal.url}/online-retail/account`)
    await here.page.getByText(said).waitFor()
    await here.examine(name, ['light'])
    await here.close()
    await portal.close()
  })
})
