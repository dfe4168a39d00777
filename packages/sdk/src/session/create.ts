/**
 * `createStrategySession`: runs a strategy's callbacks over inputs and hands back its intents.
 *
 * A delivery has four moves: check that it may come now; book the fact (window, order, portfolio); let the session act on it
 * (bracket exits); call the strategy. What the strategy changes is noted, and taken back when it throws.
 */

import type { Strategy } from '../strategy/definition.ts'
import type { BarColumns, QuoteColumns, TradeColumns } from './columns.ts'
import type { Cause } from './decision-stream.ts'
import { type Callback, StrategyFault } from './fault.ts'
import type {
  BarInput,
  FillInput,
  OrderUpdateInput,
  QuoteInput,
  StrategyInput,
  TimerInput,
  TradeInput,
} from './input.ts'
import type { StrategyIntent, TimerSchedule } from './intent.ts'
import type { OrderRecord } from './order.ts'
import { createParts, type SessionParts } from './parts.ts'
import type { BarSeries } from './series.ts'
import type { Feed, PersistedState, SessionOptions, SessionStatus, StrategySession } from './session.ts'
import { SessionInputError } from './session-error.ts'
import { restoreSession, saveSession, type SessionSnapshot } from './snapshot.ts'
import type { QuoteStream, TradeStream } from './streams.ts'
import { causeWords, fillOf, updateOf } from './told.ts'

/**
 * Makes a session of a strategy.
 *
 * Throws a `ParamsError` for parameters, a `SessionOptionsError` for other options, and a `StrategyFault` when the strategy's
 * own `subscribe`, `prepare` or state fails.
 */
export function createStrategySession(strategy: Strategy, options: SessionOptions): StrategySession {
  const parts = createParts(strategy, options)
  return new Session(parts, options.resume)
}

class Session implements StrategySession {
  #status: SessionStatus = 'CREATED'
  #position = 0
  /** What is being called, for a fault's report. */
  #callback: Callback = 'onStart'
  readonly #parts: SessionParts
  readonly #intents: StrategyIntent[]

  constructor(parts: SessionParts, resume: SessionSnapshot | undefined) {
    this.#parts = parts
    this.#intents = parts.intents
    if (resume === undefined) return
    const { status, position } = restoreSession(parts, resume)
    this.#status = status
    this.#position = position
    parts.transaction.commit()
    parts.intents.length = 0
  }

  get status(): SessionStatus {
    return this.#status
  }

  get feeds(): readonly Feed[] {
    return this.#parts.feeds
  }

  get position(): number {
    return this.#position
  }

  get decisions(): number {
    return this.#parts.stream.decisions
  }

  bindBars(feed: number, columns: BarColumns, firstRow = 0): void {
    this.#series(feed).bind(columns, firstRow)
  }

  bindQuotes(feed: number, columns: QuoteColumns, firstRow = 0): void {
    this.#quotes(feed).bind(columns, firstRow)
  }

  bindTrades(feed: number, columns: TradeColumns, firstRow = 0): void {
    this.#trades(feed).bind(columns, firstRow)
  }

  bar(feed: number, row: number, at: number): readonly StrategyIntent[] {
    const series = this.#parts.bars[feed] ?? this.#series(feed)
    this.#begin(at)
    if (!series.advance(row)) throw new SessionInputError(series.whyNot(row))
    this.#position++
    this.#onBar(feed, series)
    return this.#intents
  }

  warmupBar(feed: number, row: number, at: number): void {
    const series = this.#series(feed)
    this.#beginWarmup(at)
    if (!series.advance(row)) throw new SessionInputError(series.whyNot(row))
    this.#position++
    this.#warmUp(series)
  }

  quote(feed: number, row: number, at: number): readonly StrategyIntent[] {
    const stream = this.#quotes(feed)
    this.#begin(at)
    if (!stream.advance(row)) throw new SessionInputError(stream.whyNot(row))
    this.#position++
    this.#onQuote(feed, stream)
    return this.#intents
  }

