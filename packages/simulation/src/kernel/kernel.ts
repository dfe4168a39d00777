/**
 * The kernel: one clock over all data, the strategy on one side, the engine and the venues on the other.
 *
 * At one instant, in this order: what venues have to say by then; bars that close, all marks first and then the strategy's
 * callbacks in the order of the series; splits and dividends; what positions bring or cost; timers; a point of the equity curve; then what the markets show at that instant (openings,
 * path points, quotes, trades) in the order of the series, each with all that follows from it. An order that is decided on a closed
 * bar is at its venue before the next market event, and meets nothing earlier.
 *
 * While nobody trades an instrument, a bar costs its closing alone: no object, no string, no bigint.
 */

import type { Micros, VenueReport } from '@quarterdeck/engine'
import { DAY_MICROS } from '@quarterdeck/market-data'
import type { TradeColumns } from '@quarterdeck/market-data'
import type { StrategyInput, StrategyIntent, StrategySession } from '@quarterdeck/sdk'
import type { VenueRequest } from '@quarterdeck/venues'
import type { LogLine } from '../run/result.ts'
import { applyAction } from './apply-action.ts'
import type { Carry } from './carry.ts'
import type { ActionSchedule } from './corporate-actions.ts'
import type { CurveRecorder } from './curve.ts'
import { Line } from './line.ts'
import type { MarketStream } from './market-stream.ts'
import type { Pit } from './pit.ts'
import { toPrice } from './tick-prices.ts'
import type { Timers } from './timers.ts'
import type { TradingDesk } from './trading-desk.ts'
import type { Valuation } from './valuation.ts'

export interface KernelParts {
  readonly session: StrategySession
  readonly desk: TradingDesk
  /** In the order of the series. */
  readonly streams: readonly MarketStream[]
  /** By instrument index; instruments without data have none. */
  readonly pits: readonly (Pit | undefined)[]
  readonly timers: Timers
  readonly actions: ActionSchedule
  readonly carry: Carry
  readonly valuation: Valuation
  readonly curve: CurveRecorder
  readonly budget: KernelBudget
  /** Whether a policy counts losses from the day's start or high, which then follow the marks. */
  readonly marksAccounts: boolean
  /**
   * Told of everything that the strategy wants, but for its log, before it is carried out; `isOnMarket`: after a market event of
   * this very instant, and not only on what had closed by then.
   */
  readonly onWish?: ((at: Micros, wish: StrategyIntent, isOnMarket: boolean) => void) | undefined
}

export interface KernelBudget {
  readonly commandsPerInstantMax: number
  readonly eventsMax: number
  readonly logLinesMax: number
}

export interface KernelState {
  readonly now: Micros
  readonly bars: number
  readonly quotes: number
  readonly trades: number
  readonly logs: readonly LogLine[]
  readonly logLinesDropped: number
  /** Instruments with orders or messages under way. */
  readonly busy: readonly number[]
  /** Day and equity of the newest mark; null: there was none. */
  readonly marked: { readonly day: number; readonly high: number } | null
}

/** A budget was used up: the run ends as failed. */
export class BudgetExceeded extends Error {
  override readonly name = 'BudgetExceeded'
}

type Phase = 'REPORTS' | 'CLOSINGS' | 'MARKETS'

export class Kernel {
  now: Micros = 0
  bars = 0
  quotes = 0
  trades = 0
  readonly logs: LogLine[] = []
  logLinesDropped = 0
  private readonly parts: KernelParts
  private readonly streams: readonly MarketStream[]
  private readonly intents = new Line<StrategyIntent>()
  private readonly inputs = new Line<StrategyInput>()
  /** Pits with orders or messages under way. */
  private readonly busy = new Set<Pit>()
  /** Streams whose bars close at this instant. */
  private readonly closing: Int32Array
  private phase: Phase = 'REPORTS'
  private current = -1
  private bookVersion = -1
  private commandsBefore = 0
  private readonly needsMarket: boolean
  private markedDay = Number.NEGATIVE_INFINITY
  private markedHigh = Number.NEGATIVE_INFINITY
  private readonly settled = (): void => this.settle()

  constructor(parts: KernelParts) {
    this.parts = parts
    this.streams = parts.streams
    this.closing = new Int32Array(parts.streams.length)
    this.needsMarket = new Set(parts.desk.book.instruments.map(({ terms }) => terms.currency)).size > 1
  }

