import { Box, Button, Typography } from '@mui/material'
import { useGrowingList } from '../api/queries'
import { useMay, useOperations } from '../api/store-context'
import type { SettingsVersion, Store } from '../api/types'
import { useT } from '../i18n/I18n'
import { Growing } from '../layout/Growing'
import { Panel } from '../layout/Panel'
import { When } from '../layout/When'
import { By, Changes } from './PlannedChanges'

/** What a store has when it is opened. */
const FIRST = 1

/** What held when, and who made it so. An older version is taken into the form, looked at, and saved like any other change. */
export function History({ version, onTake }: { version: number; onTake: (settings: Store) => void }) {
  const t = useT()
  const may = useMay()
  const { listSettingsVersions } = useOperations()
  const list = useGrowingList(['settings', 'versions', version], cursor => listSettingsVersions({ cursor, limit: 10 }))
  return (
    <Panel title={t('settings.history')} flush>
      <Growing list={list} empty={t('settings.history_empty')}>
        {versions => (
          <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {versions.map(one => (
              <Box key={one.version} component="li" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start', px: 2, py: 1.25, borderTop: 1, borderColor: 'divider' }}>
                <Box sx={{ flex: 1, minWidth: 220 }}>
                  <Typography variant="h3" component="p">
                    {t('settings.version', { n: one.version })}
                    {one.from && (
                      <>
                        {' · '}
                        <When at={one.from} />
                      </>
                    )}
                  </Typography>
                  <Changes changes={one.changes} isFirst={one.version === FIRST} />
                  <Origin version={one} />
                </Box>
                {one.version === version ? (
                  <Typography variant="body2" color="textSecondary">
                    {t('settings.holds')}
                  </Typography>
                ) : (
                  may('settings.write') && (
                    <Button variant="outlined" color="inherit" aria-label={t('settings.take_version', { n: one.version })} onClick={() => onTake(one.settings)}>
                      {t('settings.take')}
                    </Button>
                  )
                )}
              </Box>
            ))}
          </Box>
        )}
      </Growing>
    </Panel>
  )
}

function Origin({ version: { made_by, made_at, on_behalf_of } }: { version: SettingsVersion }) {
  if (!made_by || !made_at) return null
  return (
    <Typography variant="caption" color="textSecondary" component="p">
      <By name={made_by} client={on_behalf_of} /> · <When at={made_at} />
    </Typography>
  )
}
