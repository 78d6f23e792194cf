import AxeBuilder from '@axe-core/playwright'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Login, Portal } from './portal'
import { totp } from './totp'

export const SIZES = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 360, height: 740 },
} as const

export type Size = keyof typeof SIZES

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

type Colours = 'light' | 'dark'

export type Visit = {
  page: Page
  size: Size
  /** Checks the screen as it stands: nothing wider than the window, no raw text keys, axe clean in each of the colours, and a picture of each. */
  examine: (name: string, colours?: Colours[]) => Promise<void>
  close: () => Promise<void>
}

/** Without the service worker, unless a test is about it: what it answers cannot be watched. */
export async function visit(portal: Portal, size: Size, { hasServiceWorker = false, camera = '', debuggingPort = 0 } = {}): Promise<Visit> {
  const context: BrowserContext = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'packhouse-browser-')), {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      ...ARGUMENTS,
      ...(camera ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${camera}`] : []),
      ...(debuggingPort ? [`--remote-debugging-port=${debuggingPort}`] : []),
    ],
    viewport: SIZES[size],
    locale: 'en-GB',
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
    hasTouch: size === 'phone',
    serviceWorkers: hasServiceWorker ? 'allow' : 'block',
    acceptDownloads: true,
  })
  context.setDefaultTimeout(60_000)
  const page = context.pages()[0] ?? (await context.newPage())
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    // A refused request is shown by the page; the browser's own note about it is no fault.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  mkdirSync(portal.screenshots, { recursive: true })

  return {
    page,
    size,
    // The fake shows each screen in each colour at each size; a deployment need not do all of that again.
    async examine(name, colours = portal.isFake || size === 'desktop' ? ['light', 'dark'] : ['light']) {
      await page.evaluate(() => document.fonts.ready)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${name} is wider than the window`).toBeLessThanOrEqual(0)
      expect(await page.locator('body').innerText(), `${name} shows a raw text key`).not.toMatch(RAW_KEY)
      for (const colorScheme of colours) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.evaluate(frames)
        await page.screenshot({ path: join(portal.screenshots, `${name}.${size}.${colorScheme}.png`), fullPage: true })
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          // An open menu hangs outside the landmarks, as menus do.
          .disableRules(['region'])
          .analyze()
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(node => `${node.html.slice(0, 200)} (${node.any[0]?.message ?? node.failureSummary})`).join(' | ')}`)
        expect(found, `axe on ${name}, ${size}, ${colorScheme}`).toEqual([])
      }
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      expect(complaints, `the browser complains on ${name}`).toEqual([])
    },
    close: () => context.close(),
  }
}

/** Whatever the change of colours sets off is drawn. */
const frames = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))))

const RAW_KEY = /\b(ra|identity|layout|list|problem|today|orders|imports|stock|fulfilment|batches|manifests|reconciliations|warehouse|outbox|bulk|party|products|customers|settings|profiles|keys|webhooks|inbox|permission|setup|lists|exports|selection|search|first_run|pwa|unsaved|findings|costs|people|audit|account|acting|inbound|trial|upload|correction|undoing|preview|dead_letters|board|head_office)\.(?!(csv|xlsx|jsonl?|xml|txt|pdf)\b)[a-z_]{3,}/

export async function signIn(page: Page, portal: Portal, person: Login, path = '/') {
  await page.goto(portal.url + path)
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  if (person.totp_secret) {
    await page.getByLabel('Code').fill(totp(person.totp_secret))
    await page.getByRole('button', { name: 'Continue' }).click()
  }
  await page.getByRole('heading', { level: 1, name: /Today|Order|Import|Stock/ }).waitFor()
}
