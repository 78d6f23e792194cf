import type { DeviceOperations } from '../api/operations'
import { currentSubscription, drop, isFor, known, permission, subscribe } from './browser'
import { stepOf } from './step'

/** Whose this browser is, and what they recognise it by. */
export type Of = { subject: string; name: string }

/** Makes this browser one of the person's devices. False where it has no way to be pushed to. */
export async function switchOn(operations: DeviceOperations, of: Of): Promise<boolean> {
  const { public_key } = await operations.listDevices()
  return add(operations, await subscribe(public_key), of)
}

async function add(operations: DeviceOperations, subscription: PushSubscription | null, { subject, name }: Of): Promise<boolean> {
  const keys = subscription?.toJSON().keys
  if (!subscription || !keys?.['p256dh'] || !keys['auth']) return false
  const before = known.read()
  const { id } = await operations.addDevice({ endpoint: subscription.endpoint, p256dh: keys['p256dh'], auth: keys['auth'], name })
  known.write({ id, endpoint: subscription.endpoint, subject })
  if (before && before.subject === subject && before.id !== id) await operations.removeDevice(before.id).catch(() => undefined)
  return true
}

/** Nothing is pushed here any more. The API is told if it can be; if not, it hears from the push service that this browser is gone. */
export async function switchOff({ removeDevice }: DeviceOperations): Promise<void> {
  const before = known.read()
  if (before) await Promise.all([removeDevice(before.id).catch(() => undefined), drop()])
}

/** Puts right what changed while the portal was closed. Nobody is asked and nothing is shown: what fails now is done at the next start. */
export async function keepDevice(operations: DeviceOperations, of: Of): Promise<void> {
  const before = known.read()
  if (!before) return
  const [{ public_key, items }, subscription] = await Promise.all([operations.listDevices(), currentSubscription()])
  const step = stepOf({
    known: before,
    subject: of.subject,
    isAllowed: permission() === 'granted',
    subscription: subscription && { endpoint: subscription.endpoint, isForOurKey: isFor(subscription, public_key) },
    ids: items.map(device => device.id),
  })
  if (step === 'drop') await (before.subject === of.subject ? switchOff(operations) : drop())
  if (step === 'add') await add(operations, subscription, of)
  if (step === 'subscribe') await add(operations, await subscribe(public_key), of)
}
