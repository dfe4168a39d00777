/**
 * One instrument on the simulated venue: our orders, the displayed market, and how the two meet.
 *
 * An incoming order takes the best price first, wherever it is: the displayed market, the depth behind it, or a resting
 * order of ours; at the same price the market was there first. What rests fills when a later quote reaches its price.
 *
 * Rules: SPEC.md, SV-10 to SV-21.
 */

import type { Micros, StatusUpdate } from '@quarterdeck/engine'
import type { Instrument, Liquidity, TradingStatus } from '@quarterdeck/sdk'
import type { VenueQuote } from '../adapter.ts'
import { DisplayedMarket } from './displayed-market.ts'
import { commissionSchedule } from './commission.ts'
import type { CommissionSchedule } from './commission.ts'
import { feeSchedule } from './fees.ts'
import type { FeeSchedule } from './fees.ts'
import { FILL, FILL_STRIDE, MatchingBook } from './matching/book.ts'
import { BUY, NONE, NO_OWNER, OUTCOME, RULE, SELL } from './matching/codes.ts'
import type { IncomingOrder, SideCode } from './matching/codes.ts'
import { StopBook } from './matching/stops.ts'
import type { ListingState } from './listing-state.ts'
import { MARKET_PROTECTION_PERCENT } from './options.ts'
import type { SimulationOptions } from './options.ts'
import { isPriced, mayRest } from './order-record.ts'
import type { OrderRecord } from './order-record.ts'
import { fillAtQuote } from './passive-fills.ts'
import { RecordedMarket } from './recorded-market.ts'
import type { Reach, ShownMarket } from './shown-market.ts'
import { slippageTicks } from './slippage.ts'
import { instrumentTerms } from './terms.ts'
import type { InstrumentTerms } from './terms.ts'

/**
 * How the market came to a quote. THROUGH: it traded at the prices between, so an order that it passed fills at its own price.
 * GAP: it opened there, so an order that it passed fills at the quote, which is better.
 */
export type QuoteMove = 'THROUGH' | 'GAP'

/** What a listing tells its venue, in the order in which it happens. */
export interface ListingEvents {
  onFill(
    record: OrderRecord,
    fill: { readonly lots: number; readonly ticks: number; readonly liquidity: Liquidity },
  ): void
  onCanceled(record: OrderRecord, reason: string): void
  /** A stop was set off and rests. */
  onTriggered(record: OrderRecord): void
}

export class Listing {
  instrument: Instrument
  terms: InstrumentTerms
  fees: FeeSchedule
  /** Null: fees are the instrument's own, fill by fill. */
  readonly commission: CommissionSchedule | null
  readonly market: ShownMarket
  /** The same where quotes tell of it, or a recorded order book; null: the other does. */
  private readonly quoted: DisplayedMarket | null
  readonly recorded: RecordedMarket | null
  readonly book = new MatchingBook()
  /** Null: no status was ever announced, which counts as closed. */
  status: TradingStatus | null = null
  sessionEndsAt: number | null = null
  /** Records by their handle in the book. */
  readonly resting: (OrderRecord | undefined)[] = []
  /** Resting orders that the other side's quote has reached already. */
  pressing: OrderRecord[] = []
  private readonly stops = new StopBook()
  private readonly armed: readonly [(OrderRecord | undefined)[], (OrderRecord | undefined)[]] = [[], []]
  private queued: OrderRecord[] = []
  /** The last trade that the market has shown; undefined: no quote came yet. */
  private lastTicks: number | null | undefined
  private readonly events: ListingEvents
  private readonly now: () => Micros
  readonly options: SimulationOptions
  /** True: what is shown is history, and an order that arrives waits for the next quote. */
  private awaitsQuote = false
  private readonly incoming: IncomingOrder = {
    side: BUY,
    ticks: 0,
    lots: 0,
    owner: NO_OWNER,
    rule: RULE.rest,
  }

