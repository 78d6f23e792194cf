import { Box, Button, Paper, Typography } from '@mui/material'
import { useListContext } from 'ra-core'
import { lazy, Suspense, useState } from 'react'
import { everything } from '../../api/everything'
import { useMay, useOperations } from '../../api/store-context'
import type { Permission } from '../../api/types'
import type { ListColumn } from '../../exports/exportable'
import { useFormat, useT } from '../../i18n/I18n'
import { MOST_SELECTED, type BulkAction } from './actions'

const BulkDialog = lazy(() => import('./BulkDialog'))
const ExportDialog = lazy(() => import('../../exports/ExportDialog'))

const ACTIONS: { action: BulkAction; needs: Permission; isDangerous?: boolean }[] = [
  { action: 'hold', needs: 'orders.hold' },
  { action: 'release_hold', needs: 'orders.hold' },
  { action: 'release', needs: 'fulfilment.release' },
  { action: 'cancel', needs: 'orders.cancel', isDangerous: true },
]

/** What can be done with the selected orders; stays in view while there are any. */
export function BulkBar({ columns }: { columns: ListColumn[] }) {
  const t = useT()
  const may = useMay()
  const format = useFormat()
  const { listOrders } = useOperations()
  const { selectedIds, onSelect, filterValues, hasNextPage, hasPreviousPage } = useListContext()
  const [open, setOpen] = useState<BulkAction | 'export' | null>(null)
  const [isGathering, setIsGathering] = useState(false)
  const [isBounded, setIsBounded] = useState(false)
  const chosen = selectedIds.map(String)
  if (chosen.length === 0 && open === null) return null

  const selectAll = async () => {
    setIsGathering(true)
    try {
      const all = await everything(cursor => listOrders({ ...filterValues, limit: 200, cursor }), MOST_SELECTED)
      setIsBounded(all.length >= MOST_SELECTED)
      onSelect(all.slice(0, MOST_SELECTED).map(({ id }) => id))
    } finally {
      setIsGathering(false)
    }
  }
  const clear = () => {
    setIsBounded(false)
    onSelect([])
  }

  return (
    <Paper
      component="section"
      aria-label={t('selection.bar')}
      variant="outlined"
      sx={{ position: 'sticky', top: 8, zIndex: 2, mb: 1, px: 1.5, py: 1, display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}
    >
      <Typography role="status" sx={{ fontWeight: 600 }}>
        {t('selection.n_selected', { n: chosen.length })}
      </Typography>
      {(hasNextPage || hasPreviousPage) && (
        <Button size="small" loading={isGathering} onClick={() => void selectAll()}>
          {t('selection.all', { most: format.number(MOST_SELECTED) })}
        </Button>
      )}
      {isBounded && (
        <Typography variant="body2" color="textSecondary">
          {t('selection.bounded', { most: format.number(MOST_SELECTED) })}
        </Typography>
      )}
      <Box sx={{ flex: 1 }} />
      {ACTIONS.filter(({ needs }) => may(needs)).map(({ action, isDangerous }) => (
        <Button key={action} size="small" variant="outlined" color={isDangerous ? 'error' : 'inherit'} onClick={() => setOpen(action)} sx={isDangerous ? {} : { borderColor: 'divider' }}>
          {t(`selection.action.${action}`)}
        </Button>
      ))}
      <Button size="small" variant="outlined" color="inherit" onClick={() => setOpen('export')} sx={{ borderColor: 'divider' }}>
        {t('exports.export')}
      </Button>
      <Button size="small" color="inherit" onClick={clear}>
        {t('selection.clear')}
      </Button>
      <Suspense>
        {open === 'export' && <ExportDialog list="chosen_orders" filter={{ orders: chosen }} columns={columns} onClose={() => setOpen(null)} />}
        {open && open !== 'export' && <BulkDialog action={open} orders={chosen} onClose={() => setOpen(null)} onDone={clear} />}
      </Suspense>
    </Paper>
  )
}
