import { Alert, Box, LinearProgress, Skeleton, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material'
import { useSearchParams } from 'react-router-dom'
import { useStoreContext } from '../api/store-context'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { EmptyState } from '../layout/EmptyState'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { paths } from '../paths'
import { rowsOf, storesOf, sum, WHENS, type BoardRow, type StoreBoard, type When } from './board'
import { Oldest } from './Oldest'
import { Rows } from './Rows'
import { useBoards } from './useBoards'

/** What must leave by which cut-off, what is to be done for it, and what keeps it: of one store, or of all that one reaches. */
export default function BoardPage() {
  const t = useT()
  const format = useFormat()
  const { me, store } = useStoreContext()
  const [query, setQuery] = useSearchParams()
  const isOne = me.stores.length === 1 || query.get('stores') === 'this'
  const { boards, asOf } = useBoards(isOne ? [store] : me.stores)
  const nCounting = boards.filter(({ board, hasFailed }) => !board && !hasFailed).length
  const isEmpty = nCounting === 0 && boards.every(({ board }) => !board || board.cut_offs.every(({ orders }) => orders === 0))
  return (
    <>
      <PageHeader
        title={t('board.title')}
        below={t('board.below')}
        actions={
          me.stores.length > 1 && (
            <ToggleButtonGroup
              exclusive
              size="small"
              value={isOne ? 'this' : 'all'}
              onChange={(_, chosen: string | null) => chosen && setQuery(chosen === 'this' ? { stores: 'this' } : {}, { replace: true })}
              aria-label={t('board.which')}
            >
              <ToggleButton value="all">{t('board.all_stores')}</ToggleButton>
              <ToggleButton value="this">{t('board.this_store')}</ToggleButton>
            </ToggleButtonGroup>
          )
        }
      />
      {nCounting > 0 && (
        <Box sx={{ mb: 1.5 }}>
          <LinearProgress aria-label={t('board.counting', { n: nCounting })} />
        </Box>
      )}
      <Troubles boards={boards} />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        {nCounting === boards.length && <Skeleton variant="rounded" height={240} />}
        {isEmpty && (
          <Panel title={t('board.title')}>
            <EmptyState title={t('board.empty')} hint={t('board.empty_hint')} />
          </Panel>
        )}
        {!isEmpty && nCounting < boards.length && WHENS.map(when => <Part key={when} when={when} rows={rowsOf(boards, when)} />)}
      </Box>
      {asOf > 0 && (
        <Typography variant="caption" component="p" color="textSecondary" sx={{ mt: 1 }}>
          {t('board.as_of', { at: format.time(new Date(asOf).toISOString()) })}
        </Typography>
      )}
    </>
  )
}

/** What stands still for another reason than an order's own, and stores that did not answer. */
function Troubles({ boards }: { boards: StoreBoard[] }) {
  const t = useT()
  const failed = boards.filter(({ hasFailed }) => hasFailed)
  const found = boards.filter(({ board }) => (board?.open_findings ?? 0) > 0)
  if (failed.length + found.length === 0) return null
  return (
    <Box sx={{ display: 'grid', gap: 1, mb: 2 }}>
      {failed.map(({ store }) => (
        <Alert key={store.id} severity="error" variant="outlined">
          {t('board.not_loaded', { store: store.name })}
        </Alert>
      ))}
      {found.map(({ store, board }) => (
        <Alert key={store.id} severity="warning" variant="outlined">
          <AppLink to={paths(store.id).findings({ state: 'open' })}>{t('board.findings', { store: store.name, n: board?.open_findings ?? 0 })}</AppLink>
        </Alert>
      ))}
    </Box>
  )
}

function Part({ when, rows }: { when: When; rows: BoardRow[] }) {
  const t = useT()
  const n = sum(rows)
  const atLeast = rows.some(row => row.atLeast)
  const hint = when === 'late' || when === 'later' ? t(`board.when_hint.${when}`) : null
  return (
    <Panel
      title={t(`board.when.${when}`)}
      flush
      aside={
        <Typography sx={theme => ({ fontWeight: 650, fontVariantNumeric: 'tabular-nums', color: when === 'late' && n > 0 ? theme.palette.tones.bad.ink : 'text.secondary' })}>
          {atLeast ? t('board.at_least', { n }) : t('board.n_orders', { n })}
        </Typography>
      }
    >
      {hint && n > 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ px: 2, pb: 1 }}>
          {hint}
        </Typography>
      )}
      {when === 'late' && n > 0 && <Oldest stores={storesOf(rows)} />}
      {rows.length === 0 ? (
        <Typography variant="body2" color="textSecondary" sx={{ px: 2, pb: 1.5 }}>
          {t('board.nothing')}
        </Typography>
      ) : (
        <Rows rows={rows} when={when} />
      )}
    </Panel>
  )
}
