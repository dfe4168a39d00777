/** The closed word lists of the adapter contract; FIX terms where FIX has one. */

import { ORDER_TYPES, TIMES_IN_FORCE } from '@quarterdeck/sdk'

/** What some venue can do: what we trade, and what we do not yet. */
export const VENUE_ORDER_TYPES = [...ORDER_TYPES, 'TRAILING_STOP', 'MARKET_IF_TOUCHED'] as const
export type VenueOrderType = (typeof VENUE_ORDER_TYPES)[number]

export const VENUE_TIMES_IN_FORCE = [...TIMES_IN_FORCE, 'GTD'] as const
export type VenueTimeInForce = (typeof VENUE_TIMES_IN_FORCE)[number]

/**
 * Where an order stands by the venue's word. A partial fill is no status: see `filledQuantity`.
 * REPLACED: it lives on under another id. UNKNOWN: the venue's word is not one that we know; it counts as not final.
 */
export const RECORD_STATUSES = [
  'PENDING_NEW',
  'NEW',
  'PENDING_CANCEL',
  'PENDING_REPLACE',
  'FILLED',
  'CANCELED',
  'EXPIRED',
  'REJECTED',
  'REPLACED',
  'UNKNOWN',
] as const
export type RecordStatus = (typeof RECORD_STATUSES)[number]

const FINAL: ReadonlySet<RecordStatus> = new Set(['FILLED', 'CANCELED', 'EXPIRED', 'REJECTED', 'REPLACED'])

/** Whether the venue will say nothing more of the order, late fills apart. */
export function isFinalRecord(status: RecordStatus): boolean {
  return FINAL.has(status)
}

/** Lengths of candles that some venue publishes, in seconds. */
export const CANDLE_SECONDS = {
  ONE_MINUTE: 60,
  FIVE_MINUTES: 300,
  FIFTEEN_MINUTES: 900,
  THIRTY_MINUTES: 1_800,
  ONE_HOUR: 3_600,
  TWO_HOURS: 7_200,
  SIX_HOURS: 21_600,
  ONE_DAY: 86_400,
} as const
export type CandleLength = keyof typeof CANDLE_SECONDS
