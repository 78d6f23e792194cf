import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { readAgent } from '../account/agent'
import { deviceOperations } from '../api/operations'
import { Problem } from '../api/problem'
import type { SendRequest } from '../api/request'
import { useOperations } from '../api/store-context'
import type { Me } from '../api/types'
import { useT } from '../i18n/I18n'
import { keepDevice } from './device'

/** One's devices. What came of a test shows within moments. */
export function useDevices() {
  const { listDevices } = useOperations()
  const { data, error } = useQuery({ queryKey: ['devices'], queryFn: listDevices, refetchInterval: 10_000 })
  return { devices: data, problem: error ? Problem.from(error) : null }
}

/** What somebody recognises this browser by. */
export function useDeviceName(): string {
  const t = useT()
  const agent = readAgent(navigator.userAgent)
  return agent ? t('account.browser_on', agent) : t('account.unknown_device')
}

/** Keeps this browser one of the person's devices, where they made it one: once, when the portal starts. */
export function useKeptDevice(request: SendRequest, me: Me | undefined) {
  const name = useDeviceName()
  const isDone = useRef(false)
  const subject = me && !me.acting ? me.subject : null
  useEffect(() => {
    if (!subject || isDone.current) return
    isDone.current = true
    void keepDevice(deviceOperations(request), { subject, name }).catch(() => undefined)
  }, [request, subject, name])
}
