/**
 * What a venue can do, as data: from it the engine decides what to send as it is, what to bring about in another way and what
 * to refuse, each with its reason; the console shows the same table.
 */

import type { AssetClass } from '@quarterdeck/sdk'
import type { CandleLength, VenueOrderType, VenueTimeInForce } from './words.ts'

/**
 * How something that a venue lacks is brought about all the same. The list is closed: each way is code of ours.
 *
 * - MARKET_AS_IOC_LIMIT: a limit order at the edge of the protected price, immediate or cancel.
 * - DAY_AS_GTD: the session's end is sent as the order's own end.
 * - CANCEL_AT_TIME: the order rests at the venue without an end; we cancel it at the time.
 * - TRIGGER_HERE: the order waits with us and is sent when the market reaches its stop: not while we are down.
 * - CANCEL_AND_PLACE: cancel, wait for the venue's final word, place the rest anew.
 * - CANCEL_EACH: every working order is canceled on its own.
 * - REDUCE_HERE: the quantity is capped by the position before it is sent.
 * - POLL: asked again and again instead of told.
 */
export const EMULATIONS = [
  'MARKET_AS_IOC_LIMIT',
  'DAY_AS_GTD',
  'CANCEL_AT_TIME',
  'TRIGGER_HERE',
  'CANCEL_AND_PLACE',
  'CANCEL_EACH',
  'REDUCE_HERE',
  'POLL',
] as const
export type Emulation = (typeof EMULATIONS)[number]

export type Ability =
  | { readonly kind: 'NATIVE'; readonly note?: string }
  | { readonly kind: 'EMULATED'; readonly how: Emulation; readonly note: string }
  | { readonly kind: 'REFUSED'; readonly reason: string }

export const NATIVE: Ability = Object.freeze({ kind: 'NATIVE' })

export function native(note: string): Ability {
  return { kind: 'NATIVE', note }
}

export function emulated(how: Emulation, note: string): Ability {
  return { kind: 'EMULATED', how, note }
}

export function refused(reason: string): Ability {
  return { kind: 'REFUSED', reason }
}

/** How a stream says that a message was lost. */
export type SequenceScope = 'CONNECTION' | 'SUBSCRIPTION' | 'NONE'

export interface StreamAbility {
  readonly ability: Ability
  readonly sequence: SequenceScope
  /** Whether it starts with how things stand. */
  readonly snapshot: boolean
  /** What is done while it is down: asked every so many milliseconds; null: nothing, what it told counts as stale. */
  readonly fallbackPollMs: number | null
}

export interface Idempotency {
  readonly clientIdLengthMax: number
  /** Characters that a client order id may have, as the source of a regular expression for one of them. */
  readonly clientIdCharacter: string
  /** What the venue does with an id it has seen. UNSPECIFIED: either; both are handled. */
  readonly repeat: 'RETURNS_ORIGINAL' | 'REJECTS' | 'UNSPECIFIED'
  readonly uniqueFor: 'EVER' | 'ONE_DAY' | 'WHILE_OPEN' | 'UNSPECIFIED'
  readonly lookup: 'BY_CLIENT_ID' | 'BY_SCAN'
  /**
   * From how long after sending on a lookup that finds nothing proves that the order never came to be, in milliseconds: past
   * everything that could still let the request be taken (its signature's life, queues, read-after-write delay).
   */
  readonly absenceProvenAfterMs: number
}

/** What may differ between the asset classes of one venue. */
export type ClassCapabilities = Pick<Capabilities, 'orders' | 'streams' | 'hours'>

export interface Capabilities {
  readonly venueId: string
  readonly name: string
  /** By order type and time in force. A cell that is absent is refused. */
  readonly orders: Readonly<
    Partial<Record<VenueOrderType, Readonly<Partial<Record<VenueTimeInForce, Ability>>>>>
  >
  readonly postOnly: Ability
  readonly reduceOnly: Ability
  readonly replace: Ability
  /** Fields a native replace may change, and what it does to identity and place in the queue; for people. */
  readonly replaceNote: string
  readonly cancelAll: Ability
  /** Most orders in one request; 1: no batch. */
  readonly batchPlaceMax: number
  readonly batchCancelMax: number
  readonly streams: {
    readonly quotes: StreamAbility
    readonly trades: StreamAbility
    readonly depth: StreamAbility
    readonly candles: StreamAbility
    readonly orders: StreamAbility
    readonly fills: StreamAbility
  }
  readonly candleLengths: readonly CandleLength[]
  readonly deadManSwitch: Ability
  readonly hours: 'ALWAYS' | 'SESSIONS'
  readonly idempotency: Idempotency
  readonly marketDataWithoutCredential: boolean
  /** How far back fills can be asked for, in days; null: not limited as far as is known. */
  readonly fillHistoryDays: number | null
  /** What is not certain about this venue and how it is kept safe; shown to the operator. */
  readonly uncertainties: readonly string[]
  /** What is otherwise for the instruments of a class; absent: all are alike. */
  readonly forAssetClass?: Readonly<Partial<Record<AssetClass, Partial<ClassCapabilities>>>>
}

/** The matrix as it holds for instruments of one class. */
export function capabilitiesFor(capabilities: Capabilities, assetClass: AssetClass): Capabilities {
  const otherwise = capabilities.forAssetClass?.[assetClass]
  return otherwise === undefined ? capabilities : { ...capabilities, ...otherwise }
}
