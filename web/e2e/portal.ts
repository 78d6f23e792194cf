import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { preview } from 'vite'
import { LOGINS } from './fake/cognito'
import { fakeBackend } from './fake/plugin'

export type Login = { role: string; email: string; password: string; totp_secret?: string | null }

/** The portal under test: the one that `PORTAL_RUN_JSON` tells of, or the built files with a fake behind them. */
export type Portal = { url: string; logins: Login[]; isFake: boolean; screenshots: string; close: () => Promise<void> }

const WEB = resolve(import.meta.dirname, '..')
const SCREENSHOTS = resolve(WEB, '../.local/screenshots')

export async function openPortal(): Promise<Portal> {
  const described = process.env['PORTAL_RUN_JSON']
  if (described) {
    const run = JSON.parse(readFileSync(resolve(described), 'utf8')) as { portal: string; logins: Login[] }
    return { url: run.portal.replace(/\/$/, ''), logins: run.logins, isFake: false, screenshots: join(SCREENSHOTS, 'deployed'), close: async () => undefined }
  }
  const server = await preview({ root: WEB, configFile: false, plugins: [fakeBackend()], logLevel: 'error', preview: { host: '127.0.0.1', port: 4173, strictPort: false } })
  const [url] = server.resolvedUrls?.local ?? []
  if (!url) throw new Error('the preview server has no address')
  return { url: url.replace(/\/$/, ''), logins: LOGINS, isFake: true, screenshots: join(SCREENSHOTS, 'fake'), close: () => server.close() }
}

export function login(portal: Portal, role: string): Login {
  const found = portal.logins.find(it => it.role === role)
  if (!found) throw new Error(`no login for the role ${role}`)
  return found
}
