import { Box, Button } from '@mui/material'
import { useState } from 'react'
import { useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Panel } from '../layout/Panel'
import { usePaths } from '../layout/usePaths'

const FIRST = 60

/** The orders of a batch or manifest, known by id only. */
export function OrderLinks({ orders }: { orders: string[] }) {
  const t = useT()
  const path = usePaths()
  const [showsAll, setShowsAll] = useState(false)
  return (
    <Panel title={t('orders.title')}>
      <Box
        component="ul"
        sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(250px, 100%), 1fr))', columnGap: 2, rowGap: 0.5 }}
      >
        {(showsAll ? orders : orders.slice(0, FIRST)).map(order => (
          <Box component="li" key={order} sx={{ overflowWrap: 'anywhere' }}>
            <AppLink to={path.order(order)} variant="body2">
              {order}
            </AppLink>
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
