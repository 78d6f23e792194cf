import { Alert, Box, Button, Paper, Typography } from '@mui/material'
import { useState } from 'react'
import { Problem } from '../../api/problem'
import { useStoreContext } from '../../api/store-context'
import type { Order } from '../../api/types'
import { useFormat, useT, useWord } from '../../i18n/I18n'
import { PageHeader } from '../../layout/PageHeader'
import { ProblemAlert } from '../../layout/ProblemAlert'
import { HoldChips, OrderStatusChip } from '../../orders/OrderStatus'
import { useOutbox } from '../../outbox/OutboxProvider'
import { signal } from '../../scanning/feedback'
import { ScanField } from '../../scanning/ScanField'
import { Verdict, type Spoken } from '../../scanning/Verdict'
import { check, linesToPack, nextParcel, type PackLine } from './contents'
import { ParcelForm } from './ParcelForm'
import { TrackingForm } from './TrackingForm'
import { useFindOrder } from './useFindOrder'

/** One order on the bench: its code, its goods, its weight, its label. */
export default function PackPage() {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const { store } = useStoreContext()
  const { waiting } = useOutbox()
  const find = useFindOrder()
  const [order, setOrder] = useState<Order | null>(null)
  const [lines, setLines] = useState<PackLine[]>([])
  const [parcel, setParcel] = useState<number | null>(null)
  const [spoken, setSpoken] = useState<Spoken | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const done = waiting.filter(entry => entry.store === store.id).map(({ what }) => what)

  function refuse(head: string, detail?: string) {
    signal('bad')
    setSpoken(detail ? { tone: 'bad', head, detail } : { tone: 'bad', head })
  }

  async function open(code: string) {
    setProblem(null)
    try {
      const found = await find(code, it => it.actions.includes('pack'))
      if (!found) return refuse(t('warehouse.no_such_order'), code)
      const toPack = linesToPack(found, done)
      if (toPack.length === 0 || found.holds.length > 0) {
        refuse(found.holds.length > 0 ? t('warehouse.on_hold') : t('warehouse.nothing_to_pack'), found.reference)
        return setOrder(null)
      }
      signal('good')
      setOrder(found)
      setLines(toPack)
      setParcel(null)
      setSpoken(null)
    } catch (error) {
      signal('bad')
      setProblem(Problem.from(error))
    }
  }

  function onScan(code: string) {
    const checked = order && parcel === null ? check(lines, code) : null
    if (checked) {
      const isComplete = checked.every(line => line.checked === line.toPack)
      signal(isComplete ? 'done' : 'good')
      setLines(checked)
      return setSpoken({ tone: 'good', head: isComplete ? t('warehouse.all_checked') : t('warehouse.checked'), detail: code })
    }
    const isGoods = order?.lines.some(line => line.sku.toUpperCase() === code.trim().toUpperCase())
    if (order && parcel === null && (isGoods || lines.some(line => line.checked > 0))) return refuse(isGoods ? t('warehouse.one_too_many') : t('warehouse.not_in_order', { code }), order.reference)
    return void open(code)
  }

  return (
    <>
      <PageHeader title={t('warehouse.pack')} below={t('warehouse.pack_below')} />
      <Box sx={{ maxWidth: 720 }}>
        <Verdict spoken={spoken} hint={order ? t('warehouse.check_hint') : t('warehouse.pack_hint')} />
        {parcel === null && <ScanField label={order ? t('warehouse.scan_goods') : t('warehouse.scan_order')} onScan={onScan} />}
        {problem && <ProblemAlert problem={problem} />}
        {order && (
          <Paper variant="outlined" component="section" aria-label={t('orders.page_title', { reference: order.reference })} sx={{ mt: 1.5, p: { xs: 1.5, sm: 2 } }}>
            <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, rowGap: 0.5 }}>
              <Typography component="h2" sx={{ fontSize: '1.5rem', fontWeight: 700, overflowWrap: 'anywhere' }}>
                {order.reference}
              </Typography>
              <OrderStatusChip status={order.status} />
              <HoldChips holds={order.holds} />
            </Box>
            <Typography variant="body2" color="textSecondary">
              {[order.consignee, format.country(order.country), order.shipping_service && word('orders.services', order.shipping_service)].filter(Boolean).join(' · ')}
            </Typography>
            {order.notes && (
              <Alert severity="info" variant="outlined" sx={{ mt: 1 }}>
                {order.notes}
              </Alert>
            )}
            {parcel === null ? (
              <ParcelForm
                order={order}
                lines={lines}
                onCode={onScan}
                onPacked={() => {
                  setParcel(nextParcel(order, done))
                  setSpoken({ tone: 'good', head: t('warehouse.parcel_closed'), detail: order.reference })
                }}
                onRefused={refuse}
              />
            ) : (
              <TrackingForm
                order={order}
                number={parcel}
                onDone={() => {
                  setSpoken({ tone: 'good', head: t('warehouse.packed', { reference: order.reference }), detail: t('warehouse.next_order') })
                  const left = linesToPack(order, done)
                  setParcel(null)
                  setLines(left)
                  if (left.length === 0) setOrder(null)
                }}
                onRefused={refuse}
              />
            )}
          </Paper>
        )}
        {order && parcel === null && (
          <Button color="inherit" onClick={() => setOrder(null)} sx={{ mt: 1, minHeight: 48 }}>
            {t('warehouse.other_order')}
          </Button>
        )}
      </Box>
    </>
  )
}
