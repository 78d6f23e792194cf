import { Typography } from '@mui/material'
import { useQueries } from '@tanstack/react-query'
import { retryUndecided } from '../api/queries'
import { useStoreContext } from '../api/store-context'
import type { StoreSummary } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { paths } from '../paths'
import { oldestOf } from './board'

/** It looks at all of a store, so it is asked for seldom. */
const REFRESH_MS = 600_000

/** How long the order waits that was placed first, of stores in which some are late. */
export function Oldest({ stores }: { stores: StoreSummary[] }) {
  const t = useT()
  const format = useFormat()
  const { operationsOf } = useStoreContext()
  const answers = useQueries({
    queries: stores.map(({ id }) => ({ queryKey: ['board', id, 'oldest'], queryFn: () => operationsOf(id).overview(1), refetchInterval: REFRESH_MS, staleTime: REFRESH_MS, retry: retryUndecided })),
  })
  const oldest = oldestOf(stores.map((store, index) => ({ store, order: answers[index]?.data?.oldest })))
  if (!oldest) return null
  const { store, order } = oldest
  return (
    <Typography variant="body2" sx={{ px: 2, pb: 1 }}>
      <AppLink to={paths(store.id).order(order.order)}>{t('board.oldest', { reference: order.reference, store: store.name, ago: format.ago(order.placed_at) })}</AppLink>
    </Typography>
  )
}
