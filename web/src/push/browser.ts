import { preferences } from '../layout/preferences'
import type { Known } from './step'

/** What this browser can do about notifications. */
export type Support = 'ready' | 'needs_home_screen' | 'none'

const KEY = 'device'

/** iPhones and iPads push to the portal on the home screen only; newer iPads call themselves Macs. */
export function supportOf({ userAgent, maxTouchPoints, hasPush, isStandalone }: { userAgent: string; maxTouchPoints: number; hasPush: boolean; isStandalone: boolean }): Support {
  if (hasPush) return 'ready'
  const isApple = /\b(iPhone|iPad)\b/.test(userAgent) || (/\bMacintosh\b/.test(userAgent) && maxTouchPoints > 1)
  return isApple && !isStandalone ? 'needs_home_screen' : 'none'
}

export function support(): Support {
  return supportOf({
    userAgent: navigator.userAgent,
    maxTouchPoints: navigator.maxTouchPoints,
    hasPush: 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window,
    isStandalone: window.matchMedia('(display-mode: standalone)').matches,
  })
}

export const permission = (): NotificationPermission => (support() === 'ready' ? Notification.permission : 'default')

/** What this browser was added as. */
export const known = {
  read(): Known | null {
    try {
      return JSON.parse(preferences.read(KEY) ?? 'null') as Known | null
    } catch {
      return null
    }
  },
  write: (value: Known | null) => preferences.write(KEY, JSON.stringify(value)),
}

/** This browser's way to be pushed to; null without a service worker, which the built portal has. */
async function manager(): Promise<PushManager | null> {
  const registration = support() === 'ready' ? await navigator.serviceWorker.getRegistration() : undefined
  return registration?.pushManager ?? null
}

export async function currentSubscription(): Promise<PushSubscription | null> {
  return (await (await manager())?.getSubscription()) ?? null
}

/** Subscribes to the API's key. A subscription to another key stands in the way, and goes first. */
export async function subscribe(publicKey: string): Promise<PushSubscription | null> {
  const push = await manager()
  if (!push) return null
  const before = await push.getSubscription()
  if (before && !isFor(before, publicKey)) await before.unsubscribe()
  return push.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
}

export const isFor = ({ options: { applicationServerKey } }: PushSubscription, publicKey: string) => applicationServerKey !== null && base64url(applicationServerKey) === publicKey

export function base64url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Ends the subscription, so that whatever is still pushed comes to nobody, and forgets what it was added as. */
export async function drop(): Promise<void> {
  known.write(null)
  await (await currentSubscription())?.unsubscribe()
}