  trade(feed: number, row: number, at: number): readonly StrategyIntent[] {
    const stream = this.#trades(feed)
    this.#begin(at)
    if (!stream.advance(row)) throw new SessionInputError(stream.whyNot(row))
    this.#position++
    this.#onTrade(feed, stream)
    return this.#intents
  }

  deliver(input: StrategyInput): readonly StrategyIntent[] {
    if (!Number.isSafeInteger(input.at)) {
      throw new SessionInputError(`at must be whole microseconds (was ${String(input.at)})`)
    }
    switch (input.type) {
      case 'start':
        this.#start(input.at)
        break
      case 'stop':
        this.#begin(input.at)
        this.#position++
        this.#stop(input.reason)
        break
      case 'bar':
        this.#takeBar(input)
        break
      case 'quote':
        this.#takeQuote(input)
        break
      case 'trade':
        this.#takeTrade(input)
        break
      case 'fill':
        this.#takeFill(input)
        break
      case 'orderUpdate':
        this.#takeOrderUpdate(input)
        break
      case 'timer':
        this.#takeTimer(input)
        break
      case 'account':
        if (this.#status === 'CREATED') this.#beginWarmup(input.at)
        else this.#beginFact(input.at)
        this.#position++
        this.#parts.portfolio.replace(input)
        break
      default:
        throw new SessionInputError(`there is no input of type ${String((input as { type: unknown }).type)}`)
    }
    return this.#intents
  }

  timers(): readonly (readonly [string, TimerSchedule])[] {
    return this.#parts.timers.active()
  }

  takeState(): PersistedState | null {
    return this.#parts.state.take()
  }

  digest(): string {
    return this.#parts.stream.hex()
  }

  snapshot(): SessionSnapshot {
    return saveSession(this.#parts, { status: this.#status, position: this.#position })
  }

  /** Checks that an input may come now, and sets the clock. */
  #begin(at: number): void {
    if (this.#status !== 'RUNNING') throw this.#notRunning()
    this.#setClock(at)
  }

  /** As `#begin`, for facts that still come after the stop: reports of orders and the account. */
  #beginFact(at: number): void {
    if (this.#status === 'STOPPED') this.#setClock(at)
    else this.#begin(at)
  }

  #beginWarmup(at: number): void {
    if (this.#status !== 'CREATED') {
      throw new SessionInputError(`warm-up comes before the start; the session is ${this.#status}`)
    }
    this.#setClock(at)
  }

  #setClock(at: number): void {
    const { time } = this.#parts
    if (!(at >= time.now)) {
      throw new SessionInputError(`time must not run backwards: at ${at} after ${time.now}`)
    }
    time.now = at
    if (this.#intents.length !== 0) this.#intents.length = 0
  }

  #notRunning(): SessionInputError {
    return new SessionInputError(
      this.#status === 'CREATED'
        ? 'the first input must be start'
        : `the session is ${this.#status} and takes no more inputs`,
    )
  }