  /** Where it stands between two instants, as plain JSON. */
  state(): KernelState {
    const { now, bars, quotes, trades, logs, logLinesDropped } = this
    const busy = [...this.busy].map((pit) => pit.index)
    const { markedDay, markedHigh } = this
    const marked = Number.isFinite(markedDay) ? { day: markedDay, high: markedHigh } : null
    return { now, bars, quotes, trades, logs: [...logs], logLinesDropped, busy, marked }
  }

  restore(state: KernelState): void {
    this.setTime(state.now)
    this.bars = state.bars
    this.quotes = state.quotes
    this.trades = state.trades
    this.logs.push(...state.logs)
    this.logLinesDropped = state.logLinesDropped
    this.markedDay = state.marked?.day ?? Number.NEGATIVE_INFINITY
    this.markedHigh = state.marked?.high ?? Number.NEGATIVE_INFINITY
    for (const index of state.busy) this.busy.add(this.parts.pits[index]!)
  }

  /** What the desk hands on while a command is carried out. */
  onRequest(instrument: number, request: VenueRequest): void {
    const pit = this.parts.pits[instrument]
    if (pit === undefined) throw new Error('Invariant: an order is accepted only where there is a market')
    if (!this.busy.has(pit)) {
      this.busy.add(pit)
      const index = this.streams.indexOf(pit.stream)
      pit.wake((instant) => this.isPast(instant, index))
    }
    pit.send(request, this.now)
  }

  onInput(input: StrategyInput): void {
    this.inputs.push(input)
  }

  /** A pit's venue speaks. */
  onReport(report: VenueReport): void {
    this.parts.desk.report(report)
  }

  /** Tells the strategy that it starts, at an instant before all data. */
  start(at: Micros): void {
    this.setTime(at)
    this.deliver({ type: 'start', at })
    this.record(at)
  }

  /** Tells the strategy that it is over. What it orders then meets no market any more. */
  stop(reason: string): void {
    this.deliver({ type: 'stop', at: this.now, reason })
    this.record(this.now)
  }

  /** When the next thing happens; Infinity: the data is at its end. */
  nextAt(): Micros {
    let next = Number.POSITIVE_INFINITY
    for (let index = 0; index < this.streams.length; index += 1) {
      const at = this.streams[index]!.nextAt
      if (at < next) next = at
    }
    // Without data nothing more can come of timers and messages.
    if (next === Number.POSITIVE_INFINITY) return next
    if (this.parts.timers.nextAt < next) next = this.parts.timers.nextAt
    if (this.parts.actions.nextAt < next) next = this.parts.actions.nextAt
    if (this.parts.carry.nextAt < next) next = this.parts.carry.nextAt
    if (this.busy.size > 0) next = Math.min(next, this.nextReportAt())
    return next
  }

  /** Plays instants until `count` market events were played or the data ends; false: it has ended. */
  play(count: number): boolean {
    const until = this.bars + this.quotes + this.trades + count
    while (this.bars + this.quotes + this.trades < until) {
      const at = this.nextAt()
      if (at === Number.POSITIVE_INFINITY) return false
      this.playInstant(at)
    }
    return this.nextAt() !== Number.POSITIVE_INFINITY
  }

  private playInstant(at: Micros): void {
    this.setTime(at)
    if (this.busy.size > 0) {
      this.phase = 'REPORTS'
      this.speak(at)
    }
    this.phase = 'CLOSINGS'
    if (this.closeBars(at)) this.record(at)
    if (this.parts.actions.nextAt <= at) this.applyActions(at)
    if (this.parts.carry.nextAt <= at) this.bookIncome(at)
    if (this.parts.timers.nextAt <= at) this.fireTimers(at)
    this.phase = 'MARKETS'
    this.showMarkets(at)
    if (this.busy.size > 0) this.release()
  }

  /** Marks every bar that closes now, then tells the strategy of each; true: some did. */
  private closeBars(at: Micros): boolean {
    const { streams, closing } = this
    const { session, pits, valuation } = this.parts
    let count = 0
    for (let index = 0; index < streams.length; index += 1) {
      const stream = streams[index]!
      if (stream.nextAt !== at || !stream.isClosing()) continue
      closing[count] = index
      count += 1
      const { instrument, isMarket } = stream.terms
      if (isMarket) {
        valuation.mark(instrument, stream.markOf(stream.row))
        if (stream.isWatched) pits[instrument]!.close(at)
      }
      stream.advance()
    }
    if (count === 0) return false
    // A session that ended has orders that ended with it.
    if (this.inputs.length > 0 || this.busy.size > 0) this.speak(at)
    this.bars += count
    for (let entry = 0; entry < count; entry += 1) {
      const stream = streams[closing[entry]!]!
      if (stream.terms.feed < 0) continue
      const intents = session.bar(stream.terms.feed, stream.closedRow, at)
      if (intents.length > 0) this.take(intents)
    }
    return true
  }

