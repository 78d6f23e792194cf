import { Alert, Button } from '@mui/material'
import { useListContext } from 'ra-core'
import { useState } from 'react'
import { DataTable } from 'react-admin'
import type { Row } from '../api/resources'
import { useMay } from '../api/store-context'
import type { StockLevel } from '../api/types'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Chip } from '../layout/Chip'
import { dayIn } from '../layout/filters'
import { CardLines, ListPage } from '../layout/ListPage'
import { Unbroken } from '../layout/Unbroken'
import { usePaths } from '../layout/usePaths'
import { When } from '../layout/When'
import { BeginCountDialog } from '../counts/BeginCountDialog'
import { ReceiveDialog } from './ReceiveDialog'

type StockRow = Row<'stock'>

const Column = DataTable.Col<StockRow>

export default function StockList() {
  const t = useT()
  const may = useMay()
  const format = useFormat()
  const path = usePaths()
  const [now] = useState(() => Date.now())
  const [isReceiving, setIsReceiving] = useState(false)
  const orDash = (units: number | null | undefined) => (units ? format.number(units) : '–')
  const presets = [
    { value: 'short', label: t('stock.preset.short'), filter: { short: true } },
    { value: 'low_cover', label: t('stock.preset.low_cover'), filter: { cover_below: 14 } },
    { value: 'unavailable', label: t('stock.preset.unavailable'), filter: { has_unavailable: true } },
    { value: 'incoming', label: t('stock.preset.incoming'), filter: { incoming: true } },
    { value: 'uncounted', label: t('stock.preset.uncounted'), filter: { not_counted_for: 90 } },
  ]
  return (
    <>
      <ListPage
        resource="stock"
        title={t('stock.title')}
        actions={
          <>
            {may('stock.adjust') && <CountThese />}
            {may('stock.receive') && (
              <Button variant="contained" onClick={() => setIsReceiving(true)}>
                {t('stock.receive')}
              </Button>
            )}
          </>
        }
        above={<OfThatDay />}
        filters={[
          { kind: 'search', name: 'q', label: t('stock.search') },
          { kind: 'preset', name: 'show', label: t('stock.show'), options: presets },
          { kind: 'day', name: 'as_of', label: t('stock.as_of'), notLater: dayIn(format.timeZone, now) },
        ]}
        empty={{ title: t('stock.empty'), hint: t('stock.empty_hint') }}
        pathTo={level => path.sku(level.sku)}
        card={level => (
          <CardLines
            head={level.sku}
            aside={<BackorderChip units={level.backordered} />}
            lines={[
              level.name,
              ...(level.cover_days === null || level.cover_days === undefined ? [] : [`${t('stock.cover_days')} ${format.number(level.cover_days)}`]),
              `${t('stock.available')} ${format.number(level.available)} · ${t('stock.allocated')} ${format.number(level.allocated)} · ${t('stock.on_hand')} ${format.number(level.on_hand)}`,
            ]}
          />
        )}
      >
        <DataTable<StockRow> rowClick={id => path.sku(String(id))} bulkActionButtons={false} sx={{ '& th': { whiteSpace: 'normal', verticalAlign: 'bottom' } }}>
          <Column source="sku" label={t('stock.sku')} disableSort render={level => <Unbroken><AppLink to={path.sku(level.sku)}>{level.sku}</AppLink></Unbroken>} />
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
            render={level => (level.backordered > 0 ? <Chip tone="warn">{format.number(level.backordered)}</Chip> : '–')}
          />
          <Column source="unavailable" label={t('stock.unavailable')} disableSort align="right" render={level => orDash(unavailableOf(level))} />
          <Column source="incoming" label={t('stock.incoming')} disableSort align="right" render={level => orDash(level.incoming)} />
          <Column source="waiting_orders" label={t('stock.waiting_orders')} disableSort align="right" render={level => orDash(level.waiting_orders)} />
          <Column source="counted_at" label={t('stock.counted_at')} disableSort render={level => (level.counted_at ? <Unbroken><When at={level.counted_at} form="date" /></Unbroken> : '–')} />
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

const unavailableOf = ({ unavailable }: StockLevel) => Object.values(unavailable).reduce((sum, units) => sum + units, 0)

/** Begins a count of what the list shows. */
function CountThese() {
  const t = useT()
  const { filterValues } = useListContext()
  const [isOpen, setIsOpen] = useState(false)
  if (filterValues['as_of']) return null
  return (
    <>
      <Button variant="outlined" color="inherit" onClick={() => setIsOpen(true)} sx={{ borderColor: 'divider' }}>
        {t('stock.count_these')}
      </Button>
      {isOpen && <BeginCountDialog filter={filterValues} onClose={() => setIsOpen(false)} />}
    </>
  )
}

/** Says that the list is of another day, and leads back. */
function OfThatDay() {
  const t = useT()
  const format = useFormat()
  const { filterValues, setFilters } = useListContext()
  const day = filterValues['as_of'] as string | undefined
  if (!day) return null
  return (
    <Alert
      severity="info"
      variant="outlined"
      sx={{ mb: 2, alignItems: 'center' }}
      action={
        <Button color="inherit" onClick={() => setFilters(Object.fromEntries(Object.entries(filterValues).filter(([name]) => name !== 'as_of')))}>
          {t('stock.as_of_now')}
        </Button>
      }
    >
      <strong>{t('stock.as_of_title', { day: format.day(day) })}</strong> {t('stock.as_of_hint')}
    </Alert>
  )
}
