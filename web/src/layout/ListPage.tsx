import ChevronLeft from '@mui/icons-material/ChevronLeft'
import ChevronRight from '@mui/icons-material/ChevronRight'
import { Box, Button, Checkbox, LinearProgress, Paper, Skeleton, Typography, useMediaQuery, useTheme } from '@mui/material'
import { ListBase, ListContextProvider, useListContext } from 'ra-core'
import { Children, cloneElement, isValidElement, useDeferredValue, useEffect, useState, type ComponentType, type ReactElement, type ReactNode } from 'react'
import { Link as RouterLink, useLocation } from 'react-router-dom'
import { Problem } from '../api/problem'
import { retryUndecided } from '../api/queries'
import type { ResourceName, Row } from '../api/resources'
import { useStoreContext } from '../api/store-context'
import type { ListColumn } from '../exports/exportable'
import { useT } from '../i18n/I18n'
import { ListTools } from '../lists/ListTools'
import { leftLists } from '../lists/left'
import { hiddenColumns } from '../lists/views'
import { EmptyState } from './EmptyState'
import { FilterBar, type FilterField } from './FilterBar'
import { LinkedBody } from './LinkedBody'
import { wrongDays } from './filters'
import { NamedChecks } from './NamedChecks'
import { PageHeader } from './PageHeader'
import { ProblemAlert } from './ProblemAlert'

/** The table of a list; its children are its columns. */
type TableProps = { children?: ReactNode; body?: ComponentType }

const PER_PAGE = 50
const REFRESH_MS = 15_000

/**
 * A list of the API as a page: a table where there is room, cards where there is not. Filters and page number live in the address. It renews
 * itself, faster while one of its rows is being worked on.
 */
export function ListPage<Name extends ResourceName>({
  resource,
  title,
  below,
  above,
  actions,
  filters = [],
  empty,
  isWorking,
  pathTo,
  card,
  selection,
  children,
}: {
  resource: Name
  title: string
  below?: ReactNode
  above?: ReactNode
  actions?: ReactNode
  filters?: FilterField[]
  empty: { title: string; hint: string }
  isWorking?: (row: Row<Name>) => boolean
  pathTo: (row: Row<Name>) => string
  card: (row: Row<Name>) => ReactNode
  /** Where rows can be selected: what stands above the list for those that are, and what a row's own box is called. */
  selection?: { bar: (columns: ListColumn[]) => ReactNode; label: (row: Row<Name>) => string }
  children: ReactElement<TableProps>
}) {
  const { me } = useStoreContext()
  const { pathname, search } = useLocation()
  // The way back from what it leads to is to the list as it is now.
  useEffect(() => leftLists.keep(me.subject, pathname, search), [me.subject, pathname, search])
  const [hidden, setHidden] = useState(() => hiddenColumns.of(me.subject, resource))
  const hide = (next: string[]) => {
    setHidden(next)
    hiddenColumns.save(me.subject, resource, next)
  }
  const all = Children.toArray(children.props.children).filter(isValidElement<ListColumn>)
  const columns = all.map(({ props: { source, label } }) => ({ source, label }))
  const visible = cloneElement(children, { body: LinkedBody }, ...all.filter(({ props }) => !hidden.includes(props.source)))
  return (
    <ListBase<Row<Name>>
      resource={resource}
      perPage={PER_PAGE}
      exporter={false}
      storeKey={false}
      queryOptions={{
        retry: retryUndecided,
        onError: () => undefined,
        refetchInterval: ({ state }) => (isWorking && state.data?.data?.some(isWorking) ? 2_000 : REFRESH_MS),
      }}
    >
      <PageHeader title={title} below={below} actions={actions} />
      {above}
      {filters.length > 0 && <FilterBar fields={filters} />}
      <ListTools resource={resource} hasFilters={filters.length > 0} columns={columns} hidden={hidden} onHide={hide} />
      {selection?.bar(columns.filter(({ source }) => !hidden.includes(source)))}
      <Rows empty={empty} filters={filters} pathTo={pathTo} card={card} selectLabel={selection?.label}>
        {selection ? <NamedChecks>{visible}</NamedChecks> : visible}
      </Rows>
    </ListBase>
  )
}

