import { useQuery } from '@tanstack/react-query'
import { readAgent } from '../account/agent'
import { Problem } from '../api/problem'
import { useOperations } from '../api/store-context'
import type { Translate } from '../i18n/translate'

/** One's devices. What came of a test shows within moments. */
export function useDevices() {
  const { listDevices } = useOperations()
  const { data, error } = useQuery({ queryKey: ['devices'], queryFn: listDevices, refetchInterval: 10_000 })
  return { devices: data, problem: error ? Problem.from(error) : null }
}

/** What somebody recognises this browser by. */
export function deviceName(t: Translate): string {
  const agent = readAgent(navigator.userAgent)
  return agent ? t('account.browser_on', agent) : t('account.unknown_device')
}
