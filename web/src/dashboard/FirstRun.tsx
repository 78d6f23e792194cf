import CheckCircle from '@mui/icons-material/CheckCircle'
import RadioButtonUnchecked from '@mui/icons-material/RadioButtonUnchecked'
import { Box, Typography } from '@mui/material'
import { useQueries } from '@tanstack/react-query'
import { useMay, useOperations } from '../api/store-context'
import type { Page, Permission } from '../api/types'
import type { MessageKey } from '../i18n/translate'
import { useT } from '../i18n/I18n'
import { AppButton } from '../layout/AppButton'
import { Panel } from '../layout/Panel'
import { usePaths } from '../layout/usePaths'

type Step = { name: 'products' | 'stock' | 'orders' | 'shipped'; reads: Permission; needs: Permission; to: string; list: () => Promise<Page<unknown>> }

/** The way from an empty store to the first parcel. It is shown until the first order has shipped, and knows what is done already. */
export function FirstRun() {
  const t = useT()
  const may = useMay()
  const path = usePaths()
  const { listProducts, listStock, listOrders } = useOperations()
  const all: Step[] = [
    { name: 'products', reads: 'catalogue.read', needs: 'catalogue.write', to: path.products(), list: () => listProducts({ limit: 1 }) },
    { name: 'stock', reads: 'stock.read', needs: 'stock.receive', to: path.receive(), list: () => listStock({ limit: 1 }) },
    { name: 'orders', reads: 'orders.read', needs: 'imports.write', to: path.imports(), list: () => listOrders({ limit: 1 }) },
    { name: 'shipped', reads: 'orders.read', needs: 'fulfilment.release', to: path.batches(), list: () => listOrders({ status: 'shipped', limit: 1 }) },
  ]
  const steps = all.filter(step => may(step.reads))
  const answers = useQueries({ queries: steps.map(step => ({ queryKey: [step.name === 'shipped' ? 'orders' : step.name, 'first-run', step.name], queryFn: step.list, staleTime: 60_000 })) })
  const done = answers.map(({ data }) => (data?.items.length ?? 0) > 0)
  const isKnown = answers.every(({ data }) => data)
  // A store that has orders but no shipped ones among its newest is not new.
  if (!isKnown || steps.length === 0 || done.at(-1) || done[steps.findIndex(step => step.name === 'orders')]) return null
  const next = done.indexOf(false)
  return (
    <Panel title={t('first_run.title')} sx={{ mb: 2 }}>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {t('first_run.hint')}
      </Typography>
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {steps.map((step, index) => (
          <Box component="li" key={step.name} sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, rowGap: 0.5, py: 1, borderTop: 1, borderColor: 'divider' }}>
            {done[index] ? <CheckCircle color="success" titleAccess={t('first_run.done')} /> : <RadioButtonUnchecked sx={{ color: 'text.secondary' }} />}
            <Box sx={{ flex: '1 1 220px', minWidth: 0 }}>
              <Typography sx={{ fontWeight: 600 }}>{t(`first_run.${step.name}` as MessageKey)}</Typography>
              <Typography variant="body2" color="textSecondary">
                {t(`first_run.${step.name}_hint` as MessageKey)}
              </Typography>
            </Box>
            {!done[index] && may(step.needs) && (
              <AppButton variant={index === next ? 'contained' : 'outlined'} to={step.to}>
                {t('first_run.go')}
              </AppButton>
            )}
          </Box>
        ))}
      </Box>
    </Panel>
  )
}
