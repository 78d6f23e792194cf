import { LinearProgress, TextField, Typography } from '@mui/material'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { everything } from '../api/everything'
import { Problem } from '../api/problem'
import { useCommand } from '../api/queries'
import { useStoreContext } from '../api/store-context'
import type { OrderWork } from '../api/types'
import { useT } from '../i18n/I18n'
import { CommandDialog } from '../layout/CommandDialog'
import { useSaid } from '../layout/Said'
import { countOf, filterOf, type BoardRow } from './board'
import { Many, MANY } from './Many'

/** A batch takes no more, and a list is read by pages of so many. */
const MOST_RELEASED = 2_000
const MOST_LISTED = 5_000
const PAGE = 200

/** The very orders that a figure counts, by their ids, read when the dialog opens. */
function useOrdersOf(row: BoardRow, work: OrderWork, most: number) {
  const { operationsOf } = useStoreContext()
  const { listOrders } = operationsOf(row.store.id)
  const { data, error } = useQuery({
    queryKey: ['board', row.store.id, 'orders', work, filterOf(row)],
    queryFn: async () => {
      const orders = await everything(cursor => listOrders({ ...filterOf(row, { work }), limit: PAGE, cursor }), most)
      return orders.slice(0, most).map(order => order.id)
    },
    gcTime: 0,
  })
  return { ids: data, problem: error ? Problem.from(error) : null }
}

function useRenew() {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: ['board'] })
}

/** Releases the ready orders of a row in one batch. */
export function ReleaseDialog({ row, onClose }: { row: BoardRow; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const renew = useRenew()
  const { operationsOf } = useStoreContext()
  const { ids, problem } = useOrdersOf(row, 'ready', MOST_RELEASED)
  const n = ids?.length ?? Math.min(countOf(row, 'ready'), MOST_RELEASED)
  const command = useCommand(operationsOf(row.store.id).releaseBatch, ['batches', 'orders'], batch => {
    say(t('board.released', { n: batch.n_orders }))
    renew()
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      problem={command.problem ?? problem}
      title={t('board.release_title', { n, service: row.service.service })}
      explanation={t('board.release_hint', { store: row.store.name })}
      confirm={n > MANY ? t('board.release', { n }) : t('batches.release')}
      isReady={Boolean(ids?.length)}
      onConfirm={() => ids && command.send({ orders: ids })}
      onClose={onClose}
    >
      {!ids && !problem && <LinearProgress aria-label={t('list.loading')} />}
      <Many n={n} />
      {ids?.length === MOST_RELEASED && <Typography variant="body2">{t('board.first_ones', { n: MOST_RELEASED })}</Typography>}
    </CommandDialog>
  )
}

/** Puts the packed orders of a row on a carrier's list. */
export function ManifestDialog({ row, onClose }: { row: BoardRow; onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const renew = useRenew()
  const { operationsOf } = useStoreContext()
  const [carrier, setCarrier] = useState('')
  const { ids, problem } = useOrdersOf(row, 'packed', MOST_LISTED)
  const command = useCommand(operationsOf(row.store.id).createManifest, ['manifests', 'orders'], () => {
    say(t('manifests.created'))
    renew()
    onClose()
  })
  return (
    <CommandDialog
      {...command}
      problem={command.problem ?? problem}
      title={t('board.manifest_title', { n: ids?.length ?? countOf(row, 'packed'), service: row.service.service })}
      explanation={t('board.manifest_hint')}
      confirm={t('manifests.create')}
      isReady={Boolean(ids?.length) && carrier.trim() !== ''}
      onConfirm={() => ids && command.send({ carrier: carrier.trim(), orders: ids })}
      onClose={onClose}
    >
      {!ids && !problem && <LinearProgress aria-label={t('list.loading')} />}
      <TextField label={t('manifests.carrier')} value={carrier} onChange={event => setCarrier(event.target.value)} required autoFocus />
    </CommandDialog>
  )
}
