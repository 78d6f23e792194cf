import { Box } from '@mui/material'
import { DataTable } from 'react-admin'
import type { Row } from '../api/resources'
import { WORKS } from '../board/board'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { CardLines, ListPage } from '../layout/ListPage'
import { Unbroken } from '../layout/Unbroken'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { HOLD_REASONS } from './holds'
import { BulkBar } from './bulk/BulkBar'
import { HoldChips, ORDER_STATUSES, OrderStatusChip } from './OrderStatus'

type OrderRow = Row<'orders'>

const Column = DataTable.Col<OrderRow>

export default function OrderList() {
  const t = useT()
  const format = useFormat()
  const path = usePaths()
  return (
    <ListPage
      resource="orders"
      title={t('orders.title')}
      empty={{ title: t('orders.empty'), hint: t('orders.empty_hint') }}
      pathTo={order => path.order(order.id)}
      filters={[
        { kind: 'search', name: 'reference', label: t('orders.reference'), hint: t('orders.reference_hint') },
        {
          kind: 'choice',
          name: 'status',
          label: t('orders.status_label'),
          options: ORDER_STATUSES.map(value => ({ value, label: t(`orders.status.${value}`) })),
        },
        { kind: 'choice', name: 'waiting', label: t('orders.stock_label'), options: [{ value: 'true', label: t('orders.waits_for_stock') }] },
        { kind: 'choice', name: 'work', label: t('board.filter_work'), options: WORKS.map(value => ({ value, label: t(`board.work.${value}`) })) },
        { kind: 'text', name: 'consignee', label: t('orders.consignee') },
        { kind: 'text', name: 'sku', label: t('orders.sku') },
        { kind: 'text', name: 'service', label: t('board.filter_service') },
        { kind: 'choice', name: 'hold', label: t('board.filter_hold'), options: HOLD_REASONS.map(value => ({ value, label: t(`orders.hold.${value}`) })) },
        { kind: 'moment', name: 'due_from', label: t('board.due_from') },
        { kind: 'moment', name: 'due_to', label: t('board.due_to') },
        { kind: 'day', name: 'placed_from', label: t('orders.placed_from') },
        { kind: 'day', name: 'placed_to', label: t('orders.placed_to') },
        { kind: 'day', name: 'shipped_from', label: t('orders.shipped_from') },
        { kind: 'day', name: 'shipped_to', label: t('orders.shipped_to') },
      ]}
      selection={{ bar: columns => <BulkBar columns={columns} />, label: order => t('selection.one', { reference: order.reference }) }}
      card={order => (
        <CardLines
          head={order.reference}
          aside={<OrderStatusChip status={order.status} />}
          lines={[
            `${order.consignee}, ${format.country(order.country)}`,
            <Box key="figures" sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
              <When at={order.placed_at} />
              <span>
                {t('orders.n_units', { n: order.units })} · {format.money(order.total)}
              </span>
            </Box>,
            order.holds.length > 0 && <HoldChips key="holds" holds={order.holds} />,
          ].filter(Boolean)}
        />
      )}
    >
      <DataTable<OrderRow> rowClick={id => path.order(String(id))} bulkActionButtons={<></>} bulkActionsToolbar={<></>}>
        <Column
          source="reference"
          label={t('orders.reference')}
          disableSort
          render={order => <Unbroken><AppLink to={path.order(order.id)}>{order.reference}</AppLink></Unbroken>}
        />
        <Column
          source="status"
          label={t('orders.status_label')}
          disableSort
          render={order => (
            <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>
              <OrderStatusChip status={order.status} />
              {order.status !== 'on_hold' && <HoldChips holds={order.holds} />}
            </Box>
          )}
        />
        <Column source="consignee" label={t('orders.consignee')} disableSort />
        <Column source="country" label={t('orders.country')} disableSort render={order => format.country(order.country)} />
        <Column source="placed_at" label={t('orders.placed_at')} disableSort render={order => <When at={order.placed_at} />} />
        <Column
          source="shipped_at"
          label={t('orders.shipped_at')}
          disableSort
          render={order => (order.shipped_at ? <When at={order.shipped_at} /> : '–')}
        />
        <Column source="n_lines" label={t('orders.lines')} disableSort align="right" render={order => format.number(order.n_lines)} />
        <Column source="units" label={t('orders.units')} disableSort align="right" render={order => format.number(order.units)} />
        <Column source="total" label={t('orders.total')} disableSort align="right" render={order => format.money(order.total)} />
      </DataTable>
    </ListPage>
  )
}