  constructor(
    instrument: Instrument,
    setting: {
      readonly options: SimulationOptions
      readonly index: number
      readonly events: ListingEvents
      /** The venue's clock. */
      readonly now: () => Micros
    },
  ) {
    this.instrument = instrument
    this.terms = instrumentTerms(instrument)
    this.options = setting.options
    const { commission } = setting.options
    this.fees = feeSchedule(instrument)
    this.commission = commission.kind === 'INSTRUMENT' ? null : commissionSchedule(commission, instrument)
    this.events = setting.events
    this.now = setting.now
    const seed = setting.options.seed ^ Math.imul(setting.index + 1, 0x9e3779b1)
    const { depth, liquidity } = setting.options
    this.recorded = liquidity === 'RECORDED' ? new RecordedMarket(instrument.venueSymbol) : null
    this.quoted = this.recorded === null ? new DisplayedMarket({ depth, seed, bounds: this.terms }) : null
    this.market = this.recorded ?? this.quoted!
  }

  /** Takes other bounds and fees from now on; what is counted in never changes. */
  restate(instrument: Instrument): void {
    this.instrument = instrument
    this.terms = instrumentTerms(instrument)
    this.fees = feeSchedule(instrument)
  }

  /** Whether orders trade now; past the announced end of the session they do not, though nobody has said CLOSED yet. */
  isOpen(): boolean {
    return this.status === 'OPEN' && (this.sessionEndsAt === null || this.now() < this.sessionEndsAt)
  }

  onStatus(update: StatusUpdate): void {
    this.status = update.status
    this.sessionEndsAt = update.status === 'CLOSED' ? null : update.sessionEndsAt
  }

  /** From now until the next quote, orders that arrive wait for it: a bar has closed, and its close is no offer. */
  awaitQuote(): void {
    this.awaitsQuote = true
  }

  /** Orders that have yet to trade, wherever they wait. */
  hasOrders(): boolean {
    const { book, stops, queued } = this
    return (
      queued.length > 0 ||
      book.bestLevel(BUY) !== NONE ||
      book.bestLevel(SELL) !== NONE ||
      !Number.isNaN(stops.first(BUY)) ||
      !Number.isNaN(stops.first(SELL))
    )
  }

  /**
   * The first price that matters to an order on a market's way up or down, as its bid and ask come to it: Infinity or -Infinity
   * where none does. Above wait buy stops, for the ask, and sell limits, for the bid; below sell stops and buy limits.
   */
  nextPrice(direction: 'UP' | 'DOWN'): { readonly bidTicks: number; readonly askTicks: number } {
    const { book, stops } = this
    const beyond = this.options.restingFills === 'ON_TOUCH' ? 0 : 1
    if (direction === 'UP') {
      const stop = stops.first(BUY)
      const limit = book.bestLevel(SELL) === NONE ? Number.POSITIVE_INFINITY : book.best(SELL) + beyond
      return { bidTicks: limit, askTicks: Number.isNaN(stop) ? Number.POSITIVE_INFINITY : stop }
    }
    const stop = stops.first(SELL)
    const limit = book.bestLevel(BUY) === NONE ? Number.NEGATIVE_INFINITY : book.best(BUY) - beyond
    return { bidTicks: Number.isNaN(stop) ? Number.NEGATIVE_INFINITY : stop, askTicks: limit }
  }

  /** Shows a new quote and does all that follows from it. */
  onQuote(quote: VenueQuote, move: QuoteMove = 'THROUGH'): void {
    if (this.quoted === null) throw new Error('Invariant: a recorded order book is told by its messages')
    this.quoted.show(quote)
    this.follow(move, quote.lastTicks)
  }

  /** Does all that follows from what the market shows now. */
  follow(move: QuoteMove, lastTicks: number | null): void {
    if (!this.isOpen()) return
    this.awaitsQuote = false
    fillAtQuote(this, BUY, move)
    fillAtQuote(this, SELL, move)
    if (this.queued.length > 0) {
      const { queued } = this
      this.queued = []
      for (const record of queued) this.enter(record)
    }
    this.setOffStops(this.newPrint(lastTicks))
    this.awaitsQuote = this.options.entry === 'NEXT_QUOTE'
  }

