/**
 * The one table of what an order may be told in which status. A cell that is missing does not compile; each is tested.
 *
 * TAKE: it applies. LATE: it applies, and a person must look at it. ABSORB: nothing new, no event. ALERT: it does not apply,
 * and a person must look at it. WAIT: refused now, may be asked again. REFUSE: refused for good.
 *
 * The status that follows is not in the table: `statusOf` derives it from what is known.
 */

import type { OrderStatus } from '@quarterdeck/sdk'
import type { VenueReport } from '../book/command.ts'

export type OrderReportKind = Exclude<VenueReport['kind'], 'WORKING_ORDERS'>

const REPORT_KINDS: Readonly<Record<OrderReportKind, true>> = {
  ACCEPTED: true,
  REJECTED: true,
  FILL: true,
  CANCELED: true,
  CANCEL_REJECTED: true,
  EXPIRED: true,
  REPLACED: true,
  REPLACE_REJECTED: true,
  UNKNOWN: true,
  TRIGGERED: true,
  BUSTED: true,
  CORRECTED: true,
}

/** True for the kinds of reports about one order; adapters are typed, but what they parse is not. */
export function isReportKind(kind: string): kind is OrderReportKind {
  return Object.hasOwn(REPORT_KINDS, kind)
}

export type OrderInput = OrderReportKind | 'CANCEL' | 'REPLACE'
export type Arm = 'TAKE' | 'LATE' | 'ABSORB' | 'ALERT' | 'WAIT' | 'REFUSE'

type Row = Readonly<Record<OrderInput, Arm>>

/** What holds for an order that works, in every such status; rows below say where they differ. */
const WORKING: Row = {
  ACCEPTED: 'TAKE',
  REJECTED: 'TAKE',
  FILL: 'TAKE',
  CANCELED: 'TAKE',
  // Nothing is pending that could be refused.
  CANCEL_REJECTED: 'ABSORB',
  EXPIRED: 'TAKE',
  // Judged by its terms: those asked for apply, those in force repeat, others alarm.
  REPLACED: 'TAKE',
  REPLACE_REJECTED: 'ABSORB',
  // The venue has shown that it knows the order: what is pending stays pending, and counts at full size anyway.
  UNKNOWN: 'ABSORB',
  // Judged by its type: only a stop can be set off, and once.
  TRIGGERED: 'TAKE',
  BUSTED: 'TAKE',
  CORRECTED: 'TAKE',
  CANCEL: 'TAKE',
  REPLACE: 'WAIT',
}

const ENDED: Row = {
  // Only its id is recorded: the acceptance was overtaken.
  ACCEPTED: 'TAKE',
  REJECTED: 'ABSORB',
  // Money moved: it is booked whatever we believed.
  FILL: 'LATE',
  CANCELED: 'ABSORB',
  CANCEL_REJECTED: 'ABSORB',
  EXPIRED: 'ABSORB',
  // The venue replaced it before it ended: its quantity is what was asked for.
  REPLACED: 'TAKE',
  REPLACE_REJECTED: 'ABSORB',
  UNKNOWN: 'ABSORB',
  TRIGGERED: 'ABSORB',
  BUSTED: 'TAKE',
  CORRECTED: 'TAKE',
  CANCEL: 'REFUSE',
  REPLACE: 'REFUSE',
}

export const TRANSITIONS: Readonly<Record<OrderStatus, Row>> = {
  PENDING_NEW: { ...WORKING, UNKNOWN: 'TAKE' },
  NEW: { ...WORKING, REPLACE: 'TAKE' },
  // A venue that rejects what it has filled contradicts itself: the rest ends, somebody must look.
  PARTIALLY_FILLED: { ...WORKING, REJECTED: 'LATE', REPLACE: 'TAKE' },
  FILLED: { ...ENDED, REJECTED: 'ALERT' },
  // UNKNOWN is taken only where the cancel overtook the acceptance.
  PENDING_CANCEL: {
    ...WORKING,
    CANCEL_REJECTED: 'TAKE',
    REPLACE_REJECTED: 'TAKE',
    UNKNOWN: 'TAKE',
    CANCEL: 'ABSORB',
  },
  CANCELED: ENDED,
  PENDING_REPLACE: { ...WORKING, REPLACE_REJECTED: 'TAKE' },
  REJECTED: ENDED,
  EXPIRED: ENDED,
  // A cancel may have been sent, and refused, while the order's own fate is open.
  UNKNOWN: { ...WORKING, CANCEL_REJECTED: 'TAKE' },
}
