/**
 * What a write came to: total, so that no caller can forget the case that loses money.
 *
 * Only the venue's own word makes a write ACCEPTED or REJECTED. A timeout, a lost connection, a 5xx or an answer that cannot be
 * read makes it UNKNOWN: never rejected, never sent again, settled only by looking it up. NOT_SENT means that not a byte left
 * this process.
 */

/** Why a venue, or we before sending, turned a request down; each venue's own words are mapped to these. */
export const REJECT_CODES = [
  'INSUFFICIENT_FUNDS',
  'INVALID_PRICE',
  'INVALID_QUANTITY',
  'INVALID_TERMS',
  'UNSUPPORTED_ORDER',
  'POST_ONLY_WOULD_TAKE',
  'PRICE_OUT_OF_BAND',
  'NO_LIQUIDITY',
  'MARKET_CLOSED',
  'TRADING_DISABLED',
  'CANCEL_ONLY',
  'UNKNOWN_INSTRUMENT',
  'UNKNOWN_ORDER',
  'ORDER_ALREADY_DONE',
  'DUPLICATE_REQUEST',
  'SELF_TRADE',
  'RISK_LIMIT',
  'REDUCE_ONLY',
  'NOT_CONFIRMED',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'MAINTENANCE',
  /** Said by us, of what was not sent: there was no connection, or no budget. */
  'NOT_CONNECTED',
  'OVER_BUDGET',
  'CANCELED_BY_USER',
  'CANCELED_BY_VENUE',
  /** The venue gave a word that we do not know: an alert was raised and a person should read it. */
  'UNMAPPED',
] as const
export type RejectCode = (typeof REJECT_CODES)[number]

export interface MappedReason {
  readonly code: RejectCode
  /** The venue's word as it said it; empty: it gave none. */
  readonly venueCode: string
  readonly message: string
}

/** What is known of a write whose fate is not. */
export interface Evidence {
  readonly what:
    | 'TIMEOUT'
    | 'CONNECTION_LOST'
    | 'VENUE_FAULT'
    | 'UNREADABLE_ANSWER'
    | 'CONTRADICTION'
    /** The venue says that it knows this client order id already: it has an order, look it up. */
    | 'DUPLICATE_ID'
  readonly message: string
  readonly status: number | null
  /** The first characters of what was answered, for a person; null: nothing came. */
  readonly bodyStart: string | null
  /** UTC milliseconds. */
  readonly sentAtMs: number
}

export interface Rejected {
  readonly kind: 'REJECTED'
  readonly reason: MappedReason
}

export interface Unknown {
  readonly kind: 'UNKNOWN'
  readonly evidence: Evidence
}

/** Refused here, before anything was sent: no budget, no credential, or terms that this venue cannot take. */
export interface NotSent {
  readonly kind: 'NOT_SENT'
  readonly reason: MappedReason
}

/** ACCEPTED: the venue has the order and this is its id there. */
export type PlaceOutcome =
  | { readonly kind: 'ACCEPTED'; readonly venueOrderId: string; readonly clientOrderId: string }
  | Rejected
  | Unknown
  | NotSent

/** ACCEPTED: the venue took the change; `venueOrderId` differs where it makes a new order of it. */
export type ReplaceOutcome =
  | { readonly kind: 'ACCEPTED'; readonly venueOrderId: string }
  | Rejected
  | Unknown
  | NotSent

/** ACCEPTED: the venue took the request. Only `final` says that the order is gone; else its own later word does. */
export type CancelOutcome =
  | { readonly kind: 'ACCEPTED'; readonly final: boolean }
  | Rejected
  | Unknown
  | NotSent

/** ACCEPTED lists what was asked to go; null: the venue does not say which. */
export type CancelAllOutcome =
  | { readonly kind: 'ACCEPTED'; readonly venueOrderIds: readonly string[] | null }
  | Rejected
  | Unknown
  | NotSent

/** ACCEPTED: the venue withdraws all orders at `firesAtMs` unless it hears from us before; null: disarmed. */
export type DeadManOutcome =
  | { readonly kind: 'ACCEPTED'; readonly firesAtMs: number | null }
  | Rejected
  | Unknown
  | NotSent

export type WriteOutcome = PlaceOutcome | ReplaceOutcome | CancelOutcome | CancelAllOutcome | DeadManOutcome

export function reason(code: RejectCode, message: string, venueCode = ''): MappedReason {
  return { code, venueCode, message }
}

export function rejected(why: MappedReason): Rejected {
  return { kind: 'REJECTED', reason: why }
}

export function notSent(why: MappedReason): NotSent {
  return { kind: 'NOT_SENT', reason: why }
}

export function unknown(evidence: Evidence): Unknown {
  return { kind: 'UNKNOWN', evidence }
}
