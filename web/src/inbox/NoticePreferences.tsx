import { Box, MenuItem, Skeleton, TextField, Typography } from '@mui/material'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Problem } from '../api/problem'
import { useCommand } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { NoticePreference } from '../api/types'
import { useT, useWord } from '../i18n/I18n'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'

const CHANNELS = ['none', 'inbox', 'mail'] as const

/** How one is told of each kind of thing. A choice is saved when it is made. */
export function NoticePreferences() {
  const t = useT()
  const say = useSaid()
  const word = useWord()
  const client = useQueryClient()
  const { noticePreferences, changeNoticePreferences } = useOperations()
  const { data, error } = useQuery({ queryKey: ['notice-preferences'], queryFn: noticePreferences })
  const command = useCommand((one: NoticePreference) => changeNoticePreferences({ preferences: [one] }), [], saved => {
    client.setQueryData(['notice-preferences'], saved)
    say(t('inbox.saved'))
  })
  return (
    <Panel title={t('inbox.preferences')}>
      <Typography variant="body2" color="textSecondary" sx={{ pb: 1.5 }}>
        {t('inbox.preferences_hint')}
      </Typography>
      {error && <ProblemAlert problem={Problem.from(error)} />}
      {command.problem && <ProblemAlert problem={command.problem} />}
      {!data && !error && <Skeleton variant="rounded" height={160} />}
      {data && (
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))' } }}>
          {data.preferences.map(({ kind, channel }) => (
            <TextField
              key={kind}
              select
              label={word('inbox.kind', kind)}
              value={channel}
              disabled={command.isSending}
              onChange={event => command.send({ kind, channel: event.target.value as NoticePreference['channel'] })}
            >
              {CHANNELS.map(one => (
                <MenuItem key={one} value={one}>
                  {word('inbox.channel', one)}
                </MenuItem>
              ))}
            </TextField>
          ))}
        </Box>
      )}
    </Panel>
  )
}
