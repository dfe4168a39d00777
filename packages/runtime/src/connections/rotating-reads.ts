/**
 * The reading half that is handed out: it stays while the credential behind it is rotated. Questions go to the adapter of the
 * moment; one that was replaced is closed when its last answer has come.
 */
import {
  answered,
  failed,
  NO_TOPICS,
  type Answer,
  type CandleQuery,
  type Capabilities,
  type ChargeRecord,
  type FillCursor,
  type MarketStreamEvent,
  type MarketStreamListener,
  type MarketTopics,
  type OrderLookup,
  type OrderStreamEvent,
  type OrderStreamListener,
  type SettlementRecord,
  type Timekeeper,
  type VenueReads,
  type VenueStream,
} from '@quarterdeck/venues'
import { HeldHalf } from './held-half.ts'
import { RotatingStream, type PreparedStream } from './rotating-stream.ts'
import type { Redact } from './vault/redaction.ts'

export interface RotatingReadsOptions {
  readonly time: Timekeeper
  /** Of the credential of the moment. */
  readonly redact: () => Redact
  /** A question of one request was answered after so long. */
  readonly onRoundTrip: (ms: number) => void
  readonly onOrderEvent: (event: OrderStreamEvent) => void
  readonly onOrderStreamClosed: () => void
}

/** Streams at the next adapter that are ready to take over. */
export interface PreparedReads {
  take(): Promise<void>
  discard(): Promise<void>
}

export class RotatingReads implements VenueReads {
  readonly venueId: string
  readonly capabilities: Capabilities
  readonly #options: RotatingReadsOptions
  readonly #markets = new Set<RotatingStream<MarketStreamEvent>>()
  readonly #orders = new Set<RotatingStream<OrderStreamEvent>>()
  #held: HeldHalf<VenueReads>

  constructor(reads: VenueReads, options: RotatingReadsOptions) {
    this.#held = new HeldHalf(reads)
    this.#options = options
    this.venueId = reads.venueId
    this.capabilities = reads.capabilities
  }

  health(): ReturnType<VenueReads['health']> {
    return this.#timed((reads) => reads.health())
  }
  clock(): ReturnType<VenueReads['clock']> {
    return this.#timed((reads) => reads.clock())
  }
  instruments(symbols?: readonly string[]): ReturnType<VenueReads['instruments']> {
    return this.#ask((reads) => reads.instruments(symbols))
  }
  quote(venueSymbol: string): ReturnType<VenueReads['quote']> {
    return this.#timed((reads) => reads.quote(venueSymbol))
  }
  trades(venueSymbol: string, limit: number): ReturnType<VenueReads['trades']> {
    return this.#timed((reads) => reads.trades(venueSymbol, limit))
  }
  depth(venueSymbol: string, levels: number): ReturnType<VenueReads['depth']> {
    return this.#timed((reads) => reads.depth(venueSymbol, levels))
  }
  candles(query: CandleQuery): ReturnType<VenueReads['candles']> {
    return this.#ask((reads) => reads.candles(query))
  }
  account(): ReturnType<VenueReads['account']> {
    return this.#timed((reads) => reads.account())
  }
  balances(): ReturnType<VenueReads['balances']> {
    return this.#ask((reads) => reads.balances())
  }
  positions(): ReturnType<VenueReads['positions']> {
    return this.#ask((reads) => reads.positions())
  }
  openOrders(): ReturnType<VenueReads['openOrders']> {
    return this.#ask((reads) => reads.openOrders())
  }
  orderByClientId(lookup: OrderLookup): ReturnType<VenueReads['orderByClientId']> {
    return this.#ask((reads) => reads.orderByClientId(lookup))
  }
  orderByVenueId(venueOrderId: string): ReturnType<VenueReads['orderByVenueId']> {
    return this.#timed((reads) => reads.orderByVenueId(venueOrderId))
  }
  fillsSince(cursor: FillCursor | null): ReturnType<VenueReads['fillsSince']> {
    return this.#ask((reads) => reads.fillsSince(cursor))
  }
  settlements(venueSymbols: readonly string[]): Promise<Answer<readonly SettlementRecord[]>> {
    return this.#ask((reads) => reads.settlements?.(venueSymbols) ?? Promise.resolve(answered([])))
  }
  chargesSince(at: number): Promise<Answer<readonly ChargeRecord[]>> {
    const none = () => Promise.resolve(failed('UNSUPPORTED', 'its executions tell all that they cost'))
    return this.#ask((reads) => reads.chargesSince?.(at) ?? none())
  }
  feeSchedule(): ReturnType<VenueReads['feeSchedule']> {
    return this.#ask((reads) => reads.feeSchedule())
  }

