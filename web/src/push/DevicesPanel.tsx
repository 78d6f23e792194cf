import { Alert, Box, Button, FormControlLabel, Switch, Typography } from '@mui/material'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../api/problem'
import { useCommand } from '../api/queries'
import { useOperations, useStoreContext } from '../api/store-context'
import type { Device } from '../api/types'
import { useT } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { SmallTable } from '../layout/SmallTable'
import { When } from '../layout/When'
import { known, permission, support } from './browser'
import { switchOff, switchOn } from './device'
import { useDeviceName, useDevices } from './useDevices'

/** Whether news are shown on this device, and which others they are pushed to. */
export function DevicesPanel() {
  const t = useT()
  const { devices, problem } = useDevices()
  const here = known.read()
  return (
    <Panel title={t('inbox.devices.title')} flush>
      <Box sx={{ px: 2, pb: devices?.items.length ? 1.5 : 2, display: 'grid', gap: 1.5 }}>
        {support() === 'ready' ? (
          <ThisDevice isOn={devices?.items.some(device => device.id === here?.id) ?? false} isReady={devices !== undefined} />
        ) : (
          <Typography variant="body2" color="textSecondary">
            {t(support() === 'needs_home_screen' ? 'inbox.devices.home_screen' : 'inbox.devices.none')}
          </Typography>
        )}
        {problem && <ProblemAlert problem={problem} />}
      </Box>
      {devices && devices.items.length > 0 && <Known items={devices.items} here={here?.id} />}
    </Panel>
  )
}

function ThisDevice({ isOn, isReady }: { isOn: boolean; isReady: boolean }) {
  const t = useT()
  const say = useSaid()
  const client = useQueryClient()
  const operations = useOperations()
  const { subject } = useStoreContext().me
  const name = useDeviceName()
  const [isBlocked, setIsBlocked] = useState(permission() === 'denied')
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isImpossible, setIsImpossible] = useState(false)

  async function turn(on: boolean) {
    setIsBusy(true)
    setProblem(null)
    setIsImpossible(false)
    try {
      if (!on) await switchOff(operations)
      // Asked only now, because somebody pressed: a browser that is asked without reason refuses for ever.
      else if ((await Notification.requestPermission()) === 'granted') setIsImpossible(!(await switchOn(operations, { subject, name })))
      setIsBlocked(permission() === 'denied')
      await client.invalidateQueries({ queryKey: ['devices'] })
      say(t('inbox.saved'))
    } catch (thrown) {
      // The browser's own refusals are no problems of the API.
      if (thrown instanceof DOMException) setIsImpossible(true)
      else setProblem(Problem.from(thrown))
    } finally {
      setIsBusy(false)
    }
  }

  return (
    <>
      <Box>
        <FormControlLabel
          control={<Switch checked={isOn} disabled={!isReady || isBusy || (isBlocked && !isOn)} onChange={(_, on) => void turn(on)} />}
          label={t('inbox.devices.here')}
        />
        <Typography variant="body2" color="textSecondary">
          {t('inbox.devices.hint')}
        </Typography>
      </Box>
      {isBlocked && (
        <Alert severity="info" variant="outlined">
          {t('inbox.devices.blocked')}
        </Alert>
      )}
      {isImpossible && (
        <Alert severity="warning" variant="outlined">
          {t('inbox.devices.impossible')}
        </Alert>
      )}
      {problem && <ProblemAlert problem={problem} />}
    </>
  )
}

function Known({ items, here }: { items: Device[]; here: string | undefined }) {
  const t = useT()
  const say = useSaid()
  const client = useQueryClient()
  const operations = useOperations()
  const test = useCommand((id: string, key) => operations.testDevice(id, key), [], () => say(t('inbox.devices.tested')))
  const remove = useCommand((id: string) => (id === here ? switchOff(operations) : operations.removeDevice(id)), [], async () => {
    await client.invalidateQueries({ queryKey: ['devices'] })
    say(t('inbox.devices.removed'))
  })
  const problem = test.problem ?? remove.problem
  return (
    <>
      {problem && <ProblemAlert problem={problem} />}
      <SmallTable
        rows={items}
        rowKey={device => device.id}
        columns={[
          {
            label: t('account.device'),
            cell: device => (
              <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
                {device.name}
                {device.id === here && <Chip tone="neutral">{t('inbox.devices.this')}</Chip>}
              </Box>
            ),
          },
          { label: t('inbox.devices.since'), cell: device => <When at={device.since} /> },
          { label: t('inbox.devices.last'), cell: device => <Last device={device} /> },
          {
            label: t('inbox.devices.actions'),
            cell: device => (
              <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, ml: -0.75 }}>
                <Button size="small" disabled={test.isSending} onClick={() => test.send(device.id)} aria-label={`${t('inbox.devices.test')}: ${device.name}`}>
                  {t('inbox.devices.test')}
                </Button>
                <Button size="small" color="inherit" disabled={remove.isSending} onClick={() => remove.send(device.id)} aria-label={`${t('inbox.devices.remove')}: ${device.name}`}>
                  {t('inbox.devices.remove')}
                </Button>
              </Box>
            ),
          },
        ]}
      />
    </>
  )
}

/** When something came through last, or since when nothing does. */
function Last({ device }: { device: Device }) {
  const t = useT()
  if (device.failing_since)
    return (
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
        <Chip tone="warn">{t('inbox.devices.failing')}</Chip>
        <When at={device.failing_since} />
      </Box>
    )
  return device.last_pushed_at ? <When at={device.last_pushed_at} /> : <>{t('inbox.devices.never')}</>
}
