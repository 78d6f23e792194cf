import { Alert, Box, Button, Typography } from '@mui/material'
import { useNavigate } from 'react-router-dom'
import { useCommand, useGrowingList } from '../api/queries'
import { useOperations } from '../api/store-context'
import type { Import, MappedOrder } from '../api/types'
import { useFormat, useFullStop, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Growing } from '../layout/Growing'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { SmallTable } from '../layout/SmallTable'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'

/** Says of a dry run that it is one, and imports what it shows. */
export function TrialBanner({ it }: { it: Import }) {
  const t = useT()
  const stop = useFullStop()
  const path = usePaths()
  const navigate = useNavigate()
  const say = useSaid()
  const { commitImport } = useOperations()
  const command = useCommand((_: undefined, key) => commitImport(it.id, key), ['imports'], ({ import: started }) => {
    say(t('trial.imported'))
    navigate(path.import(started.id))
  })
  if (it.committed_as)
    return (
      <Alert severity="info" variant="outlined" sx={{ mb: 2 }}>
        {t('trial.became')} <AppLink to={path.import(it.committed_as)}>{t('trial.became_link')}</AppLink>
      </Alert>
    )
  const isDone = it.state === 'tried'
  return (
    <Box sx={{ mb: 2 }}>
      <Alert
        severity={isDone && it.orders.accepted === 0 ? 'warning' : 'info'}
        variant="outlined"
        sx={{ alignItems: 'center', flexWrap: 'wrap', '& .MuiAlert-message': { flex: '1 1 260px' } }}
        action={
          it.actions.includes('commit') && (
            <Button variant="contained" loading={command.isSending} onClick={() => command.send(undefined)}>
              {t('trial.import', { n: it.orders.accepted })}
            </Button>
          )
        }
      >
        {t('trial.banner')}{' '}
        {isDone && it.orders.accepted === 0 && t('trial.nothing')}
        {it.actions.includes('commit') && it.tried_until && (
          <>
            {t('trial.until')} <When at={it.tried_until} />
            {stop}
          </>
        )}
        {it.orders.cancellations > 0 && ` ${t('trial.cancellations_hint')}`}
      </Alert>
      {command.problem && <ProblemAlert problem={command.problem} />}
    </Box>
  )
}

/** The valid orders of a dry run. */
export function MappedOrders({ it }: { it: Import }) {
  const t = useT()
  const { listMappedOrders } = useOperations()
  const list = useGrowingList(['imports', it.id, 'mapped-orders', it.orders.accepted], cursor => listMappedOrders(it.id, { cursor, limit: 20 }))
  return (
    <Panel title={t('trial.orders')} flush>
      <Growing list={list} empty={t('trial.no_orders')}>
        {items => <MappedOrderTable orders={items} />}
      </Growing>
    </Panel>
  )
}

export function MappedOrderTable({ orders }: { orders: MappedOrder[] }) {
  const t = useT()
  const format = useFormat()
  return (
    <SmallTable
      rows={orders}
      rowKey={order => `${order.row} ${order.reference}`}
      columns={[
        { label: t('preview.order'), cell: order => <strong>{order.reference}</strong> },
        { label: t('trial.placed_at'), cell: order => <When at={order.placed_at} /> },
        { label: t('trial.consignee'), cell: order => [order.consignee.name, order.consignee.city, format.country(order.consignee.country)].filter(Boolean).join(', ') },
        { label: t('trial.goods'), cell: order => <Goods order={order} /> },
        { label: t('trial.total'), align: 'right', cell: order => (order.total ? format.money(order.total) : '–') },
      ]}
    />
  )
}

const MAX_GOODS = 3

function Goods({ order }: { order: MappedOrder }) {
  const t = useT()
  const format = useFormat()
  return (
    <>
      {order.lines.slice(0, MAX_GOODS).map((line, index) => (
        <Typography key={index} variant="body2" component="div">
          {format.number(line.quantity)} × {line.sku}
        </Typography>
      ))}
      {order.lines.length > MAX_GOODS && (
        <Typography variant="caption" color="textSecondary">
          {t('trial.lines', { n: order.lines.length })}
        </Typography>
      )}
    </>
  )
}
