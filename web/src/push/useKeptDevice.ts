import { useEffect, useRef } from 'react'
import { deviceOperations } from '../api/operations'
import type { SendRequest } from '../api/request'
import type { Me } from '../api/types'
import { useT } from '../i18n/I18n'
import { preferences } from '../layout/preferences'

/** Keeps this browser one of the person's devices, where they made it one: once, when the portal starts. Who did not, loads nothing of it. */
export function useKeptDevice(request: SendRequest, me: Me | undefined) {
  const t = useT()
  const isDone = useRef(false)
  const subject = me && !me.acting ? me.subject : null
  useEffect(() => {
    if (!subject || isDone.current || !isDevice()) return
    isDone.current = true
    void Promise.all([import('./device'), import('./useDevices')])
      .then(([{ keepDevice }, { deviceName }]) => keepDevice(deviceOperations(request), { subject, name: deviceName(t) }))
      .catch(() => undefined)
  }, [request, subject, t])
}

/** Nothing is pushed here any more, and the API knows. */
export async function dropDevice(request: SendRequest): Promise<void> {
  if (isDevice()) await (await import('./device')).switchOff(deviceOperations(request))
}

const isDevice = () => ![null, 'null'].includes(preferences.read('device'))