  /** Lets the venues say what they have to by now. */
  private speak(at: Micros): void {
    for (const pit of this.busy) pit.venue.advance(at)
    this.settle()
  }

  /** Lets the splits and dividends of this instant happen, each with all that follows from it. */
  private applyActions(at: Micros): void {
    for (const action of this.parts.actions.take(at))
      applyAction(action, this.parts, { at, settle: this.settled })
    this.record(at)
  }

  /** Books what positions bring or cost at this instant, and tells the strategy of its account. */
  private bookIncome(at: Micros): void {
    const { carry, desk, valuation } = this.parts
    const due = carry.take(at, desk.book, valuation)
    if (due.length === 0) return
    for (const income of due) desk.bookIncome(income)
    this.settle()
    this.record(at)
  }

  private fireTimers(at: Micros): void {
    const { timers } = this.parts
    while (timers.nextAt <= at) {
      const { name, due } = timers.take()
      this.deliver({ type: 'timer', at, name, due })
    }
  }

  private showMarkets(at: Micros): void {
    const { streams } = this
    for (let index = 0; index < streams.length; index += 1) {
      const stream = streams[index]!
      while (stream.nextAt === at && !stream.isClosing()) {
        this.current = index
        if (stream.isBars) this.showPoint(stream)
        else this.showTick(stream, at)
      }
    }
    this.current = -1
  }

  private showPoint(stream: MarketStream): void {
    const pit = this.parts.pits[stream.terms.instrument]!
    const at = stream.nextAt
    pit.showPoint(this.settled)
    if (pit.tellsQuotes) this.tellQuote(pit, at)
  }

  private showTick(stream: MarketStream, at: Micros): void {
    const { row, terms } = stream
    const { session } = this.parts
    if (stream.data.kind === 'TRADES') this.trades += 1
    else this.quotes += 1
    if (terms.isMarket) this.showMarketTick(stream, at)
    else {
      if (terms.isPrints && stream.data.kind === 'TRADES') this.showPrint(stream, stream.data.trades)
      stream.advance()
    }
    if (terms.feed >= 0) {
      const intents =
        stream.data.kind === 'QUOTES'
          ? session.quote(terms.feed, row, at)
          : session.trade(terms.feed, row, at)
      if (intents.length > 0) this.take(intents)
    }
    if (terms.isMarket) this.record(at)
  }

  private showMarketTick(stream: MarketStream, at: Micros): void {
    const { row, terms } = stream
    const pit = this.parts.pits[terms.instrument]!
    const before = pit.standing
    pit.showTick(this.settled)
    const mark = pit.markOf(row)
    // A book that nobody knows leaves the mark where it was.
    if (!stream.isBook || !Number.isNaN(mark)) this.parts.valuation.mark(terms.instrument, mark)
    if (pit.tellsQuotes && pit.standing !== before) this.tellQuote(pit, at)
  }

  /** A trade beside an order book reaches the orders that wait in it. */
  private showPrint({ row, terms, nextAt: at }: MarketStream, trades: TradeColumns): void {
    const aggressor = trades.aggressor[row]!
    this.parts.pits[terms.instrument]!.showPrint(trades.price[row]!, trades.size[row]!, { aggressor, at })
    this.settle()
  }

  /** Tells the strategy of a quote that was made from a bar's path, or is the top of an order book. */
  private tellQuote(pit: Pit, at: Micros): void {
    const { bidTicks, askTicks, bidLots, askLots } = pit.standing
    const { isBook, terms } = pit.stream
    const { grid } = terms
    const sizeOf = (lots: number | null): number | null =>
      isBook && lots !== null ? lots * grid.quantityIncrement : null
    this.deliver({
      type: 'quote',
      at,
      instrumentId: pit.instrument.id,
      time: at,
      bid: bidTicks === null ? null : toPrice(grid, bidTicks),
      ask: askTicks === null ? null : toPrice(grid, askTicks),
      bidSize: sizeOf(bidLots),
      askSize: sizeOf(askLots),
    })
  }

  private deliver(input: StrategyInput): void {
    const intents = this.parts.session.deliver(input)
    if (intents.length > 0) this.take(intents)
  }

