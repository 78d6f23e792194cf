/* What the service worker does with what is pushed. It is loaded by the worker that the build makes. */

const ICON = '/icon-192.png'

self.addEventListener('push', event => {
  const told = read(event.data)
  event.waitUntil(
    self.registration.showNotification(told.title, {
      body: told.body,
      lang: told.lang,
      // The same again takes the first's place.
      tag: told.id,
      icon: ICON,
      badge: ICON,
      data: { url: told.url },
    }),
  )
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.url ?? '/'))
})

// The browser has given up a subscription. The portal tells the API of the new one when it starts next.
self.addEventListener('pushsubscriptionchange', event => {
  const options = event.oldSubscription?.options
  if (options) event.waitUntil(self.registration.pushManager.subscribe(options))
})

/** Browsers want something to be shown for each push, also for one that cannot be read. */
function read(data) {
  const nothing = { title: 'Packhouse', body: '', url: '/' }
  try {
    return { ...nothing, ...data?.json() }
  } catch {
    return nothing
  }
}

/** Looks at a place of the portal: in a window that is there, or in a new one. Nothing leads out of the portal. */
async function open(url) {
  const place = new URL(url, self.location.origin)
  if (place.origin !== self.location.origin) return
  const [window] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!window) return self.clients.openWindow(place.href)
  // A browser may leave it where it is; and a window that this worker does not control cannot be led anywhere.
  await window.focus().catch(() => undefined)
  return window.navigate(place.href).catch(() => self.clients.openWindow(place.href))
}
