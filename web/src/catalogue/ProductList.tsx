import { Button } from '@mui/material'
import { useState } from 'react'
import { DataTable } from 'react-admin'
import { useNavigate } from 'react-router-dom'
import { useCommand } from '../api/queries'
import type { Row } from '../api/resources'
import { useMay, useOperations, useStoreContext } from '../api/store-context'
import type { Product } from '../api/types'
import { Paste } from '../bulk/Paste'
import { useFormat, useT } from '../i18n/I18n'
import { AppLink } from '../layout/AppLink'
import { Chip } from '../layout/Chip'
import { CommandDialog } from '../layout/CommandDialog'
import { CardLines, ListPage } from '../layout/ListPage'
import { useSaid } from '../layout/Said'
import { Unbroken } from '../layout/Unbroken'
import { usePaths } from '../layout/usePaths'
import { NEW_PRODUCT, PRODUCT_COLUMNS, productOf, readProductRow } from './product'
import { ProductFields } from './ProductFields'

type ProductRow = Row<'products'>

const Column = DataTable.Col<ProductRow>

export default function ProductList() {
  const t = useT()
  const may = useMay()
  const format = useFormat()
  const path = usePaths()
  const { store } = useStoreContext()
  const { putProducts } = useOperations()
  const [open, setOpen] = useState<'new' | 'paste' | null>(null)
  return (
    <>
      <ListPage
        resource="products"
        title={t('products.title')}
        below={t('products.below')}
        actions={
          may('catalogue.write') && (
            <>
              <Button variant="outlined" color="inherit" sx={{ borderColor: 'divider' }} onClick={() => setOpen('paste')}>
                {t('bulk.paste')}
              </Button>
              <Button variant="contained" onClick={() => setOpen('new')}>
                {t('products.add')}
              </Button>
            </>
          )
        }
        filters={[{ kind: 'search', name: 'q', label: t('stock.search') }]}
        empty={{ title: t('products.empty'), hint: t('products.empty_hint') }}
        pathTo={product => path.product(product.sku)}
        card={product => (
          <CardLines
            head={product.sku}
            aside={<ActiveChip isActive={product.is_active ?? true} />}
            lines={[product.name, [product.location, product.unit_price && format.money(product.unit_price)].filter(Boolean).join(' · ')].filter(Boolean)}
          />
        )}
      >
        <DataTable<ProductRow> rowClick={id => path.product(String(id))} bulkActionButtons={false}>
          <Column source="sku" label={t('stock.sku')} disableSort render={product => <Unbroken><AppLink to={path.product(product.sku)}>{product.sku}</AppLink></Unbroken>} />
          <Column source="name" label={t('products.name')} disableSort />
          <Column source="location" label={t('products.location')} disableSort render={product => <Unbroken>{product.location}</Unbroken>} />
          <Column source="gtin" label="GTIN" disableSort render={product => product.gtin ?? '–'} />
          <Column source="weight_grams" label={t('products.weight')} disableSort align="right" render={product => (product.weight_grams ? format.weight(product.weight_grams) : '–')} />
          <Column source="unit_price" label={t('orders.unit_price')} disableSort align="right" render={product => (product.unit_price ? format.money(product.unit_price) : '–')} />
          <Column source="is_active" label={t('orders.status_label')} disableSort render={product => <ActiveChip isActive={product.is_active ?? true} />} />
        </DataTable>
      </ListPage>
      {open === 'new' && <AddDialog onClose={() => setOpen(null)} />}
      {open === 'paste' && (
        <Paste<Product>
          title={t('products.paste_title')}
          example={'sku\tname\tlocation\tunit_price\n85123A\tWhite hanging heart\tA-01-03\t2.55'}
          columns={PRODUCT_COLUMNS}
          resource="products"
          read={cell => readProductRow(cell, store.currency)}
          send={putProducts}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}

function ActiveChip({ isActive }: { isActive: boolean }) {
  const t = useT()
  return isActive ? <Chip tone="good">{t('products.active')}</Chip> : <Chip tone="neutral">{t('products.inactive')}</Chip>
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const say = useSaid()
  const path = usePaths()
  const navigate = useNavigate()
  const { store } = useStoreContext()
  const { putProducts } = useOperations()
  const [draft, setDraft] = useState(NEW_PRODUCT)
  const product = productOf(draft, store.currency)
  const command = useCommand((item: Product) => putProducts([item]), ['products'], () => {
    say(t('products.saved'))
    navigate(path.product(draft.sku.trim().toUpperCase()))
  })
  return (
    <CommandDialog
      {...command}
      title={t('products.add')}
      confirm={t('products.add')}
      isReady={!('fault' in product)}
      onConfirm={() => !('fault' in product) && command.send(product)}
      onClose={onClose}
    >
      <ProductFields draft={draft} onChange={setDraft} problem={command.problem} isNew />
    </CommandDialog>
  )
}