  /** Market and places of the working orders, as plain JSON. */
  state(): ListingState {
    const ids = (records: readonly (OrderRecord | undefined)[]): string[] =>
      records.filter((record) => record !== undefined).map(({ order }) => order.orderId)
    const { book, stops } = this
    const resting: OrderRecord[] = []
    for (const side of [BUY, SELL] as const)
      for (let level = book.bestLevel(side); level !== NONE; level = book.levelBehind(level))
        for (let handle = book.queues.firstOf(level); handle !== NONE; handle = book.queues.behind(handle))
          resting.push(this.resting[handle]!)
    return {
      status: this.status,
      sessionEndsAt: this.sessionEndsAt,
      awaitsQuote: this.awaitsQuote,
      lastTicks: this.lastTicks === undefined ? 'NONE' : this.lastTicks,
      market: (this.recorded ?? this.quoted!).state(),
      resting: ids(resting),
      armed: [BUY, SELL].flatMap((side) =>
        ids(stops.handles(side as SideCode).map((handle) => this.armed[side as SideCode][handle])),
      ),
      queued: ids(this.queued),
      pressing: ids(this.pressing),
    }
  }

  /** Goes on from a state; `find` gives its orders. For a listing that knows none yet. */
  adopt(state: ListingState, find: (orderId: string) => OrderRecord): void {
    this.status = state.status
    this.sessionEndsAt = state.sessionEndsAt
    this.awaitsQuote = state.awaitsQuote
    this.lastTicks = state.lastTicks === 'NONE' ? undefined : state.lastTicks
    if ('sides' in state.market) this.quoted?.restore(state.market)
    else this.recorded?.restore(state.market)
    this.queued = state.queued.map(find)
    this.pressing = state.pressing.map(find)
    for (const record of state.resting.map(find)) {
      this.aim(record, record.limitTicks!)
      this.incoming.rule = RULE.rest
      record.handle = this.book.submit(this.incoming)
      this.resting[record.handle] = record
    }
    for (const record of state.armed.map(find)) {
      record.handle = this.stops.add(record.side, record.stopTicks!)
      this.armed[record.side][record.handle] = record
    }
  }

  /** A trade that the market printed since the last quote, or NaN: quotes repeat the last trade, and an old one sets off nothing. */
  private newPrint(lastTicks: number | null): number {
    const before = this.lastTicks
    this.lastTicks = lastTicks
    return before === undefined || lastTicks === null || lastTicks === before ? Number.NaN : lastTicks
  }

  /** Whether the market as quoted is past a stop: what a stop would trigger at on arrival. */
  hasReached(record: OrderRecord): boolean {
    const touch = this.market.touch((1 - record.side) as SideCode)
    return record.side === BUY ? touch >= record.stopTicks! : touch <= record.stopTicks!
  }

  /** Lets an accepted order in: to wait for the open, to arm, or to trade. */
  enter(record: OrderRecord): void {
    // Before the first quote nobody knows what an order would meet: what rests would trade at its own limit for lack of better.
    const mustWait =
      this.awaitsQuote || !this.isOpen() || (!this.market.isShown() && (!record.live || mayRest(record)))
    if (mustWait) {
      this.waitOn(record)
    } else if (record.live) this.trade(record)
    else if (this.hasReached(record)) this.setOff(record)
    else {
      record.place = 'ARMED'
      record.handle = this.stops.add(record.side, record.stopTicks!)
      this.armed[record.side][record.handle] = record
    }
  }

  /** Takes an order out from wherever it is; it is MOVING after that. */
  withdraw(record: OrderRecord): void {
    if (record.place === 'QUEUED') this.queued = this.queued.filter((other) => other !== record)
    else if (record.place === 'ARMED') {
      this.stops.remove(record.side, record.handle)
      this.armed[record.side][record.handle] = undefined
    } else if (record.place === 'RESTING') {
      this.book.cancel(record.handle)
      this.unseat(record)
    }
    record.place = 'MOVING'
  }

  /** Gives a working order new terms; only less at the same prices keeps its place. */
  replace(
    record: OrderRecord,
    terms: {
      readonly openLots: number
      readonly limitTicks: number | null
      readonly stopTicks: number | null
    },
  ): void {
    const samePrices = record.limitTicks === terms.limitTicks && record.stopTicks === terms.stopTicks
    if (samePrices && terms.openLots <= record.openLots) {
      if (record.place === 'RESTING')
        this.book.replace(record.handle, { ticks: record.limitTicks!, lots: terms.openLots, rule: RULE.rest })
      record.openLots = terms.openLots
      return
    }
    this.withdraw(record)
    record.openLots = terms.openLots
    record.limitTicks = terms.limitTicks
    record.stopTicks = terms.stopTicks
    this.enter(record)
  }

