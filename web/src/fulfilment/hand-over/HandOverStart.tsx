import { Box, Button, ButtonBase, Paper, Skeleton, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link as RouterLink } from 'react-router-dom'
import { Problem } from '../../api/problem'
import { useMay, useOperations } from '../../api/store-context'
import { useFormat, useT } from '../../i18n/I18n'
import { EmptyState } from '../../layout/EmptyState'
import { PageHeader } from '../../layout/PageHeader'
import { ProblemAlert } from '../../layout/ProblemAlert'
import { usePaths } from '../../layout/usePaths'
import { CreateManifestDialog } from '../CreateManifestDialog'

/** Which carrier stands at the door. */
export default function HandOverStart() {
  const t = useT()
  const may = useMay()
  const path = usePaths()
  const format = useFormat()
  const { listManifests } = useOperations()
  const [isCreating, setIsCreating] = useState(false)
  const { data, error } = useQuery({ queryKey: ['manifests', 'open'], queryFn: () => listManifests({ limit: 50 }), refetchInterval: 20_000 })
  const open = data?.items.filter(manifest => manifest.state !== 'shipped')
  return (
    <>
      <PageHeader
        title={t('warehouse.hand_over')}
        below={t('warehouse.hand_over_below')}
        actions={
          may('fulfilment.ship') && (
            <Button variant="outlined" onClick={() => setIsCreating(true)} sx={{ minHeight: 44 }}>
              {t('manifests.create')}
            </Button>
          )
        }
      />
      <Box sx={{ maxWidth: 720 }}>
        {error && <ProblemAlert problem={Problem.from(error)} />}
        {!open && !error && <Skeleton variant="rounded" height={160} />}
        {open?.length === 0 && (
          <Paper variant="outlined">
            <EmptyState title={t('warehouse.no_open_manifest')} hint={t('warehouse.no_open_manifest_hint')} />
          </Paper>
        )}
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
          {open?.map(manifest => (
            <Paper component="li" variant="outlined" key={manifest.id}>
              <ButtonBase
                component={RouterLink}
                to={path.handOver(manifest.id)}
                sx={{ width: '100%', minHeight: 72, p: 2, display: 'flex', justifyContent: 'space-between', gap: 2, textAlign: 'left' }}
              >
                <Box component="span" sx={{ minWidth: 0 }}>
                  <Typography component="span" sx={{ display: 'block', fontWeight: 700, fontSize: '1.125rem', overflowWrap: 'anywhere' }}>
                    {manifest.carrier}
                  </Typography>
                  <Typography component="span" variant="body2" color="textSecondary">
                    {format.dateTime(manifest.created_at)}
                  </Typography>
                </Box>
                <Typography component="span" variant="body2" sx={{ flexShrink: 0 }}>
                  {t('imports.n_orders', { n: manifest.n_orders })}
                </Typography>
              </ButtonBase>
            </Paper>
          ))}
        </Box>
      </Box>
      {isCreating && <CreateManifestDialog pathTo={path.handOver} onClose={() => setIsCreating(false)} />}
    </>
  )
}
