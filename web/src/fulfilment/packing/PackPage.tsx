import { Alert, Box, Button, Paper, Typography } from '@mui/material'
import { useState } from 'react'
import { Problem } from '../../api/problem'
import type { Order } from '../../api/types'
import { useFormat, useT, useWord } from '../../i18n/I18n'
import { PageHeader } from '../../layout/PageHeader'
import { ProblemAlert } from '../../layout/ProblemAlert'
import { HoldChips, OrderStatusChip } from '../../orders/OrderStatus'
import { signal } from '../../scanning/feedback'
import { ScanField } from '../../scanning/ScanField'
import { Verdict, type Spoken } from '../../scanning/Verdict'
import { useGtinsOf } from '../picking/usePickList'
import { useIsGoods } from './codes'
import { check, isOf, toCome, whyNotPackable, type PackLine } from './contents'
import { ParcelForm } from './ParcelForm'
import { TrackingForm } from './TrackingForm'
import { useBench } from './useBench'
import { useFindOrder } from './useFindOrder'

/** One order on the bench: its code, its goods, its weight, its label. */
export default function PackPage() {
  const t = useT()
  const word = useWord()
  const format = useFormat()
  const find = useFindOrder()
  const isGoods = useIsGoods()
  const bench = useBench()
  const { order } = bench
  const [lines, setLines] = useState<PackLine[]>([])
  const [parcel, setParcel] = useState<number | null>(null)
  const [spoken, setSpoken] = useState<Spoken | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const gtins = useGtinsOf(lines.map(({ sku }) => sku))

  function refuse(head: string, detail?: string) {
    signal('bad')
    setSpoken(detail ? { tone: 'bad', head, detail } : { tone: 'bad', head })
  }

  /** Says of an order what it is where there is nothing to do for it; the parcel whose label is asked for stays where it is. */
  function turnDown(found: Order) {
    refuse(t(`warehouse.not_packable.${whyNotPackable(found)}`), found.reference)
    if (parcel === null) bench.put(null)
  }

  async function open(code: string): Promise<boolean> {
    setProblem(null)
    try {
      const found = await bench.settled(() => find(code, it => it.actions.includes('pack')))
      if (!found) {
        const isOnGoods = await isGoods(code)
        refuse(t(isOnGoods ? (order ? 'warehouse.not_in_order' : 'warehouse.goods_first') : 'warehouse.no_such_order', { code }), isOnGoods && !order ? t('warehouse.goods_first_hint') : code)
        return false
      }
      const toPack = bench.toPack(found)
      const open = bench.untracked(found)
      const isLabelMissing = toPack.length === 0 && open !== null
      if ((toPack.length === 0 && !isLabelMissing) || found.holds.length > 0) {
        turnDown(found)
        return false
      }
      signal('good')
      bench.put(found)
      setLines(toPack)
      setParcel(isLabelMissing ? open.number : null)
      setSpoken(isLabelMissing ? { tone: 'info', head: t(`warehouse.not_packable.${whyNotPackable(found)}`), detail: t('warehouse.no_tracking_yet', { reference: found.reference }) } : null)
      return true
    } catch (error) {
      signal('bad')
      setProblem(Problem.from(error))
      return false
    }
  }

  /** The next order was scanned instead of the label: the parcel is closed, its number can be given later. */
  async function leaveFor(code: string, isTracked: boolean) {
    const before = order
    if ((await open(code)) && before && !isTracked)
      setSpoken({ tone: 'info', head: t('warehouse.no_tracking_yet', { reference: before.reference }), detail: t('warehouse.no_tracking_yet_hint') })
  }

  function onScan(code: string) {
    const checked = order && parcel === null ? check(lines, code, gtins) : null
    if (checked) {
      const isComplete = checked.every(line => line.checked === line.toPack)
      signal(isComplete ? 'done' : 'good')
      setLines(checked)
      return setSpoken({ tone: 'good', head: isComplete ? t('warehouse.all_checked') : t('warehouse.checked'), detail: code })
    }
    const isOfOrder = order?.lines.some(({ sku }) => isOf(sku, code, gtins))
    if (order && parcel === null && (isOfOrder || lines.some(line => line.checked > 0))) return refuse(isOfOrder ? t('warehouse.one_too_many') : t('warehouse.not_in_order', { code }), order.reference)
    return void open(code)
  }

  /** A parcel is closed, with its label's number or without: the rest of its order comes next, or the next order. */
  function goOn(closed: Order) {
    const left = bench.left()
    setParcel(null)
    setLines(left)
    if (left.length > 0) return setSpoken({ tone: 'good', head: t('warehouse.parcel_closed'), detail: t('warehouse.still_to_pack', { n: left.reduce((sum, { toPack }) => sum + toPack, 0) }) })
    bench.put(null)
    setSpoken({ tone: 'good', head: t('warehouse.packed', { reference: closed.reference }), detail: t('warehouse.next_order') })
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
            {order.ships_complete && toCome(order) > 0 && (
              <Alert severity="warning" sx={{ mt: 1 }}>
                {t('warehouse.ships_complete', { n: toCome(order) })}
              </Alert>
            )}
            {parcel === null ? (
              <ParcelForm
                key={order.id}
                order={order}
                lines={lines}
                gtins={gtins}
                onCode={onScan}
                onPacked={() => {
                  setParcel(bench.lastParcel())
                  setSpoken({ tone: 'good', head: t('warehouse.parcel_closed'), detail: order.reference })
                }}
                onRefused={refuse}
              />
            ) : (
              <TrackingForm
                key={`${order.id} ${parcel}`}
                order={order}
                number={parcel}
                onDone={() => goOn(order)}
                onOrder={(code, isTracked) => void leaveFor(code, isTracked)}
                onRefused={refuse}
              />
            )}
          </Paper>
        )}
        {order && parcel === null && (
          <Button color="inherit" onClick={() => bench.put(null)} sx={{ mt: 1, minHeight: 48 }}>
            {t('warehouse.other_order')}
          </Button>
        )}
      </Box>
    </>
  )
}