  /** Books a fill of a record and takes it out of the tables when nothing is left. The book itself knows already. */
  filled(
    record: OrderRecord,
    fill: { readonly lots: number; readonly ticks: number; readonly liquidity: Liquidity },
  ): void {
    record.openLots -= fill.lots
    record.filledLots += fill.lots
    if (record.openLots === 0) {
      if (record.place === 'RESTING') this.unseat(record)
      record.place = 'ENDED'
    }
    this.events.onFill(record, fill)
  }

  private unseat(record: OrderRecord): void {
    this.resting[record.handle] = undefined
    record.handle = NONE
    if (!record.pressing) return
    record.pressing = false
    this.pressing = this.pressing.filter((other) => other !== record)
  }

  /** Sets off the stops that the touch has reached, or a trade print; NaN: there was none. */
  setOffStops(printTicks: number): void {
    for (const side of [BUY, SELL] as const) {
      const touch = this.market.touch((1 - side) as SideCode)
      for (const seen of [touch, printTicks]) {
        if (Number.isNaN(seen)) continue
        for (
          let handle = this.stops.takeTriggered(side, seen);
          handle !== NONE;
          handle = this.stops.takeTriggered(side, seen)
        ) {
          const record = this.armed[side][handle]
          if (record === undefined) throw new Error('Invariant: every stop in the stop book has its record')
          this.armed[side][handle] = undefined
          this.setOff(record)
        }
      }
    }
  }

  private setOff(record: OrderRecord): void {
    record.place = 'MOVING'
    record.live = true
    this.trade(record)
  }

  /** Takes what the order can reach, and rests or cancels the remainder. */
  private trade(record: OrderRecord): void {
    const { timeInForce } = record.order
    const limit = isPriced(record) ? record.limitTicks! : this.protection(record.side)
    const reach: Reach =
      timeInForce === 'IOC' || timeInForce === 'FOK' ? this.options.immediateReach : 'DEPTH'
    if (Number.isNaN(limit)) return this.end(record, 'there is no market price')
    this.aim(record, limit)
    if (timeInForce === 'FOK' && this.reachable(record, { limit, reach }) < record.openLots) {
      return this.end(record, 'the whole quantity could not be filled at once')
    }
    if (this.sweep(record, { limit, reach }))
      return this.end(record, 'self-trade prevented: the next order in the book is of the same account')
    if (record.openLots === 0) return undefined
    if (mayRest(record)) {
      this.rest(record, limit)
      return record.stopTicks === null ? undefined : this.events.onTriggered(record)
    }
    if (this.waitsForMore(record)) return this.waitOn(record)
    return this.end(record, this.whyStopped(record, limit, reach))
  }

  /** A MARKET order that was not to be immediate, where the rest is declared to wait. */
  private waitsForMore({ order }: OrderRecord): boolean {
    const { orderType, timeInForce } = order
    const isUnpriced = orderType === 'MARKET' || orderType === 'STOP'
    const isPatient = timeInForce === 'DAY' || timeInForce === 'GTC'
    return isUnpriced && isPatient && this.options.unfilledMarket === 'NEXT_QUOTE'
  }

  private waitOn(record: OrderRecord): void {
    record.place = 'QUEUED'
    this.queued.push(record)
  }

  /** Trades price by price; true: stopped before an order of the same account. */
  private sweep(record: OrderRecord, bounds: { readonly limit: number; readonly reach: Reach }): boolean {
    const other = (1 - record.side) as SideCode
    const sign = record.side === BUY ? 1 : -1
    while (record.openLots > 0) {
      const offered = this.market.offeredTicks(other, bounds.reach)
      const reaches = (bounds.limit - offered) * sign >= 0
      if (this.meetOurs(record, reaches ? offered - sign : bounds.limit)) return true
      if (record.openLots === 0 || !reaches) return false
      const lots = Math.min(record.openLots, this.market.offeredLots(other))
      this.market.take(other, lots)
      this.filled(record, { lots, ticks: this.paid(record.side, offered, bounds.limit), liquidity: 'TAKER' })
    }
    return false
  }

