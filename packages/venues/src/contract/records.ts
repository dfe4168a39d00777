/**
 * What a venue says of orders, fills, money and markets, in our words.
 *
 * Numbers are exact decimals as text, times UTC microseconds, symbols the venue's own: a venue may speak of instruments and
 * orders that we do not know, and they must be shown all the same. Null means that the venue did not say.
 */

import type { Micros } from '@quarterdeck/engine'
import type { Decimal, Instrument, Liquidity, Side, TradingStatus } from '@quarterdeck/sdk'
import type { MappedReason } from './outcome.ts'
import type { RecordStatus, VenueOrderType, VenueTimeInForce } from './words.ts'

/** An order as the venue has it, ours or another's on the same account. */
export interface OrderRecord {
  readonly venueOrderId: string
  /** Null: the venue has none for it, or does not tell here. */
  readonly clientOrderId: string | null
  readonly venueSymbol: string
  readonly side: Side
  readonly orderType: VenueOrderType | null
  readonly timeInForce: VenueTimeInForce | null
  readonly status: RecordStatus
  /** The venue's word for the status. */
  readonly venueStatus: string
  /** Base quantity ordered; null where it was ordered by amount, or is not told here. */
  readonly quantity: Decimal | null
  readonly limitPrice: Decimal | null
  readonly stopPrice: Decimal | null
  readonly postOnly: boolean | null
  /** Cumulative. The venue's count, not to be added up: fills are booked by their own identity. */
  readonly filledQuantity: Decimal
  readonly averagePrice: Decimal | null
  /** Cumulative, in the currency of the price. */
  readonly fees: Decimal | null
  readonly fillCount: number | null
  /** Why it was rejected, canceled or expired. */
  readonly reason: MappedReason | null
  readonly createdAt: Micros | null
  readonly updatedAt: Micros | null
  /** The order that stands instead of a REPLACED one. */
  readonly replacedBy: string | null
}

/** An execution. Dedupe on `execId` within `venueSymbol` and nothing else. */
export interface FillRecord {
  readonly kind: 'FILL' | 'BUSTED' | 'CORRECTED'
  /** The venue's real identity of this execution. */
  readonly execId: string
  /** The execution that this one stands instead of; null but for CORRECTED. */
  readonly replacesExecId: string | null
  readonly venueOrderId: string
  readonly clientOrderId: string | null
  readonly venueSymbol: string
  readonly side: Side
  readonly price: Decimal
  /** Base quantity. */
  readonly quantity: Decimal
  readonly fee: Decimal
  /** Null: the currency of the price. */
  readonly feeCurrency: string | null
  readonly liquidity: Liquidity | null
  readonly venueAt: Micros
}

/** What a venue took (negative) or gave by itself, such as a fee that no execution tells: cash, or of what is held. */
export interface ChargeRecord {
  /** The venue's real identity of it. */
  readonly chargeId: string
  /** What it was taken of, where it was not cash; null: it was. */
  readonly venueSymbol: string | null
  /** What the quantity was valued at; null: it was cash. */
  readonly price: Decimal | null
  /** Of cash; null: it was none. */
  readonly currency: string | null
  /** Cash, or base quantity; signed. */
  readonly amount: Decimal
  /** The venue's words for it. */
  readonly words: string
}

/** Where a reading of fills stopped. Opaque: hand it back as it came. Readings overlap, so that none is missed. */
export type FillCursor = string

export interface FillsPage {
  readonly fills: readonly FillRecord[]
  readonly cursor: FillCursor
}

export interface VenueHealth {
  /** Whether orders are taken now. */
  readonly trading: boolean
  /** Why not, or what is limited; empty: nothing to say. */
  readonly message: string
}

export interface VenueTime {
  readonly venueAt: Micros
  /** Venue's clock minus ours, in milliseconds, at half of the way there and back. */
  readonly offsetMs: number
  readonly roundTripMs: number
}

/** An instrument as the venue lists it, and what it takes of it now. */
export interface ListedInstrument {
  readonly instrument: Instrument
  readonly status: TradingStatus
  /** Restrictions that the venue declares, in its words: `limit_only`, `post_only`, `cancel_only`; empty: none. */
  readonly restrictions: readonly string[]
  /** Least and most worth of one order in the currency of the price. */
  readonly minNotional: Decimal | null
  readonly maxNotional: Decimal | null
  /** Other symbols by which the venue knows the same book. */
  readonly aliases: readonly string[]
  /** The event that an event contract is about; absent: it is none. */
  readonly event?: ContractEvent
  /** What it paid; absent: it has not been paid out, or is no event contract. */
  readonly settlement?: SettlementRecord
}

/** What several event contracts are about, and where it belongs at its venue. */
export interface ContractEvent {
  readonly eventSymbol: string
  readonly title: string
  /** What it is one of, such as the weather of each day. */
  readonly seriesSymbol: string
  /** Whether at most one contract of it pays. */
  readonly isExclusive: boolean
}

/** The venue's result of an event contract, paid out for good: until then nothing is told. */
export interface SettlementRecord {
  readonly venueSymbol: string
  /** What one unit pays who bought it, in the currency of the price: 1, 0, or a part where the event was undecided. */
  readonly payout: Decimal
  /** The venue's word for the result. */
  readonly result: string
  /** When it was paid. */
  readonly settledAt: Micros | null
}

export interface QuoteRecord {
  readonly venueSymbol: string
  readonly bid: Decimal | null
  readonly bidQuantity: Decimal | null
  readonly ask: Decimal | null
  readonly askQuantity: Decimal | null
  readonly last: Decimal | null
  readonly venueAt: Micros | null
}

export interface TradeRecord {
  readonly tradeId: string
  readonly venueSymbol: string
  readonly price: Decimal
  readonly quantity: Decimal
  /** Who came to the book; null: not told. */
  readonly aggressor: Side | null
  readonly venueAt: Micros
}

export interface DepthRecord {
  readonly venueSymbol: string
  /** Best first. */
  readonly bids: readonly DepthLevel[]
  readonly asks: readonly DepthLevel[]
  readonly venueAt: Micros | null
}

export interface DepthLevel {
  readonly price: Decimal
  readonly quantity: Decimal
}

export interface CandleRecord {
  /** Start of the bucket, whatever the venue stamps it with. */
  readonly startAt: Micros
  readonly open: Decimal
  readonly high: Decimal
  readonly low: Decimal
  readonly close: Decimal
  readonly volume: Decimal
}

export interface AccountRecord {
  readonly venueAccountId: string
  readonly name: string
  /** What the credential may do: least scope is shown, more than needed is warned of. */
  readonly canTrade: boolean
  readonly canWithdraw: boolean | null
  /** Null: the venue does not tell paper from live here. */
  readonly paper: boolean | null
}

export interface BalanceRecord {
  readonly currency: string
  readonly total: Decimal
  readonly available: Decimal
  readonly held: Decimal
  /** The venue tells only what may be spent: `total` is without what working orders and positions tie up. */
  readonly spendableOnly?: true
}

export interface PositionRecord {
  readonly venueSymbol: string
  /** Signed: negative is short. */
  readonly quantity: Decimal
  readonly averagePrice: Decimal | null
}

export interface FeeSchedule {
  readonly tier: string
  /** Shares of notional; null: this venue's fees are not rates, see `note`. */
  readonly makerRate: Decimal | null
  readonly takerRate: Decimal | null
  readonly note: string
}
