import Add from '@mui/icons-material/Add'
import DeleteOutlined from '@mui/icons-material/DeleteOutlined'
import Remove from '@mui/icons-material/Remove'
import { Alert, Box, Button, IconButton, Paper, TextField, Typography } from '@mui/material'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { everything } from '../api/everything'
import { useCommand } from '../api/queries'
import { useMay, useOperations } from '../api/store-context'
import type { NewReceipt } from '../api/types'
import { useT } from '../i18n/I18n'
import { deliveryOf } from '../inbound/expected'
import { ExpectedDeliveries } from '../inbound/ExpectedDeliveries'
import { AppButton } from '../layout/AppButton'
import { EmptyState } from '../layout/EmptyState'
import { PageHeader } from '../layout/PageHeader'
import { ProblemAlert } from '../layout/ProblemAlert'
import { useSaid } from '../layout/Said'
import { usePaths } from '../layout/usePaths'
import { signal } from '../scanning/feedback'
import { ScanField } from '../scanning/ScanField'
import { Verdict, type Spoken } from '../scanning/Verdict'
import { PasteLines } from './PasteLines'
import { count, MAX_LINES, type CountedLine } from './receipt'

const REFRESH_MS = 30_000

/**
 * Goods at the door. What was announced is received as its delivery, by a tap or by a scan of its reference; what nobody announced is counted by
 * scanner or pasted from a delivery note, and booked at once under the delivery's reference.
 */
export default function ReceivePage() {
  const t = useT()
  const say = useSaid()
  const path = usePaths()
  const navigate = useNavigate()
  const may = useMay()
  const { receiveStock, listAsns } = useOperations()
  const [reference, setReference] = useState('')
  const [lines, setLines] = useState<CountedLine[]>([])
  const [pasted, setPasted] = useState<string | null>(null)
  const [spoken, setSpoken] = useState<Spoken | null>(null)
  const command = useCommand((body: NewReceipt, key) => receiveStock(body, key), ['stock', 'orders'], () => {
    say(t('stock.received'))
    navigate(path.stock())
  })
  const { data: open, error } = useQuery({
    queryKey: ['asns', 'to-receive'],
    queryFn: () => everything(cursor => listAsns({ open: true, cursor, limit: 200 })),
    enabled: may('stock.read'),
    refetchInterval: REFRESH_MS,
  })
  const announced = deliveryOf(open ?? [], reference)
  const units = lines.reduce((sum, line) => sum + line.quantity, 0)
  const unknown = (command.problem?.errors ?? []).flatMap(({ pointer, detail }) => {
    const line = lines[Number(/^\/lines\/(\d+)/.exec(pointer)?.[1])]
    return line ? [[line.sku, detail] as const] : []
  })
  const faults = new Map(unknown)

  function onScan(code: string) {
    const delivery = deliveryOf(open ?? [], code)
    if (delivery && lines.length === 0) {
      signal('good')
      return navigate(path.receiveAsn(delivery.id))
    }
    if (delivery) {
      signal('bad')
      return setSpoken({ tone: 'bad', head: t('inbound.is_announced', { reference: delivery.reference }), detail: t('inbound.book_first') })
    }
    const next = count(lines, code, 1)
    signal('good')
    setLines(next)
    setSpoken({ tone: 'good', head: `${next[0]?.sku}`, detail: t('stock.counted', { n: next[0]?.quantity ?? 0 }) })
  }

  return (
    <>
      <PageHeader title={t('stock.receive')} below={t('stock.receive_hint')} />
      {may('stock.read') && !error && <ExpectedDeliveries open={open} />}
      <Typography variant="h2" sx={{ mb: 1.5 }}>
        {t('inbound.without_notice')}
      </Typography>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 5fr) minmax(0, 6fr)' }, alignItems: 'start', maxWidth: 1100 }}>
        <Box>
          <TextField
            size="medium"
            label={t('stock.reference')}
            helperText={t('stock.reference_hint')}
            value={reference}
            onChange={event => setReference(event.target.value)}
            // A scanner that writes into the field ends with Enter.
            onKeyDown={event => event.key === 'Enter' && announced && onScan(reference)}
            required
            sx={{ mb: 2 }}
            slotProps={{ htmlInput: { autoComplete: 'off', maxLength: 100 } }}
          />
          {announced && (
            <Alert
              severity="info"
              variant="outlined"
              sx={{ mb: 2 }}
              action={
                <AppButton to={path.receiveAsn(announced.id)} color="inherit">
                  {t('inbound.receive')}
                </AppButton>
              }
            >
              {t('inbound.is_announced', { reference: announced.reference })}
            </Alert>
          )}
          <Verdict spoken={spoken} hint={t('stock.scan_hint')} />
          <ScanField label={t('warehouse.scan_goods')} onScan={onScan} />
          {pasted === null ? (
            <Button sx={{ mt: 1 }} onClick={() => setPasted('')}>
              {t('stock.paste')}
            </Button>
          ) : (
            <PasteLines
              text={pasted}
              onChange={setPasted}
              onTake={taken => {
                setLines(taken.reduce((counted, line) => count(counted, line.sku, line.quantity), lines))
                setPasted(null)
              }}
              onClose={() => setPasted(null)}
            />
          )}
        </Box>
        <Paper variant="outlined" component="section" aria-label={t('stock.counted_lines')}>
          {lines.length === 0 ? (
            <EmptyState title={t('stock.nothing_counted')} hint={t('stock.nothing_counted_hint')} />
          ) : (
            <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
              {lines.map(line => (
                <CountedRow key={line.sku} line={line} fault={faults.get(line.sku)} onChange={quantity => setLines(lines.map(it => (it.sku === line.sku ? { ...it, quantity } : it)))} onRemove={() => setLines(lines.filter(it => it.sku !== line.sku))} />
              ))}
            </Box>
          )}
          <Box sx={{ p: 2, borderTop: 1, borderColor: 'divider' }}>
            {lines.length > MAX_LINES && <Alert severity="warning">{t('stock.too_many_lines', { n: MAX_LINES })}</Alert>}
            {command.problem && <ProblemAlert problem={command.problem} />}
            <Button
              fullWidth
              variant="contained"
              disabled={reference.trim() === '' || lines.length === 0 || lines.length > MAX_LINES}
              loading={command.isSending}
              onClick={() => command.send({ reference: reference.trim(), lines })}
              sx={{ minHeight: 56, fontSize: '1rem' }}
            >
              {t('stock.book', { n: units })}
            </Button>
          </Box>
        </Paper>
      </Box>
    </>
  )
}

