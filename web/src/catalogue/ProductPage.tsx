import { Box, Button, Skeleton } from '@mui/material'
import { useState } from 'react'
import { useParams } from 'react-router-dom'
import { useCommand, useRecord } from '../api/queries'
import { useMay, useOperations, useStoreContext } from '../api/store-context'
import type { Product } from '../api/types'
import { useT } from '../i18n/I18n'
import { AppButton } from '../layout/AppButton'
import { PageHeader } from '../layout/PageHeader'
import { Panel } from '../layout/Panel'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { Unsaved } from '../layout/Unsaved'
import { usePaths } from '../layout/usePaths'
import { draftOf, productOf } from './product'
import { ProductFields } from './ProductFields'

export default function ProductPage() {
  const t = useT()
  const may = useMay()
  const path = usePaths()
  const { id: sku = '' } = useParams()
  const { record: product, problem } = useRecord('products', sku)
  return (
    <>
      <PageHeader
        title={sku}
        back={{ to: path.products(), label: t('products.title') }}
        below={product?.name}
        actions={
          may('stock.read') && (
            <AppButton variant="outlined" color="inherit" to={path.sku(sku)} sx={{ borderColor: 'divider' }}>
              {t('products.stock')}
            </AppButton>
          )
        }
      />
      {problem && <ProblemAlert problem={problem} />}
      {!product && !problem && <Skeleton variant="rounded" height={320} />}
      {product && <Editor key={product.sku} product={product} />}
    </>
  )
}

function Editor({ product }: { product: Product }) {
  const t = useT()
  const may = useMay()
  const say = useSaid()
  const { store } = useStoreContext()
  const { putProducts } = useOperations()
  const [draft, setDraft] = useState(() => draftOf(product))
  const wanted = productOf(draft, store.currency)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(product))
  const command = useCommand((item: Product) => putProducts([item]), ['products', 'stock'], () => say(t('products.saved')))
  return (
    <Panel title={t('products.one')} sx={{ maxWidth: 860 }}>
      <Unsaved isChanged={isChanged && !command.isSending} />
      <Box
        component="form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (!('fault' in wanted)) command.send(wanted)
        }}
        sx={{ pt: 1 }}
      >
        <ProductFields draft={draft} onChange={setDraft} problem={command.problem} isReadOnly={!may('catalogue.write')} />
        {command.problem && <ProblemAlert problem={command.problem} />}
        {may('catalogue.write') && (
          <Box sx={{ display: 'flex', gap: 1, mt: 2 }}>
            <Button type="submit" variant="contained" disabled={!isChanged || 'fault' in wanted} loading={command.isSending}>
              {t('action.save')}
            </Button>
            <Button color="inherit" disabled={!isChanged || command.isSending} onClick={() => setDraft(draftOf(product))}>
              {t('action.undo')}
            </Button>
          </Box>
        )}
      </Box>
    </Panel>
  )
}
