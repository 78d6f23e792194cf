import { Box, FormControlLabel, MenuItem, Skeleton, Switch, TextField, Typography } from '@mui/material'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Problem } from '../api/problem'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { NoticeChoice } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { support } from '../push/browser'
import { useDevices } from '../push/useDevices'

const CHANNELS = ['none', 'inbox', 'daily', 'mail'] as const

/** How one is told of each kind of thing. A choice is saved when it is made. */
export function NoticePreferences() {
  const t = useT()
  const say = useSaid()
  const word = useWord()
  const client = useQueryClient()
  const { devices } = useDevices()
  // Where nothing can be pushed to, nothing need be chosen.
  const hasDevices = support() === 'ready' || (devices !== undefined && devices.items.length > 0)
  const { noticePreferences, changeNoticePreferences } = useOperations()
  const { data, error } = useQuery({ queryKey: ['notice-preferences'], queryFn: noticePreferences })
  const command = useCommand((one: NoticeChoice) => changeNoticePreferences({ preferences: [one] }), [], saved => {
    client.setQueryData(['notice-preferences'], saved)
    say(t('inbox.saved'))
  })
  return (
    <Panel title={t('inbox.preferences')}>
      <Typography variant="body2" color="textSecondary" sx={{ pb: 2.5 }}>
        {t('inbox.preferences_hint')}
      </Typography>
      {error && <ProblemAlert problem={Problem.from(error)} />}
      {command.problem && <ProblemAlert problem={command.problem} />}
      {!data && !error && <Skeleton variant="rounded" height={160} />}
      {data && (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', columnGap: 4, rowGap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' } }}>
          {data.preferences.map(({ kind, channel, push }) => (
            <Box component="li" key={kind} sx={{ display: 'flex', alignItems: 'center', gap: 1.5, minWidth: 0 }}>
              <TextField
                select
                label={word('inbox.kind', kind)}
                value={channel}
                disabled={command.isSending}
                onChange={event => command.send({ kind, channel: event.target.value as NoticeChoice['channel'] })}
                sx={{ flex: 1, minWidth: 0 }}
              >
                {CHANNELS.map(one => (
                  <MenuItem key={one} value={one}>
                    {word('inbox.channel', one)}
                  </MenuItem>
                ))}
              </TextField>
              {hasDevices && (
                <FormControlLabel
                  label={t('inbox.push')}
                  // Below its switch: so the words of a choice have room on a phone.
                  labelPlacement="bottom"
                  slotProps={{ typography: { variant: 'caption', color: 'textSecondary' } }}
                  control={
                    <Switch
                      size="small"
                      checked={push && channel !== 'none'}
                      disabled={command.isSending || channel === 'none'}
                      onChange={(_, on) => command.send({ kind, channel, push: on })}
                      slotProps={{ input: { 'aria-label': `${t('inbox.push')}: ${word('inbox.kind', kind)}` } }}
                    />
                  }
                  sx={{ m: 0, flex: 'none' }}
                />
              )}
            </Box>
          ))}
        </Box>
      )}
    </Panel>
  )
}