  /** What a taker pays where `offered` is quoted: worse by the slippage, never past the order's limit. */
  private paid(side: SideCode, offered: number, limit: number): number {
    const slip = slippageTicks(this.options.slippage, offered)
    return side === BUY ? Math.min(offered + slip, limit) : Math.max(offered - slip, limit)
  }

  /** Trades with resting orders of ours up to a price; true: stopped before one of the same account. */
  private meetOurs(record: OrderRecord, limit: number): boolean {
    const { book, incoming } = this
    incoming.ticks = limit
    incoming.lots = record.openLots
    incoming.rule = RULE.immediate
    book.submit(incoming)
    const stopped = book.outcome === OUTCOME.selfTradePrevented
    for (let row = 0; row < book.fillCount * FILL_STRIDE; row += FILL_STRIDE) {
      const met = this.resting[book.fills[row + FILL.handle]!]
      if (met === undefined) throw new Error('Invariant: every order in the book has its record')
      const lots = book.fills[row + FILL.lots]!
      const ticks = book.fills[row + FILL.ticks]!
      this.filled(met, { lots, ticks, liquidity: 'MAKER' })
      this.filled(record, { lots, ticks, liquidity: 'TAKER' })
    }
    return stopped
  }

  private rest(record: OrderRecord, limit: number): void {
    const { incoming } = this
    const { side } = record
    incoming.ticks = limit
    incoming.lots = record.openLots
    incoming.rule = RULE.rest
    record.handle = this.book.submit(incoming)
    record.place = 'RESTING'
    this.resting[record.handle] = record
    const sign = side === BUY ? 1 : -1
    record.lotsAhead = this.market.joining(side, limit)
    record.pressing = (limit - this.market.touch((1 - side) as SideCode)) * sign >= 0
    if (record.pressing) this.pressing.push(record)
  }

  private end(record: OrderRecord, reason: string): void {
    record.place = 'ENDED'
    this.events.onCanceled(record, reason)
  }

  private aim(record: OrderRecord, limit: number): void {
    this.incoming.side = record.side
    this.incoming.owner = record.owner
    this.incoming.ticks = limit
    this.incoming.lots = record.openLots
  }

  /** Lots within reach, not past the first order of the same account. */
  private reachable(record: OrderRecord, bounds: { readonly limit: number; readonly reach: Reach }): number {
    const other = (1 - record.side) as SideCode
    const barrier = this.firstOwnTicks(record, bounds.limit)
    return this.book.available(this.incoming) + this.market.availableWithin(other, barrier, bounds.reach)
  }

  private firstOwnTicks(record: OrderRecord, limit: number): number {
    const { queues } = this.book
    const sign = record.side === BUY ? 1 : -1
    for (
      let level = this.book.bestLevel((1 - record.side) as SideCode);
      level !== NONE;
      level = this.book.levelBehind(level)
    ) {
      const ticks = queues.ticksOf(level)
      if ((limit - ticks) * sign < 0) return limit
      for (let handle = queues.firstOf(level); handle !== NONE; handle = queues.behind(handle)) {
        if (queues.ownerOf(handle) === record.owner) return ticks
      }
    }
    return limit
  }

  /** The worst price of an unpriced order: so far off what it met, or off the last print; NaN: no price is known. */
  private protection(side: SideCode): number {
    const other = (1 - side) as SideCode
    const touch = this.market.touch(other)
    const ours = this.book.best(other)
    const reference = !Number.isNaN(touch) ? touch : Number.isFinite(ours) ? ours : this.market.lastTicks
    const band = Math.floor((Math.abs(reference) * MARKET_PROTECTION_PERCENT) / 100)
    return reference + (side === BUY ? band : -band)
  }

  private whyStopped(record: OrderRecord, limit: number, reach: Reach): string {
    const offered = this.market.offeredTicks((1 - record.side) as SideCode, reach)
    if (Number.isNaN(offered)) return 'no more liquidity'
    return isPriced(record)
      ? `no more liquidity at the limit price or better`
      : `price protection: no more liquidity within ${MARKET_PROTECTION_PERCENT} % of the touch (${limit} ticks)`
  }
}