  #start(at: number): void {
    if (this.#status !== 'CREATED') {
      throw new SessionInputError(`start must come once; the session is ${this.#status}`)
    }
    this.#setClock(at)
    this.#position++
    this.#status = 'RUNNING'
    const { strategy, context } = this.#parts
    const cause: Cause = { callback: 'onStart' }
    this.#call(cause, () => strategy.onStart?.(context))
  }

  #stop(reason: string): void {
    const { strategy, context } = this.#parts
    this.#call({ callback: 'onStop' }, () => strategy.onStop?.(context, reason))
    this.#status = 'STOPPED'
  }

  #onBar(feed: number, series: BarSeries): void {
    const { strategy, context, portfolio, stream, transaction } = this.#parts
    portfolio.marks[series.listing] = series.close
    if (stream.count()) stream.checkpoint({ callback: 'onBar', feed, bar: series.bar })
    try {
      if (series.updates.length !== 0) {
        this.#callback = 'feed'
        series.update()
      }
      this.#callback = 'onBar'
      strategy.onBar?.(context, series.bar)
    } catch (error) {
      throw this.#failed({ callback: 'onBar', feed, bar: series.bar }, error, 0)
    }
    if (transaction.touched) this.#commit({ callback: 'onBar', feed, bar: series.bar }, 0)
  }

  #warmUp(series: BarSeries): void {
    const { portfolio, transaction } = this.#parts
    portfolio.marks[series.listing] = series.close
    try {
      this.#callback = 'feed'
      series.update()
    } catch (error) {
      const feed = this.#parts.bars.indexOf(series)
      throw this.#failed({ callback: 'onBar', feed, bar: series.bar }, error, 0)
    }
    transaction.commit()
  }

  #onQuote(feed: number, { quote, listing }: QuoteStream): void {
    const { strategy, context, portfolio, stream, transaction } = this.#parts
    const middle = (quote.bid + quote.ask) / 2
    if (!Number.isNaN(middle)) portfolio.marks[listing] = middle
    if (stream.count()) stream.checkpoint({ callback: 'onQuote', feed, quote })
    try {
      this.#callback = 'onQuote'
      strategy.onQuote?.(context, quote)
    } catch (error) {
      throw this.#failed({ callback: 'onQuote', feed, quote }, error, 0)
    }
    if (transaction.touched) this.#commit({ callback: 'onQuote', feed, quote }, 0)
  }

  #onTrade(feed: number, { trade, listing }: TradeStream): void {
    const { strategy, context, portfolio, stream, transaction } = this.#parts
    portfolio.marks[listing] = trade.price
    if (stream.count()) stream.checkpoint({ callback: 'onTrade', feed, trade })
    try {
      this.#callback = 'onTrade'
      strategy.onTrade?.(context, trade)
    } catch (error) {
      throw this.#failed({ callback: 'onTrade', feed, trade }, error, 0)
    }
    if (transaction.touched) this.#commit({ callback: 'onTrade', feed, trade }, 0)
  }

  #takeBar(input: BarInput): void {
    const { feeds, bars } = this.#parts
    const feed = feeds.findIndex(
      (one) =>
        one.kind === 'BARS' && one.instrumentId === input.instrumentId && one.timeframe === input.timeframe,
    )
    const series = bars[feed]
    if (series === undefined) {
      throw new SessionInputError(`bars of ${input.instrumentId} ${input.timeframe} were not subscribed to`)
    }
    if (input.warmup === true) this.#beginWarmup(input.at)
    else this.#begin(input.at)
    const { time, open, high, low, close, volume } = input
    series.push(time, open, high, low, close, volume)
    this.#position++
    if (input.warmup === true) this.#warmUp(series)
    else this.#onBar(feed, series)
  }

  #takeQuote(input: QuoteInput): void {
    const feed = this.#feedOf('QUOTES', input.instrumentId)
    const stream = this.#quotes(feed)
    this.#begin(input.at)
    const [bid, ask, bidSize, askSize] = [input.bid, input.ask, input.bidSize, input.askSize]
    stream.push(input.time, bid ?? NaN, ask ?? NaN, bidSize ?? NaN, askSize ?? NaN)
    this.#position++
    this.#onQuote(feed, stream)
  }

  #takeTrade(input: TradeInput): void {
    const feed = this.#feedOf('TRADES', input.instrumentId)
    const stream = this.#trades(feed)
    this.#begin(input.at)
    stream.push(input.time, input.price, input.size, input.aggressor)
    this.#position++
    this.#onTrade(feed, stream)
  }

  #takeFill(fill: FillInput): void {
    const { listings, desk, portfolio, strategy, context } = this.#parts
    const listing = listings.get(fill.instrumentId)
    if (listing === undefined) {
      throw new SessionInputError(`${fill.instrumentId} is none of the session's instruments`)
    }
    this.#beginFact(fill.at)
    this.#position++
    const record = desk.get(fill.clientOrderId)
    if (record === undefined) {
      // An order of an earlier session, or forgotten since: what it filled is held all the same.
      portfolio.fill(listing, fill)
      return
    }
    if (!desk.fill(record, fill.execId, fill.quantityLots)) return
    portfolio.fill(listing, fill)
    const cause: Cause = { callback: 'onFill', order: record.facts.number, fill }
    const settled = this.#settle(cause, record, false)
    this.#call(cause, () => strategy.onFill?.(context, fillOf(fill, record)), settled)
  }

  #takeOrderUpdate(update: OrderUpdateInput): void {
    const { desk, strategy, context } = this.#parts
    this.#beginFact(update.at)
    this.#position++
    const record = desk.get(update.clientOrderId)
    if (record === undefined) return
    const previousStatus = record.status
    const news = desk.update(record, update)
    if (news === 'NOTHING') return
    const cause: Cause = { callback: 'onOrderUpdate', order: record.facts.number, update }
    const settled = this.#settle(cause, record, news === 'REPLACE_REFUSED')
    const told = updateOf(update, record, previousStatus)
    this.#call(cause, () => strategy.onOrderUpdate?.(context, told), settled)
  }

  #takeTimer(timer: TimerInput): void {
    const { timers, strategy, context } = this.#parts
    this.#begin(timer.at)
    this.#position++
    if (!timers.fire(timer.name)) return
    const told = Object.freeze({ name: timer.name, due: timer.due })
    this.#call({ callback: 'onTimer', timer }, () => strategy.onTimer?.(context, told))
  }

  /** What the session itself does after a report: exits in step, waiting replaces sent. Returns how many intents that made. */
  #settle(cause: Cause, record: OrderRecord, resizeRefused: boolean): number {
    const { brackets, desk, transaction } = this.#parts
    brackets.settle(record, resizeRefused)
    desk.sendWanted(record)
    if (transaction.touched) this.#commit(cause, 0)
    return this.#intents.length
  }

  /** Calls the strategy for something that happens rarely, unless it was stopped; its intents begin at index `from`. */
  #call(cause: Cause, run: () => void, from = 0): void {
    if (this.#status === 'STOPPED') return
    this.#callback = cause.callback
    try {
      run()
    } catch (error) {
      throw this.#failed(cause, error, from)
    }
    if (this.#parts.transaction.touched) this.#commit(cause, from)
  }

  #commit(cause: Cause, from: number): void {
    this.#parts.transaction.commit()
    this.#parts.stream.take(cause, this.#intents, from)
  }

  #failed(cause: Cause, error: unknown, from: number): StrategyFault {
    const { strategy, transaction, time } = this.#parts
    transaction.rollback()
    this.#intents.length = from
    this.#status = 'FAILED'
    const report = {
      strategy: strategy.name,
      callback: this.#callback,
      position: this.#position,
      at: time.now,
      input: causeWords(cause),
      error,
    }
    return new StrategyFault(report, [...this.#intents])
  }

  #series(feed: number): BarSeries {
    return this.#parts.bars[feed] ?? this.#noFeed('BARS', feed)
  }

  #quotes(feed: number): QuoteStream {
    return this.#parts.quotes[feed] ?? this.#noFeed('QUOTES', feed)
  }

  #trades(feed: number): TradeStream {
    return this.#parts.trades[feed] ?? this.#noFeed('TRADES', feed)
  }

  #feedOf(kind: Feed['kind'], instrumentId: string): number {
    const feed = this.#parts.feeds.findIndex((one) => one.kind === kind && one.instrumentId === instrumentId)
    if (feed < 0) throw new SessionInputError(`${kind} of ${instrumentId} were not subscribed to`)
    return feed
  }

  #noFeed(kind: Feed['kind'], feed: number): never {
    throw new SessionInputError(`feed ${feed} is no ${kind} feed of this session`)
  }
}
