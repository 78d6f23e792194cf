import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography, useMediaQuery, useTheme } from '@mui/material'
import type { ReactNode } from 'react'
import { TimeZoneProvider, useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { useNow } from '../layout/useNow'
import { paths } from '../paths'
import { countOf, filterOf, WORKS, type BoardRow, type When } from './board'
import { NextSteps } from './NextSteps'

const TICK_MS = 15_000

/** The services of the stores with one cut-off: a table where there is room, cards with what there is where there is not. */
export function Rows({ rows, when }: { rows: BoardRow[]; when: When }) {
  const t = useT()
  const theme = useTheme()
  const hasRoom = useMediaQuery(theme.breakpoints.up('lg'), { noSsr: true })
  const key = ({ store, service }: BoardRow) => `${store.id}/${service.service}`
  // A column that is empty for all of them tells nothing.
  const works = WORKS.filter(work => rows.some(row => countOf(row, work) > 0))
  if (!hasRoom)
    return (
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {rows.map(row => (
          <Box component="li" key={key(row)} sx={{ borderTop: 1, borderColor: 'divider', px: 2, py: 1.25, display: 'grid', gap: 0.75 }}>
            <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1, alignItems: 'baseline' }}>
              <Name row={row} when={when} />
              <Figure row={row}>{row.service.orders}</Figure>
            </Box>
            <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.5 }}>
              {works
                .filter(work => countOf(row, work) > 0)
                .map(work => (
                  <Typography key={work} variant="body2" component="span">
                    {t(`board.work.${work}`)} <Figure row={row} work={work} />
                  </Typography>
                ))}
            </Box>
            <Holds row={row} />
            <NextSteps row={row} />
          </Box>
        ))}
      </Box>
    )
  return (
    <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={t(`board.when.${when}`)}>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('board.store')}</TableCell>
            <TableCell align="right">{t('board.orders')}</TableCell>
            {works.map(work => (
              <TableCell key={work} align="right">
                {t(`board.work.${work}`)}
              </TableCell>
            ))}
            <TableCell>{t('board.next')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(row => (
            <TableRow key={key(row)} sx={{ '& > *': { verticalAlign: 'baseline' } }}>
              <TableCell component="th" scope="row">
                <Name row={row} when={when} />
              </TableCell>
              <TableCell align="right">
                <Figure row={row}>{row.service.orders}</Figure>
              </TableCell>
              {works.map(work => (
                <TableCell key={work} align="right">
                  <Figure row={row} work={work} />
                  {work === 'on_hold' && <Holds row={row} />}
                </TableCell>
              ))}
              <TableCell sx={{ whiteSpace: 'nowrap' }}>
                <NextSteps row={row} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  )
}

/** Whose orders these are, and by when they leave, by the clock of their store. */
function Name({ row: { store, service, due_to }, when }: { row: BoardRow; when: When }) {
  return (
    <Box component="span" sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
      <Typography component="span" variant="body2" sx={{ fontWeight: 600 }}>
        {store.name}
      </Typography>{' '}
      <Typography component="span" variant="body2" color="textSecondary">
        {service.service}
        {(when === 'next' || when === 'then') && due_to && (
          <TimeZoneProvider value={store.time_zone}>
            <Due at={due_to} />
          </TimeZoneProvider>
        )}
      </Typography>
    </Box>
  )
}

function Due({ at }: { at: string }) {
  const t = useT()
  const format = useFormat()
  const now = useNow(TICK_MS)
  return (
    <>
      {' · '}
      <time dateTime={at} title={format.exact(at)}>
        {t('board.due', { at: format.time(at) })}
      </time>
      {', '}
      {t('board.in_time', { time: format.duration(Date.parse(at) - now) })}
    </>
  )
}

/** A count, which leads to exactly those orders. */
function Figure({ row, work, children }: { row: BoardRow; work?: (typeof WORKS)[number]; children?: ReactNode }) {
  const t = useT()
  const format = useFormat()
  const n = work ? countOf(row, work) : row.service.orders
  if (n === 0) return <Box component="span" sx={{ color: 'text.secondary' }}>–</Box>
  const of = work ? t(`board.work.${work}`) : t('board.orders')
  return (
    <AppLink
      to={paths(row.store.id).orders(filterOf(row, work ? { work } : {}))}
      aria-label={`${of}: ${t('board.n_orders', { n })}, ${row.store.name}, ${row.service.service}`}
      sx={{ fontWeight: 650, fontVariantNumeric: 'tabular-nums', display: 'inline-flex', alignItems: 'center', justifyContent: 'flex-end', minWidth: 24, minHeight: 24 }}
    >
      {row.atLeast ? t('board.at_least', { n }) : typeof children === 'number' ? format.number(children) : format.number(n)}
    </AppLink>
  )
}

/** Why orders are on hold, each reason with its own list. */
function Holds({ row }: { row: BoardRow }) {
  const t = useT()
  const format = useFormat()
  if (row.service.holds.length === 0) return null
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, justifyContent: { lg: 'flex-end' } }}>
      {row.service.holds.map(({ reason, orders }) => (
        <Typography key={reason} variant="caption" component="span">
          <AppLink to={paths(row.store.id).orders(filterOf(row, { work: 'on_hold', hold: reason }))} color="textSecondary" sx={{ display: 'inline-flex', alignItems: 'center', minHeight: 24 }}>
            {t(`orders.hold.${reason}`)} {format.number(orders)}
          </AppLink>
        </Typography>
      ))}
    </Box>
  )
}
