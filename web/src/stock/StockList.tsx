import { Button } from '@mui/material'
import { useState } from 'react'
import { DataTable } from 'react-admin'
import type { Row } from '../api/resources'
import { useMay } from '../api/store-context'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Chip } from '../layout/Chip'
import { CardLines, ListPage } from '../layout/ListPage'
import { usePaths } from '../layout/usePaths'
import { ReceiveDialog } from './ReceiveDialog'

type StockRow = Row<'stock'>

const Column = DataTable.Col<StockRow>

export default function StockList() {
  const t = useT()
  const may = useMay()
  const format = useFormat()
  const path = usePaths()
  const [isReceiving, setIsReceiving] = useState(false)
  return (
    <>
      <ListPage
        resource="stock"
        title={t('stock.title')}
        actions={
          may('stock.receive') && (
            <Button variant="contained" onClick={() => setIsReceiving(true)}>
              {t('stock.receive')}
            </Button>
          )
        }
        filters={[{ kind: 'search', name: 'q', label: t('stock.search') }]}
        empty={{ title: t('stock.empty'), hint: t('stock.empty_hint') }}
        pathTo={level => path.sku(level.sku)}
        card={level => (
          <CardLines
            head={level.sku}
            aside={<BackorderChip units={level.backordered} />}
            lines={[
              level.name,
              `${t('stock.available')} ${format.number(level.available)} · ${t('stock.allocated')} ${format.number(level.allocated)} · ${t('stock.on_hand')} ${format.number(level.on_hand)}`,
            ]}
          />
        )}
      >
        <DataTable<StockRow> rowClick={id => path.sku(String(id))} bulkActionButtons={false}>
          <Column source="sku" label={t('stock.sku')} disableSort render={level => <AppLink to={path.sku(level.sku)}>{level.sku}</AppLink>} />
          <Column source="name" label={t('stock.name')} disableSort />
          <Column source="warehouse" label={t('stock.warehouse')} disableSort />
          <Column source="on_hand" label={t('stock.on_hand')} disableSort align="right" render={level => format.number(level.on_hand)} />
          <Column source="allocated" label={t('stock.allocated')} disableSort align="right" render={level => format.number(level.allocated)} />
          <Column
            source="available"
            label={t('stock.available')}
            disableSort
            align="right"
            render={level => <strong>{format.number(level.available)}</strong>}
          />
          <Column
            source="backordered"
            label={t('stock.backordered')}
            disableSort
            align="right"
            render={level => (level.backordered > 0 ? <BackorderChip units={level.backordered} /> : '–')}
          />
          <Column source="incoming" label={t('stock.incoming')} disableSort align="right" render={level => (level.incoming > 0 ? format.number(level.incoming) : '–')} />
          <Column
            source="waiting_orders"
            label={t('stock.waiting_orders')}
            disableSort
            align="right"
            render={level => (level.waiting_orders > 0 ? format.number(level.waiting_orders) : '–')}
          />
        </DataTable>
      </ListPage>
      {isReceiving && <ReceiveDialog onClose={() => setIsReceiving(false)} />}
    </>
  )
}

function BackorderChip({ units }: { units: number }) {
  const t = useT()
  return units > 0 ? <Chip tone="warn">{t('stock.n_backordered', { n: units })}</Chip> : null
}
