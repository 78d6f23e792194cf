import { Box, Skeleton, Typography } from '@mui/material'
import { useParams } from 'react-router-dom'
import { useRecord } from '../api/queries'
import type { Finding, Order, Party } from '../api/types'
import { useFormat, useT, useWord } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Facts } from '../layout/Facts'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { FrozenNotice } from '../findings/FrozenNotice'
import { isFreezing } from '../findings/findings'
import { CostPanel } from '../costs/CostPanel'
import { OrderActions } from './OrderActions'
import { OrderLines } from './OrderLines'
import { OrderReturns } from './OrderReturns'
import { HoldChips, OrderStatusChip } from './OrderStatus'
import { Parcels } from './Parcels'
import { Timeline } from './Timeline'
import { WhyNotShipped } from './WhyNotShipped'

export default function OrderPage() {
  const t = useT()
  const path = usePaths()
  const { id = '' } = useParams()
  const { record: order, problem } = useRecord('orders', id)
  const back = { to: path.orders(), label: t('orders.title') }

  if (!order)
    return (
      <>
        <PageHeader title={t('orders.one')} back={back} />
        {problem ? <ProblemAlert problem={problem} /> : <Skeleton variant="rounded" height={400} />}
      </>
    )
  return (
    <>
      <PageHeader
        title={t('orders.page_title', { reference: order.reference })}
        back={back}
        beside={
          <Box sx={{ display: 'flex', gap: 0.5, flexWrap: 'wrap' }}>
            <OrderStatusChip status={order.status} />
            <HoldChips holds={order.holds} />
          </Box>
        }
        below={
          <>
            {t('orders.placed_on')} <When at={order.placed_at} /> · {t('orders.n_units', { n: order.units })}
          </>
        }
        actions={<OrderActions order={order} />}
      />
      <FrozenNotice isAbout={finding => finding.order === order.id || waitsForFrozen(order, finding)} />
      {order.why_not_shipped && <WhyNotShipped why={order.why_not_shipped} decision={order.decision ?? null} />}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) 340px' }, alignItems: 'start' }}>
        <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>
          <OrderLines order={order} />
          <Parcels parcels={order.parcels} lines={order.lines} />
          <OrderReturns returns={order.returns} />
          <Timeline entries={order.timeline} />
        </Box>
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))', lg: 'minmax(0, 1fr)' }, alignItems: 'start' }}>
          <Totals order={order} />
          <Delivery order={order} />
          <Origin order={order} />
          {order.cost && <CostPanel cost={order.cost} />}
        </Box>
      </Box>
    </>
  )
}

/** A frozen SKU stops the lines that still wait for it. */
const waitsForFrozen = (order: Order, finding: Finding) => isFreezing(finding) && order.lines.some(line => line.sku === finding.sku && line.backordered > 0)

function Totals({ order }: { order: Order }) {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  return (
    <Panel title={t('orders.totals')}>
      <Facts
        areFigures
        facts={[
          ...order.charges.map((charge): [string, string] => [word('orders.charge', charge.name), format.money(charge.net)]),
          [t('orders.net'), format.money(order.totals.net)],
          [t('orders.tax'), format.money(order.totals.tax)],
          [t('orders.gross'), <strong key="gross">{format.money(order.totals.gross)}</strong>],
          [t('orders.payment_terms'), order.payment_terms],
        ]}
      />
    </Panel>
  )
}

function Delivery({ order }: { order: Order }) {
  const t = useT()
  const word = useWord()
  return (
    <Panel title={t('orders.delivery')}>
      <PartyLines party={order.consignee_party} />
      <Box sx={{ mt: 1.5 }}>
        <Facts
          facts={[
            [t('orders.service'), order.shipping_service && word('orders.services', order.shipping_service)],
            [t('orders.promised_at'), order.promised_at && <When at={order.promised_at} form="date" />],
            [t('orders.notes'), order.notes],
          ]}
        />
      </Box>
    </Panel>
  )
}

function Origin({ order }: { order: Order }) {
  const t = useT()
  const word = useWord()
  const path = usePaths()
  return (
    <Panel title={t('orders.origin')}>
      <Facts
        facts={[
          [t('orders.id'), <code key="id">{order.id}</code>],
          [t('orders.channel'), word('orders.channels', order.channel)],
          [
            t('orders.source'),
            order.source && (
              <AppLink to={path.import(order.source.import)}>{t('orders.source_row', { row: String(order.source.row) })}</AppLink>
            ),
          ],
          [t('orders.batch'), order.batch && <AppLink to={path.batch(order.batch)}>{order.batch}</AppLink>],
          [t('orders.customer_code'), order.customer_code],
          [t('orders.buyer'), order.buyer && order.buyer.name !== order.consignee_party.name && order.buyer.name],
        ]}
      />
    </Panel>
  )
}

function PartyLines({ party }: { party: Party }) {
  const format = useFormat()
  const place = [party.postcode, party.city].filter(Boolean).join(' ')
  const lines = [party.company, ...party.street, place, party.region, format.country(party.country)].filter(Boolean)
  return (
    <Box component="address" sx={{ fontStyle: 'normal', overflowWrap: 'anywhere' }}>
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        {party.name}
      </Typography>
      {lines.map((line, index) => (
        <Typography key={index} variant="body2">
          {line}
        </Typography>
      ))}
      {[party.email, party.phone].filter(Boolean).map(contact => (
        <Typography key={contact} variant="body2" color="textSecondary">
          {contact}
        </Typography>
      ))}
    </Box>
  )
}
