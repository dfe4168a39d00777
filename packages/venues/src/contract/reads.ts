/**
 * The half of an adapter that reads. Paper and shadow are handed this and nothing else: it has no way to a write endpoint.
 *
 * Every method gives an answer and never throws; a question that the venue does not have answers UNSUPPORTED, and the capability
 * matrix says so beforehand.
 */

import type { Micros } from '@quarterdeck/engine'
import type { Answer } from './answer.ts'
import type { Capabilities } from './capabilities.ts'
import type {
  AccountRecord,
  BalanceRecord,
  CandleRecord,
  ChargeRecord,
  DepthRecord,
  FeeSchedule,
  FillCursor,
  FillsPage,
  ListedInstrument,
  OrderRecord,
  PositionRecord,
  QuoteRecord,
  SettlementRecord,
  TradeRecord,
  VenueHealth,
  VenueTime,
} from './records.ts'
import type { MarketStreamListener, MarketTopics, OrderStreamListener, VenueStream } from './streams.ts'
import type { CandleLength } from './words.ts'

export interface CandleQuery {
  readonly venueSymbol: string
  readonly length: CandleLength
  /** Buckets that start in [from, to). */
  readonly from: Micros
  readonly to: Micros
}

/** What is known of an order that is looked up: the venue may need more than the id to find it. */
export interface OrderLookup {
  readonly clientOrderId: string
  readonly venueSymbol: string
  /** When it was sent, our clock, UTC milliseconds; a lookup that scans starts a little before. */
  readonly sentAtMs: number
}

export interface VenueReads {
  readonly venueId: string
  readonly capabilities: Capabilities
  health(): Promise<Answer<VenueHealth>>
  clock(): Promise<Answer<VenueTime>>
  /**
   * All that it lists, or of these symbols, whatever became of them: what does not trade any more is told with its status as long
   * as the venue knows it. A venue may tell more than was asked for.
   */
  instruments(symbols?: readonly string[]): Promise<Answer<readonly ListedInstrument[]>>
  quote(venueSymbol: string): Promise<Answer<QuoteRecord>>
  /** Newest first, at most `limit`. */
  trades(venueSymbol: string, limit: number): Promise<Answer<readonly TradeRecord[]>>
  depth(venueSymbol: string, levels: number): Promise<Answer<DepthRecord>>
  /** Oldest first, each bucket once; a bucket without trades is absent. Pages by itself. */
  candles(query: CandleQuery): Promise<Answer<readonly CandleRecord[]>>
  account(): Promise<Answer<AccountRecord>>
  balances(): Promise<Answer<readonly BalanceRecord[]>>
  positions(): Promise<Answer<readonly PositionRecord[]>>
  /** Every order that is not final, ours and others'. Pages by itself. */
  openOrders(): Promise<Answer<readonly OrderRecord[]>>
  /** Null is the venue's word that it has none now; see `idempotency.absenceProvenAfterMs` for when that proves anything. */
  orderByClientId(lookup: OrderLookup): Promise<Answer<OrderRecord | null>>
  orderByVenueId(venueOrderId: string): Promise<Answer<OrderRecord | null>>
  /** Fills since a cursor, oldest first; null: those of the last day, and earlier ones where the venue gives no choice. Pages by itself. */
  fillsSince(cursor: FillCursor | null): Promise<Answer<FillsPage>>
  /** What it took by itself since a time, oldest first. Absent: its executions tell all that they cost. */
  chargesSince?(at: Micros): Promise<Answer<readonly ChargeRecord[]>>
  feeSchedule(): Promise<Answer<FeeSchedule>>
  /**
   * Those of these event contracts that the venue has paid out for good. A position of q in one is worth q times its payout from
   * then on and nothing is traded for it. Absent: the venue has no such contracts.
   */
  settlements?(venueSymbols: readonly string[]): Promise<Answer<readonly SettlementRecord[]>>
  /** Market data until closed; reconnects and resubscribes by itself. Topics may be empty and added later. */
  openMarketStream(topics: MarketTopics, listener: MarketStreamListener): VenueStream
  /** The account's orders and fills until closed; after each RESYNC the listener's owner pulls what it may have missed. */
  openOrderStream(listener: OrderStreamListener): VenueStream
  /** Lets go of sockets and timers; questions after it answer UNREACHABLE. */
  close(): Promise<void>
}