function Rows<Name extends ResourceName>({
  empty,
  filters,
  pathTo,
  card,
  selectLabel,
  children,
}: {
  empty: { title: string; hint: string }
  filters: FilterField[]
  pathTo: (row: Row<Name>) => string
  card: (row: Row<Name>) => ReactNode
  selectLabel: ((row: Row<Name>) => string) | undefined
  children: ReactNode
}) {
  const t = useT()
  const theme = useTheme()
  const hasRoom = useMediaQuery(theme.breakpoints.up('md'), { noSsr: true })
  const list = useListContext<Row<Name>>()
  const { error, isPending, isFetching, isPlaceholderData, filterValues, setFilters } = list
  const { selectedIds, onToggleItem } = useListContext()
  // Rows are drawn in pieces between which the page answers.
  const data = useDeferredValue(list.data)

  if (error) return <ProblemAlert problem={Problem.from(error)} />
  if (isPending || !data) return <Skeleton variant="rounded" height={320} />
  if (data.length === 0) {
    const wrong = wrongDays(filters, filterValues)
    const hints = filters.flatMap(field => ('hint' in field && field.hint && filterValues[field.name] ? [field.hint] : []))
    return (
      <Paper variant="outlined">
        {Object.keys(filterValues).length > 0 ? (
          <EmptyState
            title={t('list.nothing_found')}
            hint={wrong ? t('list.wrong_days', { from: wrong.from.label, to: wrong.to.label }) : [t('list.nothing_found_hint'), ...hints].join(' ')}
            action={
              <Button variant="outlined" onClick={() => setFilters({})}>
                {t('list.clear_filters')}
              </Button>
            }
          />
        ) : (
          <EmptyState {...empty} />
        )}
        <Pager />
      </Paper>
    )
  }
  return (
    <Box sx={{ position: 'relative', opacity: isPlaceholderData ? 0.6 : 1 }}>
      {isFetching && isPlaceholderData && (
        <LinearProgress aria-label={t('list.loading')} sx={{ position: 'absolute', top: 0, left: 0, right: 0, height: 2, zIndex: 1 }} />
      )}
      {hasRoom ? (
        <ListContextProvider value={{ ...list, data }}>
          <Paper variant="outlined" sx={{ overflowX: 'auto' }}>
            {children}
          </Paper>
        </ListContextProvider>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
          {data.map(row => (
            <Paper key={row.id} component="li" variant="outlined" sx={{ display: 'flex', alignItems: 'flex-start' }}>
              {selectLabel && (
                <Checkbox
                  checked={selectedIds.includes(row.id)}
                  onChange={() => onToggleItem(row.id)}
                  slotProps={{ input: { 'aria-label': selectLabel(row) } }}
                  sx={{ mt: 0.25 }}
                />
              )}
              <Box
                component={RouterLink}
                to={pathTo(row)}
                sx={{ display: 'block', flex: 1, minWidth: 0, p: 1.5, pl: selectLabel ? 0.5 : 1.5, color: 'inherit', textDecoration: 'none', borderRadius: 1 }}
              >
                {card(row)}
              </Box>
            </Paper>
          ))}
        </Box>
      )}
      <Pager />
    </Box>
  )
}

function Pager() {
  const t = useT()
  const { page, setPage, hasNextPage, hasPreviousPage } = useListContext()
  if (page === 1 && !hasNextPage) return null
  return (
    <Box component="nav" aria-label={t('list.pages')} sx={{ display: 'flex', alignItems: 'center', justifyContent: 'flex-end', gap: 1, py: 1.5 }}>
      <Button startIcon={<ChevronLeft />} disabled={!hasPreviousPage} onClick={() => setPage(page - 1)} color="inherit">
        {t('list.previous')}
      </Button>
      <Typography variant="body2" color="textSecondary" aria-current="page">
        {t('list.page', { n: page })}
      </Typography>
      <Button endIcon={<ChevronRight />} disabled={!hasNextPage} onClick={() => setPage(page + 1)} color="inherit">
        {t('list.next')}
      </Button>
    </Box>
  )
}

/** The usual inside of a row's card on a phone: what and how much above, who and when below. */
export function CardLines({ head, aside, lines }: { head: ReactNode; aside: ReactNode; lines: ReactNode[] }) {
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 1 }}>
        <Typography component="span" sx={{ fontWeight: 600, overflowWrap: 'anywhere', minWidth: 0 }}>
          {head}
        </Typography>
        {aside}
      </Box>
      {lines.map((line, index) => (
        <Typography key={index} component="div" variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
          {line}
        </Typography>
      ))}
    </>
  )
}
