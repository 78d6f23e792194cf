import { Box, Button } from '@mui/material'
import { useState } from 'react'
import { useMay } from '../api/store-context'
import { useT } from '../i18n/I18n'
import { AppButton } from '../layout/AppButton'
import { paths } from '../paths'
import { countOf, type BoardRow } from './board'
import { ManifestDialog, ReleaseDialog } from './dialogs'
import { MANY } from './Many'

/** What somebody can do for these orders now, without leaving the board where that is possible. */
export function NextSteps({ row }: { row: BoardRow }) {
  const t = useT()
  const may = useMay()
  const [doing, setDoing] = useState<'release' | 'manifest' | null>(null)
  const path = paths(row.store.id)
  const nReady = countOf(row, 'ready')
  const close = () => setDoing(null)
  const steps = [
    nReady > 0 && may('fulfilment.release') && (
      <Button key="release" size="small" variant={nReady > MANY ? 'outlined' : 'contained'} onClick={() => setDoing('release')}>
        {t(nReady > MANY ? 'board.release_many' : 'board.release', { n: nReady })}
      </Button>
    ),
    countOf(row, 'released') + countOf(row, 'picking') > 0 && may('fulfilment.pick') && (
      <AppButton key="pick" size="small" to={path.pickStart()}>
        {t('board.pick')}
      </AppButton>
    ),
    countOf(row, 'picked') > 0 && may('fulfilment.pack') && (
      <AppButton key="pack" size="small" to={path.pack()}>
        {t('board.pack')}
      </AppButton>
    ),
    countOf(row, 'packed') > 0 && may('fulfilment.ship') && (
      <Button key="manifest" size="small" onClick={() => setDoing('manifest')}>
        {t('manifests.create')}
      </Button>
    ),
  ].filter(Boolean)
  if (steps.length === 0) return null
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75 }}>{steps}</Box>
      {doing === 'release' && <ReleaseDialog row={row} onClose={close} />}
      {doing === 'manifest' && <ManifestDialog row={row} onClose={close} />}
    </>
  )
}
