import { Box, Paper, Table, TableBody, TableCell, TableHead, TableRow, Typography, useMediaQuery, useTheme } from '@mui/material'
import type { Order, OrderLine } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Bar, Legend, type Segment } from '../layout/Bar'
import { Panel } from '../layout/Panel'
import { Unbroken } from '../layout/Unbroken'
import { usePaths } from '../layout/usePaths'
import { PLACES, sumCounters } from './counters'

export function OrderLines({ order }: { order: Order }) {
  const t = useT()
  const theme = useTheme()
  const hasRoom = useMediaQuery(theme.breakpoints.up('md'), { noSsr: true })
  const segments = useSegments()
  const all = segments(sumCounters(order.lines))
  return (
    <Panel title={t('orders.lines')} flush>
      <Box sx={{ px: 2, pb: 1.5, display: 'grid', gap: 1 }}>
        <Bar segments={all} height={12} />
        <Legend segments={all.filter(segment => segment.value > 0)} />
      </Box>
      {hasRoom ? <LineTable lines={order.lines} /> : <LineCards lines={order.lines} />}
    </Panel>
  )
}

function LineTable({ lines }: { lines: OrderLine[] }) {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell align="right">#</TableCell>
            <TableCell>{t('orders.sku')}</TableCell>
            <TableCell>{t('orders.description')}</TableCell>
            <TableCell align="right">{t('orders.ordered')}</TableCell>
            <TableCell sx={{ width: '26%' }}>{t('orders.where_units_are')}</TableCell>
            <TableCell align="right">{t('orders.unit_price')}</TableCell>
            <TableCell align="right">{t('orders.tax_rate')}</TableCell>
            <TableCell align="right">{t('orders.gross')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {lines.map(line => (
            <TableRow key={line.line}>
              <TableCell align="right" sx={{ color: 'text.secondary' }}>
                {line.line}
              </TableCell>
              <TableCell>
                <Unbroken><AppLink to={path.sku(line.sku)}>{line.sku}</AppLink></Unbroken>
              </TableCell>
              <TableCell>{line.description}</TableCell>
              <TableCell align="right">{format.number(line.ordered)}</TableCell>
              <TableCell>
                <LineCounters line={line} />
              </TableCell>
              <TableCell align="right">{format.money(line.unit_price)}</TableCell>
              <TableCell align="right">{format.percent(line.tax_rate)}</TableCell>
              <TableCell align="right">{format.money(line.gross)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  )
}

function LineCards({ lines }: { lines: OrderLine[] }) {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {lines.map(line => (
        <Paper key={line.line} component="li" square sx={{ borderTop: 1, borderColor: 'divider', px: 2, py: 1.25, display: 'grid', gap: 0.5 }}>
          <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
            <AppLink to={path.sku(line.sku)}>{line.sku}</AppLink>
            <Typography variant="body2">{format.money(line.gross)}</Typography>
          </Box>
          <Typography variant="body2" color="textSecondary">
            {line.description} · {t('orders.n_units', { n: line.ordered })}
          </Typography>
          <LineCounters line={line} />
        </Paper>
      ))}
    </Box>
  )
}

function LineCounters({ line }: { line: OrderLine }) {
  const format = useFormat()
  const shown = useSegments()(line).filter(segment => segment.value > 0)
  return (
    <Box sx={{ display: 'grid', gap: 0.5 }}>
      <Bar segments={shown} />
      <Typography variant="caption" color="textSecondary" aria-hidden>
        {shown.map(segment => `${segment.name} ${format.number(segment.value)}`).join(' · ')}
      </Typography>
    </Box>
  )
}

function useSegments() {
  const t = useT()
  return (counters: Pick<OrderLine, (typeof PLACES)[number]['name']>): Segment[] =>
    PLACES.map(({ name, ...look }) => ({ ...look, name: t(`orders.counter.${name}`), value: counters[name] }))
}