function CountedRow({ line, fault, onChange, onRemove }: { line: CountedLine; fault: string | undefined; onChange: (quantity: number) => void; onRemove: () => void }) {
  const t = useT()
  return (
    <Box component="li" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 0.5, px: 2, py: 0.75, minHeight: 56, borderBottom: 1, borderColor: 'divider' }}>
      <Box sx={{ flex: '1 1 0', minWidth: 60 }}>
        <Typography component="span" sx={{ display: 'block', fontWeight: 650, overflowWrap: 'anywhere' }}>
          {line.sku}
        </Typography>
      </Box>
      <IconButton aria-label={t('stock.one_less', { sku: line.sku })} disabled={line.quantity <= 1} onClick={() => onChange(line.quantity - 1)} sx={{ width: 44, height: 44 }}>
        <Remove />
      </IconButton>
      <TextField
        value={String(line.quantity)}
        onChange={event => /^\d{1,9}$/.test(event.target.value) && onChange(Math.max(1, Number(event.target.value)))}
        slotProps={{ htmlInput: { inputMode: 'numeric', 'aria-label': t('stock.quantity_of', { sku: line.sku }), style: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } } }}
        sx={{ width: 84 }}
      />
      <IconButton aria-label={t('stock.one_more', { sku: line.sku })} onClick={() => onChange(line.quantity + 1)} sx={{ width: 44, height: 44 }}>
        <Add />
      </IconButton>
      <IconButton aria-label={t('stock.remove_line')} onClick={onRemove} sx={{ width: 44, height: 44 }}>
        <DeleteOutlined />
      </IconButton>
      {fault && (
        <Typography variant="body2" color="error" sx={{ flexBasis: '100%' }}>
          {fault}
        </Typography>
      )}
    </Box>
  )
}
