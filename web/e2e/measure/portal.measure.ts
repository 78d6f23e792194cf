import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { signIn, visit, type Visit } from '../browser'
import { login, openPortal, type Portal } from '../portal'

/**
 * What `make bench` tells of the portal: the scripts that a page loads, and what Lighthouse says of it, on the deployment that `PORTAL_RUN_JSON`
 * names. `LIGHTHOUSE` is the folder with its packages, `MEASURED` the file for the figures.
 */

const PORT = 9333

/** Chromium's own profile of that name. */
const FAST_4G = { rttMs: 60, throughputKbps: 9000, requestLatencyMs: 165, downloadThroughputKbps: 8100, uploadThroughputKbps: 1350 }

const DEVICES = {
  desktop: { formFactor: 'desktop', throttling: { ...FAST_4G, cpuSlowdownMultiplier: 1 }, screenEmulation: { mobile: false, width: 1440, height: 900, deviceScaleFactor: 1 } },
  phone: { formFactor: 'mobile', throttling: { ...FAST_4G, cpuSlowdownMultiplier: 2 }, screenEmulation: { mobile: true, width: 360, height: 740, deviceScaleFactor: 2 } },
} as const

type Result = { lhr: { categories: Record<string, { score: number | null }>; audits: Record<string, { numericValue?: number }> } }
type Lighthouse = (url: string, flags: object, config: object, page: unknown) => Promise<Result>
type Puppeteer = { connect: (options: object) => Promise<{ pages: () => Promise<{ url: () => string }[]>; disconnect: () => Promise<void> }> }

describe('the portal', () => {
  let portal: Portal
  let visited: Visit
  const figures: Record<string, number> = {}

  beforeAll(async () => {
    portal = await openPortal()
    visited = await visit(portal, 'desktop', { debuggingPort: PORT })
  })
  afterAll(async () => {
    writeFileSync(process.env['MEASURED'] ?? 'measured.json', JSON.stringify(figures))
    await visited.close()
    await portal.close()
  })

  it('is weighed and judged', async () => {
    const { page } = visited
    await page.goto(portal.url)
    await page.getByLabel('E-mail').waitFor()
    figures['script_kb_sign_in'] = await kilobytesOfScript(page)
    await judge('sign_in', portal.url)
    await signIn(page, portal, login(portal, 'supervisor'))
    for (const [name, path] of [['today', '/online-retail'], ['orders', '/online-retail/orders']] as const) {
      await page.goto(portal.url + path)
      await page.waitForLoadState('networkidle')
      figures[`script_kb_${name}`] = await kilobytesOfScript(page)
      await judge(name, portal.url + path)
    }
  })

  /** In the tab that is signed in: who somebody is, is known to their tab only. */
  async function judge(name: string, url: string) {
    const at = (path: string) => import(pathToFileURL(join(process.env['LIGHTHOUSE'] ?? '', 'node_modules', path)).href) as Promise<{ default: unknown }>
    const lighthouse = (await at('lighthouse/core/index.js')).default as Lighthouse
    const puppeteer = (await at('puppeteer-core/lib/esm/puppeteer/puppeteer-core.js')).default as Puppeteer
    const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${PORT}`, defaultViewport: null })
    const tab = (await browser.pages()).find(it => it.url().startsWith(portal.url))
    for (const [device, settings] of Object.entries(DEVICES)) {
      const config = { extends: 'lighthouse:default', settings: { ...settings, throttlingMethod: 'simulate', disableStorageReset: true, onlyCategories: ['performance', 'accessibility', 'best-practices'] } }
      const { lhr } = await lighthouse(url, { port: PORT, logLevel: 'error' }, config, tab)
      for (const [category, { score }] of Object.entries(lhr.categories)) figures[`${name}_${device}_${category.replace('-', '_')}`] = Math.round((score ?? 0) * 100)
      figures[`${name}_${device}_first_paint_ms`] = Math.round(lhr.audits['first-contentful-paint']?.numericValue ?? -1)
    }
    await browser.disconnect()
  }
})

/** Of all scripts that the page asked for, as they travel. */
async function kilobytesOfScript(page: Page): Promise<number> {
  const scripts = await page.evaluate(async () => {
    const names = performance.getEntriesByType('resource').map(({ name }) => name).filter(name => new URL(name).pathname.endsWith('.js'))
    return Promise.all([...new Set(names)].map(async name => (await fetch(name)).text()))
  })
  return Math.round(scripts.reduce((sum, script) => sum + gzipSync(script).length, 0) / 1000)
}