  openMarketStream(topics: MarketTopics, listener: MarketStreamListener): VenueStream {
    const stream = new RotatingStream<MarketStreamEvent>(this.#held.half, {
      topics,
      open: (reads, followed, told) => reads.openMarketStream(followed, told),
      listener: (event) => listener(this.#said(event)),
      onClose: () => this.#markets.delete(stream),
    })
    this.#markets.add(stream)
    return stream
  }

  openOrderStream(listener: OrderStreamListener): VenueStream {
    const stream = new RotatingStream<OrderStreamEvent>(this.#held.half, {
      topics: NO_TOPICS,
      open: (reads, _, told) => reads.openOrderStream(told),
      listener: (told) => {
        const event = this.#said(told)
        this.#options.onOrderEvent(event)
        listener(event)
      },
      onClose: () => {
        this.#orders.delete(stream)
        this.#options.onOrderStreamClosed()
      },
    })
    this.#orders.add(stream)
    return stream
  }

  /** Opens market data anew at the same adapter. */
  async reopenMarkets(): Promise<void> {
    await Promise.all([...this.#markets].map((stream) => stream.reopen(this.#held.half)))
  }

  /**
   * Opens every stream at the next adapter beside the present ones and waits until they are ready, for at most so long. Null: they
   * did not come to be; the next adapter is closed and nothing has changed.
   */
  async prepare(next: VenueReads, waitMs: number): Promise<PreparedReads | null> {
    const present = new Set(this.#streams())
    const streams = [...present].map((stream) => stream.prepare(next))
    const discard = async () => {
      await Promise.all(streams.map((stream) => stream.discard()))
      await next.close()
    }
    if (!(await this.#allReady(streams, waitMs))) {
      await discard()
      return null
    }
    return {
      discard,
      take: async () => {
        const before = this.#held
        this.#held = new HeldHalf(next)
        await Promise.all(streams.map((stream) => stream.take()))
        // Those that were opened meanwhile are still with the one before.
        const later = this.#streams().filter((stream) => !present.has(stream))
        await Promise.all(later.map((stream) => stream.reopen(next)))
        await before.retire()
      },
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#streams().map((stream) => stream.close()))
    await this.#held.close()
  }

  #streams(): readonly (RotatingStream<MarketStreamEvent> | RotatingStream<OrderStreamEvent>)[] {
    return [...this.#markets, ...this.#orders]
  }

  async #timed<Value>(ask: (reads: VenueReads) => Promise<Answer<Value>>): Promise<Answer<Value>> {
    const { time, onRoundTrip } = this.#options
    const askedAtMs = time.nowMs()
    const answer = await this.#ask(ask)
    if (answer.ok) onRoundTrip(time.nowMs() - askedAtMs)
    return answer
  }

  /** What a venue says of a failure may hold what it was sent. */
  async #ask<Value>(ask: (reads: VenueReads) => Promise<Answer<Value>>): Promise<Answer<Value>> {
    const redact = this.#options.redact()
    const answer = await this.#held.use(ask)
    if (answer.ok) return answer
    const { failure } = answer
    return { ok: false, failure: { ...failure, message: redact(failure.message) } }
  }

  /** So may what is said of a stream. */
  #said<Event extends MarketStreamEvent | OrderStreamEvent>(event: Event): Event {
    if (event.kind !== 'STATE' && event.kind !== 'RESYNC') return event
    return { ...event, message: this.#options.redact()(event.message) }
  }

  #allReady(streams: readonly PreparedStream[], waitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const stop = this.#options.time.after(waitMs, () => resolve(false))
      void Promise.all(streams.map(({ ready }) => ready)).then(() => {
        stop()
        resolve(true)
      })
    })
  }
}