  /** Carries out what the strategy wants and all that follows from it. */
  private take(intents: readonly StrategyIntent[]): void {
    for (const intent of intents) this.intents.push(intent)
    this.settle()
  }

  /** Until nothing is left to say: wishes first, then the venues' answers, then what the strategy is told, one by one. */
  private settle(): void {
    const { session, desk } = this.parts
    for (;;) {
      if (this.intents.length > 0) {
        this.see()
        for (let intent = this.intents.shift(); intent !== undefined; intent = this.intents.shift())
          this.carryOut(intent)
        for (const pit of this.busy) pit.venue.advance(this.now)
      }
      const input = this.inputs.shift()
      if (input === undefined) break
      const intents = session.deliver(input)
      for (const intent of intents) this.intents.push(intent)
      if (desk.commands - this.commandsBefore > this.parts.budget.commandsPerInstantMax)
        throw new BudgetExceeded(
          `more than ${this.parts.budget.commandsPerInstantMax} commands at one instant: the strategy answers its own fills without end`,
        )
    }
    if (desk.eventCount > this.parts.budget.eventsMax)
      throw new BudgetExceeded(`more than ${this.parts.budget.eventsMax} engine events`)
  }

  private carryOut(intent: StrategyIntent): void {
    const { desk, timers, budget, onWish } = this.parts
    if (onWish !== undefined && intent.type !== 'Log') onWish(this.now, intent, this.phase === 'MARKETS')
    switch (intent.type) {
      case 'SubmitOrder':
        return desk.submit(intent)
      case 'ReplaceOrder':
        return desk.replace(intent)
      case 'CancelOrder':
        return desk.cancel(intent.clientOrderId)
      case 'SetTimer':
        return timers.set(intent, this.now)
      case 'CancelTimer':
        return timers.cancel(intent.name)
      case 'Log': {
        const { at, level, message } = intent
        if (this.logs.length < budget.logLinesMax) this.logs.push({ at, level, message })
        else this.logLinesDropped += 1
      }
    }
  }

  /** Lets decisions see what stands now on every market. */
  see(): void {
    const { desk, pits } = this.parts
    for (const pit of pits) {
      if (pit === undefined) continue
      const { stream } = pit
      if (!stream.isWatched && stream.isBars) {
        if (stream.closedRow < 0) continue
        desk.see(pit.index, stream.shownAt(stream.closedRow, 3, null), this.standsUntil(stream))
      } else if (pit.standsSince > 0) desk.see(pit.index, pit.standing, pit.standsSince)
    }
  }

  /** A bar's close stands for one more bar: until then it counts as current. */
  private standsUntil(stream: MarketStream): Micros {
    return Math.min(this.now, stream.closedAt + stream.span)
  }

  private record(at: Micros): void {
    const { desk, valuation, curve } = this.parts
    if (desk.version !== this.bookVersion) {
      this.bookVersion = desk.version
      valuation.derive()
      valuation.total(at)
    } else if (valuation.holds || this.needsMarket) {
      if (this.needsMarket) this.see()
      valuation.total(at)
    }
    if (this.parts.marksAccounts) this.markAccounts(at)
    curve.take(at, valuation.equity, valuation.cash, valuation.grossExposure, valuation.netExposure)
  }

  /** Lets the engine follow the day's start and high, from which losses are counted; as often as there is something to follow. */
  private markAccounts(at: Micros): void {
    const { desk, valuation } = this.parts
    const day = Math.floor(at / DAY_MICROS)
    if (day === this.markedDay && !(valuation.equity > this.markedHigh)) return
    this.markedDay = day
    this.markedHigh = valuation.equity
    this.see()
    desk.markAccounts()
    this.settle()
  }

  private setTime(at: Micros): void {
    if (at !== this.now) this.commandsBefore = this.parts.desk.commands
    this.now = at
    this.parts.desk.now = at
  }

  private release(): void {
    for (const pit of this.busy) {
      if (pit.hasBusiness()) continue
      this.busy.delete(pit)
      pit.rest()
    }
  }

  private nextReportAt(): Micros {
    let next = Number.POSITIVE_INFINITY
    for (const pit of this.busy) {
      const due = pit.venue.nextDueAt()
      if (due !== null && due < next) next = due
    }
    return next
  }

  /** Whether the market event of a stream at an instant lies behind us. */
  private isPast(instant: Micros, stream: number): boolean {
    if (instant !== this.now) return instant < this.now
    return this.phase === 'MARKETS' && stream <= this.current
  }
}
