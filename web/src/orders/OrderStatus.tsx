import type { HoldReason, OrderStatus } from '../api/types'
import { useWord } from '../i18n/I18n'
import { Chip } from '../layout/Chip'
import type { Tone } from '../layout/theme'

export const ORDER_STATUSES: OrderStatus[] = [
  'allocated',
  'partially_allocated',
  'backordered',
  'on_hold',
  'released',
  'picking',
  'picked',
  'packed',
  'partially_shipped',
  'shipped',
  'partially_returned',
  'returned',
  'cancelled',
]

const TONES: Record<OrderStatus, Tone> = {
  allocated: 'active',
  partially_allocated: 'warn',
  backordered: 'warn',
  on_hold: 'bad',
  released: 'info',
  picking: 'info',
  picked: 'info',
  packed: 'info',
  partially_shipped: 'good',
  shipped: 'good',
  partially_returned: 'warn',
  returned: 'neutral',
  cancelled: 'neutral',
}

export function OrderStatusChip({ status }: { status: OrderStatus }) {
  const word = useWord()
  return <Chip tone={TONES[status] ?? 'neutral'}>{word('orders.status', status)}</Chip>
}

export function HoldChips({ holds }: { holds: HoldReason[] }) {
  const word = useWord()
  return holds.map(hold => (
    <Chip key={hold} tone="bad">
      {word('orders.hold', hold)}
    </Chip>
  ))
}
