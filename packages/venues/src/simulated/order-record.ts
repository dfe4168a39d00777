/** The venue's own truth about one order, from its arrival to its end. */

import type { Micros, VenueReport } from '@quarterdeck/engine'
import type { VenueOrder } from '../adapter.ts'
import type { Traded } from './commission.ts'
import { NOTHING_TRADED } from './commission.ts'
import { BUY, NONE, SELL } from './matching/codes.ts'
import type { SideCode } from './matching/codes.ts'

/**
 * Where an order is. QUEUED: accepted, the market is not open. ARMED: a stop that is not triggered. RESTING: in the book.
 * MOVING: on its way in or between two places, within one step. ENDED: filled, canceled, expired or rejected.
 */
export type OrderPlace = 'QUEUED' | 'ARMED' | 'RESTING' | 'MOVING' | 'ENDED'

export interface OrderRecord {
  readonly order: VenueOrder
  readonly side: SideCode
  /** Number of the account among those the venue met; orders of one account never trade with each other. */
  readonly owner: number
  limitTicks: number | null
  stopTicks: number | null
  openLots: number
  filledLots: number
  /** What commission is counted from: fills since this object took the order in. */
  traded: Traded
  /** Executions so far, those before a restart included: the next execution's number is one more. */
  fills: number
  /** A stop order that has been set off, or an order that never was one. */
  live: boolean
  /** It was said that the stop was set off. */
  triggerTold: boolean
  place: OrderPlace
  /** Where its venue's registry keeps it. */
  seat: number
  /** Its handle in the book while RESTING, among the stops while ARMED. */
  handle: number
  /** Displayed lots of others that stand in front of it at its price. */
  lotsAhead: number
  /** Rests at a price that the other side's quote reached already: it takes what each new quote shows. */
  pressing: boolean
  /** When it ends by itself: the day's end or the instrument's; null: not known yet, or never. */
  expiresAt: Micros | null
  /** When the venue took it in. */
  readonly acceptedAt: Micros
  /** A DAY order that has seen an open session: it ends with it. */
  inSession: boolean
  /** All that was said of it and that a repeated PLACE is told again. */
  readonly reports: VenueReport[]
}

export function newRecord(
  order: VenueOrder,
  arrival: { readonly owner: number; readonly acceptedAt: Micros },
): OrderRecord {
  return {
    order,
    side: order.side === 'BUY' ? BUY : SELL,
    owner: arrival.owner,
    limitTicks: order.limitTicks,
    stopTicks: order.stopTicks,
    openLots: order.lots,
    filledLots: 0,
    traded: NOTHING_TRADED,
    fills: 0,
    live: order.orderType === 'MARKET' || order.orderType === 'LIMIT',
    triggerTold: false,
    place: 'MOVING',
    seat: NONE,
    handle: NONE,
    lotsAhead: 0,
    pressing: false,
    expiresAt: null,
    acceptedAt: arrival.acceptedAt,
    inSession: false,
    reports: [],
  }
}

/** Whether the order has a price limit of its own once it is live. */
export function isPriced(record: OrderRecord): boolean {
  return record.order.orderType === 'LIMIT' || record.order.orderType === 'STOP_LIMIT'
}

/** Whether what does not trade at once may stay in the book. */
export function mayRest(record: OrderRecord): boolean {
  return isPriced(record) && (record.order.timeInForce === 'GTC' || record.order.timeInForce === 'DAY')
}

/** A working order as plain JSON. Where it waits is kept by its listing. */
export type SavedRecord = Omit<OrderRecord, 'side' | 'seat' | 'handle' | 'traded'> & {
  readonly traded: { readonly [K in keyof Traded]: string }
}

export function saveRecord(record: OrderRecord): SavedRecord {
  const { side: _side, seat: _seat, handle: _handle, traded, ...rest } = record
  const { makerTickLots, takerTickLots, lots } = traded
  return {
    ...rest,
    reports: [...record.reports],
    traded: {
      makerTickLots: String(makerTickLots),
      takerTickLots: String(takerTickLots),
      lots: String(lots),
    },
  }
}

export function readRecord(saved: SavedRecord): OrderRecord {
  const { traded, ...rest } = saved
  return {
    ...rest,
    side: saved.order.side === 'BUY' ? BUY : SELL,
    seat: NONE,
    handle: NONE,
    reports: [...saved.reports],
    traded: {
      makerTickLots: BigInt(traded.makerTickLots),
      takerTickLots: BigInt(traded.takerTickLots),
      lots: BigInt(traded.lots),
    },
  }
}
