import type { HoldReason } from '../api/types'

/** Every reason for which an order is stopped. */
export const HOLD_REASONS: HoldReason[] = ['address', 'payment', 'fraud', 'client', 'operator']
