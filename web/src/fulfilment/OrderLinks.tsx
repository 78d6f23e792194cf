import { Box, Button } from '@mui/material'
import { useState } from 'react'
import type { OrderName } from '../api/types'
import { useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Panel } from '../layout/Panel'
import { usePaths } from '../layout/usePaths'
import { OrderStatusChip } from '../orders/OrderStatus'

const FIRST = 60

/** The orders of a batch or manifest. */
export function OrderLinks({ orders }: { orders: OrderName[] }) {
  const t = useT()
  const path = usePaths()
  const [showsAll, setShowsAll] = useState(false)
  return (
    <Panel title={t('orders.title')}>
      <Box
        component="ul"
        sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(210px, 100%), 1fr))', columnGap: 2, rowGap: 0.75 }}
      >
        {(showsAll ? orders : orders.slice(0, FIRST)).map(order => (
          <Box component="li" key={order.id} sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 1, overflowWrap: 'anywhere' }}>
            <AppLink to={path.order(order.id)} variant="body2">
              {order.reference}
            </AppLink>
            <OrderStatusChip status={order.status} />
          </Box>
        ))}
      </Box>
      {orders.length > FIRST && !showsAll && (
        <Button sx={{ mt: 1 }} onClick={() => setShowsAll(true)}>
          {t('fulfilment.all_orders', { n: orders.length })}
        </Button>
      )}
    </Panel>
  )
}
