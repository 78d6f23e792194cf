import { FormControlLabel, Switch, Box } from '@mui/material'
import type { Problem } from '../api/problem'
import { useStoreContext } from '../api/store-context'
import { useT } from '../i18n/I18n'
import { Field, faultAt } from '../layout/Field'
import { productOf, type ProductDraft } from './product'

const POINTERS: Partial<Record<keyof ProductDraft, string>> = { sku: 'sku', name: 'name', gtin: 'gtin', weight: 'weight_grams', location: 'location', taxRate: 'tax_rate', price: 'unit_price' }

export function ProductFields({
  draft,
  onChange,
  problem,
  isNew = false,
  isReadOnly = false,
}: {
  draft: ProductDraft
  onChange: (draft: ProductDraft) => void
  problem: Problem | null
  isNew?: boolean
  isReadOnly?: boolean
}) {
  const t = useT()
  const { store } = useStoreContext()
  const checked = productOf(draft, store.currency)
  const own = 'fault' in checked && checked.fault !== 'missing' ? checked : null
  const part = (name: Exclude<keyof ProductDraft, 'isActive'>) => ({
    value: draft[name],
    onChange: (value: string) => onChange({ ...draft, [name]: value }),
    fault: own?.column === name ? t(`bulk.fault.${own.fault}`) : faultAt(problem, `/items/0/${POINTERS[name]}`),
    disabled: isReadOnly,
  })
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(220px, 100%), 1fr))' }}>
      {isNew && <Field label={t('stock.sku')} {...part('sku')} required autoFocus />}
      <Field label={t('products.name')} {...part('name')} required sx={{ gridColumn: '1 / -1' }} />
      <Field label={t('products.location')} {...part('location')} hint={t('products.location_hint')} />
      <Field label="GTIN" {...part('gtin')} hint={t('products.gtin_hint')} slotProps={{ htmlInput: { inputMode: 'numeric' } }} />
      <Field label={t('orders.weight_grams')} {...part('weight')} slotProps={{ htmlInput: { inputMode: 'numeric' } }} />
      <Field label={t('products.price', { currency: store.currency })} {...part('price')} slotProps={{ htmlInput: { inputMode: 'decimal' } }} />
      <Field label={t('products.tax_rate')} {...part('taxRate')} hint={t('products.tax_rate_hint')} slotProps={{ htmlInput: { inputMode: 'decimal' } }} />
      <FormControlLabel
        control={<Switch checked={draft.isActive} disabled={isReadOnly} onChange={event => onChange({ ...draft, isActive: event.target.checked })} />}
        label={t('products.is_active')}
      />
    </Box>
  )
}
