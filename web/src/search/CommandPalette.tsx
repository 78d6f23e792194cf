import Search from '@mui/icons-material/Search'
import { Box, Dialog, InputBase, Typography } from '@mui/material'
import { visuallyHidden } from '@mui/utils'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useId, useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { useMay, useOperations } from '../api/store-context'
import { useT } from '../i18n/I18n'
import { readOrderCode } from '../fulfilment/order-code'
import { PLACES } from '../layout/Navigation'
import { OrderStatusChip } from '../orders/OrderStatus'
import { usePaths } from '../layout/usePaths'
import { readThing } from './thing'
import type { OrderSummary, StockLevel } from '../api/types'

type Hit = { key: string; group: string; label: string; detail?: string; order?: OrderSummary; to: string }

const PAUSE_MS = 200
const N_HITS = 6

/** Anything by its name, from anywhere: pages, orders by reference or id, SKUs, reconciliation files by number, imports by id. Default export: it is loaded when somebody asks for it. */
export default function CommandPalette({ onClose }: { onClose: () => void }) {
  const t = useT()
  const id = useId()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const wanted = useDeferredValue(text.trim())
  const { hits, isSearching } = useHits(wanted)
  const at = Math.min(chosen, Math.max(hits.length - 1, 0))

  function go(hit: Hit | undefined) {
    if (!hit) return
    onClose()
    navigate(hit.to)
  }

  function onKeyDown(event: React.KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && hits.length > 0) {
      event.preventDefault()
      setChosen((at + step + hits.length) % hits.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      go(hits[at])
    }
  }

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={`${id}-title`} sx={{ '& .MuiDialog-container': { alignItems: 'flex-start' } }} slotProps={{ paper: { sx: { mt: { xs: 2, sm: 10 } } } }}>
      <Typography id={`${id}-title`} component="h2" sx={visuallyHidden}>
        {t('search.title')}
      </Typography>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1, borderBottom: 1, borderColor: 'divider' }}>
        <Search sx={{ color: 'text.secondary' }} />
        <InputBase
          autoFocus
          fullWidth
          placeholder={t('search.hint')}
          value={text}
          onChange={event => {
            setText(event.target.value)
            setChosen(0)
          }}
          onKeyDown={onKeyDown}
          inputProps={{
            maxLength: 64,
            role: 'combobox',
            'aria-label': t('search.title'),
            'aria-expanded': hits.length > 0,
            'aria-controls': `${id}-hits`,
            'aria-autocomplete': 'list',
            ...(hits[at] ? { 'aria-activedescendant': `${id}-${at}` } : {}),
            autoCapitalize: 'off',
            spellCheck: false,
          }}
          sx={{ fontSize: '1rem', minHeight: 40 }}
        />
      </Box>
      <Box component="ul" role="listbox" id={`${id}-hits`} aria-label={t('search.results')} sx={{ listStyle: 'none', m: 0, p: 1, minHeight: 120, maxHeight: 420, overflowY: 'auto' }}>
        {hits.map((hit, index) => (
          <Box
            component="li"
            key={hit.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            onMouseMove={() => setChosen(index)}
            onClick={() => go(hit)}
            sx={theme => ({
              display: 'flex',
              alignItems: 'center',
              gap: 1.5,
              px: 1.5,
              minHeight: 44,
              borderRadius: 1,
              cursor: 'pointer',
              backgroundColor: index === at ? theme.palette.tones.active.wash : 'transparent',
              color: index === at ? theme.palette.tones.active.ink : 'inherit',
            })}
          >
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <Typography component="span" sx={{ display: 'block', fontWeight: 600 }} noWrap>
                {hit.label}
              </Typography>
              {hit.detail && (
                <Typography component="span" variant="caption" noWrap sx={{ display: 'block' }}>
                  {hit.detail}
                </Typography>
              )}
            </Box>
            {hit.order && <OrderStatusChip status={hit.order.status} />}
            <Typography component="span" variant="caption">
              {hit.group}
            </Typography>
          </Box>
        ))}
        {hits.length === 0 && (
          <Box component="li" role="option" aria-selected={false} aria-disabled sx={{ px: 1.5, py: 2, color: 'text.secondary' }}>
            {isSearching ? t('list.loading') : t('search.nothing')}
          </Box>
        )}
      </Box>
    </Dialog>
  )
}

function useHits(text: string): { hits: Hit[]; isSearching: boolean } {
  const t = useT()
  const may = useMay()
  const path = usePaths()
  const { listOrders, order, listStock, import: readImport, reconciliation } = useOperations()
  const settled = useSettled(text)
  const isLong = settled.length >= 2
  const code = readOrderCode(settled)
  const orders = useQuery({
    queryKey: ['orders', 'search', settled],
    enabled: isLong && may('orders.read'),
    queryFn: async (): Promise<OrderSummary[]> => ('id' in code ? [await order(code.id)] : (await listOrders({ reference: code.reference, limit: N_HITS })).items),
    retry: false,
  })
  const stock = useQuery({
    queryKey: ['stock', 'search', settled],
    enabled: isLong && may('stock.read'),
    queryFn: async (): Promise<StockLevel[]> => (await listStock({ q: settled, limit: N_HITS })).items,
    retry: false,
  })
  const { importId, file } = readThing(settled)
  const found = useQuery({ queryKey: ['imports', 'search', importId], enabled: importId !== null && may('imports.read'), queryFn: () => readImport(importId ?? ''), retry: false })
  const numbered = useQuery({ queryKey: ['reconciliations', 'search', file], enabled: file !== null && may('reconciliation.read'), queryFn: () => reconciliation(file ?? ''), retry: false })
  const lower = text.toLowerCase()
  const pages = PLACES.filter(place => (!place.needs || may(place.needs)) && t(place.label).toLowerCase().includes(lower))
  const hits: Hit[] = [
    ...(isLong ? (orders.data ?? []) : []).map(found => ({ key: found.id, group: t('orders.one'), label: found.reference, detail: found.consignee, order: found, to: path.order(found.id) })),
    ...(isLong ? (stock.data ?? []) : []).map(found => ({ key: `sku ${found.sku}`, group: t('stock.sku'), label: found.sku, detail: found.name, to: path.sku(found.sku) })),
    ...(found.data ? [{ key: found.data.id, group: t('imports.one'), label: found.data.file_name, to: path.import(found.data.id) }] : []),
    ...(numbered.data ? [{ key: `file ${numbered.data.sequence}`, group: t('reconciliations.title'), label: t('reconciliations.number', { number: String(numbered.data.sequence) }), to: path.reconciliation(numbered.data.sequence) }] : []),
    ...pages.map(place => ({ key: place.label, group: t('search.page'), label: t(place.label), to: place.to(path) })),
  ]
  return { hits, isSearching: orders.isFetching || stock.isFetching || found.isFetching || numbered.isFetching || settled !== text }
}

/** The text once the typing pauses. */
function useSettled(text: string) {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
