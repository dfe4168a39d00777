/** What the desk knows of one order: what we sent, what the venue said, and what of it our books were told. */

import type { IncrementCounter } from '../book/decimal-count.ts'
import { IdSet } from '../ids/id-set.ts'
import type { MappedReason } from '../contract/outcome.ts'
import type { OrderRecord } from '../contract/records.ts'
import type { RecordStatus } from '../contract/words.ts'

/** How prices and quantities of an order's instrument are counted. */
export interface DeskIncrements {
  readonly price: IncrementCounter
  readonly quantity: IncrementCounter
}

/** An order to be followed, from before it is sent, or as our books have it after a restart. */
export interface TrackedOrder {
  /** Ours. */
  readonly orderId: string
  readonly clientOrderId: string
  readonly venueSymbol: string
  readonly lots: number
  readonly increments: DeskIncrements
  /** UTC milliseconds. */
  readonly sentAtMs: number
  /** Null: the venue has not told one yet. */
  readonly venueOrderId: string | null
  /** Executions that are in our books already. */
  readonly bookedExecIds: readonly string[]
  readonly bookedLots: number
  /** Whether our books have its end already: only what comes late is of interest. Absent: they have not. */
  readonly isOver?: boolean
}

/** Terms that a replacement asked for. */
export interface WantedTerms {
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
}

/**
 * SENT: on its way. UNKNOWN: it may be there. LIVE: the venue has it. OVER: the venue's last word was told to our books.
 */
export type DeskPhase = 'SENT' | 'UNKNOWN' | 'LIVE' | 'OVER'

export interface DeskOrder {
  readonly orderId: string
  readonly clientOrderId: string
  readonly venueSymbol: string
  readonly increments: DeskIncrements
  readonly sentAtMs: number
  lots: number
  phase: DeskPhase
  /** Since when its fate is unknown, UTC milliseconds; null: it is not. */
  unknownSinceMs: number | null
  venueOrderId: string | null
  /** Every id that it had at the venue, in order: a replacement may give it another. */
  readonly venueOrderIds: string[]
  /** Ids that a replacement was given and that the venue then turned down. */
  readonly refusedIds: Set<string>
  /** Client ids that replacements of it were sent under. */
  readonly otherClientIds: string[]
  readonly booked: IdSet
  bookedLots: number
  /** The most that the venue says was filled, by the id it says it of. */
  readonly claims: Map<string, number>
  /** What the venue last said of the id under which it works. */
  standing: OrderRecord | null
  /** Whether it was said that more of it is open than is wanted. */
  isTooMuch: boolean
  /** The venue's word that it has ended; null: it has not. */
  ended: { readonly status: RecordStatus; readonly reason: MappedReason | null } | null
  /** Since when the fate of a cancel has to be looked up, UTC milliseconds; null: it has not. */
  cancelDoubtMs: number | null
  /** Since when a cancel was taken whose effect is not told yet, UTC milliseconds; null: none was. */
  cancelTakenMs: number | null
  /** A replacement that was asked for and is not told yet. */
  wanted: (WantedTerms & { readonly sinceMs: number }) | null
}

export function followed(order: TrackedOrder): DeskOrder {
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    venueSymbol: order.venueSymbol,
    increments: order.increments,
    sentAtMs: order.sentAtMs,
    lots: order.lots,
    phase: order.isOver === true ? 'OVER' : order.venueOrderId === null ? 'SENT' : 'LIVE',
    unknownSinceMs: null,
    venueOrderId: order.venueOrderId,
    venueOrderIds: order.venueOrderId === null ? [] : [order.venueOrderId],
    refusedIds: new Set(),
    otherClientIds: [],
    booked: new IdSet(order.bookedExecIds),
    bookedLots: order.bookedLots,
    claims: new Map(),
    standing: null,
    isTooMuch: false,
    ended: null,
    cancelDoubtMs: null,
    cancelTakenMs: null,
    wanted: null,
  }
}

/** What the venue says was filled of an order, under all its ids, or under all but one. */
export function claimedLots({ claims }: DeskOrder, except: string | null = null): number {
  // Fills of most orders come before anything is said of how many there are.
  if (claims.size === 0) return 0
  let sum = 0
  for (const [id, lots] of claims) if (id !== except) sum += lots
  return sum
}
