/**
 * `createStrategySession`: runs a strategy's callbacks over inputs and hands back its intents.
 *
 * A delivery has four moves: check that it may come now; book the fact (window, order, portfolio); let the session act on it
 * (bracket exits); call the strategy. What the strategy changes is noted, and taken back when it throws.
 */

import type { Strategy } from '../strategy/definition.ts'
import { StrategyCalls } from './calls.ts'
import type { BarColumns, QuoteColumns, TradeColumns } from './columns.ts'
import type { Cause } from './decision-stream.ts'
import type {
  BarInput,
  CorporateActionInput,
  FillInput,
  OrderUpdateInput,
  QuoteInput,
  StrategyInput,
  TimerInput,
  TradeInput,
} from './input.ts'
import type { StrategyIntent, TimerSchedule } from './intent.ts'
import { createParts, type SessionParts } from './parts.ts'
import type { BarSeries } from './series.ts'
import type { Feed, PersistedState, SessionOptions, SessionStatus, StrategySession } from './session.ts'
import { SessionInputError } from './session-error.ts'
import { restoreSession, saveSession, type SessionSnapshot, type Standing } from './snapshot.ts'
import type { QuoteStream, TradeStream } from './streams.ts'
import { corporateActionOf, fillOf, updateOf } from './told.ts'

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
  readonly #standing: Standing
  readonly #calls: StrategyCalls
  readonly #parts: SessionParts
  readonly #intents: StrategyIntent[]

  constructor(parts: SessionParts, resume: SessionSnapshot | undefined) {
    this.#parts = parts
    this.#intents = parts.intents
    this.#standing = resume === undefined ? { status: 'CREATED', position: 0 } : restoreSession(parts, resume)
    this.#calls = new StrategyCalls(parts, this.#standing)
  }

  get status(): SessionStatus {
    return this.#standing.status
  }

  get feeds(): readonly Feed[] {
    return this.#parts.feeds
  }

  get position(): number {
    return this.#standing.position
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
    this.#arrived(at)
    this.#calls.bar(feed, series)
    return this.#intents
  }

  warmupBar(feed: number, row: number, at: number): void {
    const series = this.#series(feed)
    this.#beginWarmup(at)
    if (!series.advance(row)) throw new SessionInputError(series.whyNot(row))
    this.#arrived(at)
    this.#calls.warmUp(series)
  }

  quote(feed: number, row: number, at: number): readonly StrategyIntent[] {
    const stream = this.#quotes(feed)
    this.#begin(at)
    if (!stream.advance(row)) throw new SessionInputError(stream.whyNot(row))
    this.#arrived(at)
    this.#calls.quote(feed, stream)
    return this.#intents
  }

  trade(feed: number, row: number, at: number): readonly StrategyIntent[] {
    const stream = this.#trades(feed)
    this.#begin(at)
    if (!stream.advance(row)) throw new SessionInputError(stream.whyNot(row))
    this.#arrived(at)
    this.#calls.trade(feed, stream)
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
        this.#arrived(input.at)
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
        if (this.#standing.status === 'CREATED') this.#beginWarmup(input.at)
        else this.#beginFact(input.at)
        this.#arrived(input.at)
        this.#parts.portfolio.replace(input)
        break
      case 'corporateAction':
        this.#takeCorporateAction(input)
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
    return saveSession(this.#parts, this.#standing)
  }

  /** Checks that an input may come now; nothing changes before `#arrived`. */
  #begin(at: number): void {
    if (this.#standing.status !== 'RUNNING') throw this.#notRunning()
    this.#checkClock(at)
  }

  /** As `#begin`, for facts that still come after the stop: reports of orders and the account. */
  #beginFact(at: number): void {
    if (this.#standing.status === 'STOPPED') this.#checkClock(at)
    else this.#begin(at)
  }

  #beginWarmup(at: number): void {
    if (this.#standing.status !== 'CREATED') {
      throw new SessionInputError(`warm-up comes before the start; the session is ${this.#standing.status}`)
    }
    this.#checkClock(at)
  }

  #checkClock(at: number): void {
    const { now } = this.#parts.time
    if (!(at >= now)) throw new SessionInputError(`time must not run backwards: at ${at} after ${now}`)
  }

  /** An input is taken: from here on it counts. */
  #arrived(at: number): void {
    this.#parts.time.now = at
    this.#standing.position++
    if (this.#intents.length !== 0) this.#intents.length = 0
  }

  #notRunning(): SessionInputError {
    return new SessionInputError(
      this.#standing.status === 'CREATED'
        ? 'the first input must be start'
        : `the session is ${this.#standing.status} and takes no more inputs`,
    )
  }

  #start(at: number): void {
    if (this.#standing.status !== 'CREATED') {
      throw new SessionInputError(`start must come once; the session is ${this.#standing.status}`)
    }
    this.#checkClock(at)
    this.#arrived(at)
    this.#standing.status = 'RUNNING'
    const { strategy, context } = this.#parts
    const cause: Cause = { callback: 'onStart' }
    this.#calls.call(cause, () => strategy.onStart?.(context))
  }

  #stop(reason: string): void {
    const { strategy, context } = this.#parts
    this.#calls.call({ callback: 'onStop' }, () => strategy.onStop?.(context, reason))
    this.#standing.status = 'STOPPED'
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
    this.#arrived(input.at)
    if (input.warmup === true) this.#calls.warmUp(series)
    else this.#calls.bar(feed, series)
  }

  #takeQuote(input: QuoteInput): void {
    const feed = this.#feedOf('QUOTES', input.instrumentId)
    const stream = this.#quotes(feed)
    this.#begin(input.at)
    const [bid, ask, bidSize, askSize] = [input.bid, input.ask, input.bidSize, input.askSize]
    stream.push(input.time, bid ?? NaN, ask ?? NaN, bidSize ?? NaN, askSize ?? NaN)
    this.#arrived(input.at)
    this.#calls.quote(feed, stream)
  }

  #takeTrade(input: TradeInput): void {
    const feed = this.#feedOf('TRADES', input.instrumentId)
    const stream = this.#trades(feed)
    this.#begin(input.at)
    stream.push(input.time, input.price, input.size, input.aggressor)
    this.#arrived(input.at)
    this.#calls.trade(feed, stream)
  }

  #takeFill(fill: FillInput): void {
    const { listings, desk, portfolio, strategy, context } = this.#parts
    const listing = listings.get(fill.instrumentId)
    if (listing === undefined) {
      throw new SessionInputError(`${fill.instrumentId} is none of the session's instruments`)
    }
    this.#beginFact(fill.at)
    this.#arrived(fill.at)
    const record = desk.get(fill.clientOrderId)
    if (record === undefined) {
      // An order of an earlier session, or forgotten since: what it filled is held all the same.
      portfolio.fill(listing, fill)
      return
    }
    if (!desk.fill(record, fill.execId, fill.quantityLots)) return
    portfolio.fill(listing, fill)
    const cause: Cause = { callback: 'onFill', order: record.facts.number, fill }
    const settled = this.#calls.settle(cause, record, false)
    if (strategy.onFill !== undefined)
      this.#calls.call(cause, () => strategy.onFill?.(context, fillOf(fill, record)), settled)
  }

  #takeOrderUpdate(update: OrderUpdateInput): void {
    const { desk, strategy, context } = this.#parts
    this.#beginFact(update.at)
    this.#arrived(update.at)
    const record = desk.get(update.clientOrderId)
    if (record === undefined) return
    const previousStatus = record.status
    const news = desk.update(record, update)
    if (news === 'NOTHING') return
    const cause: Cause = { callback: 'onOrderUpdate', order: record.facts.number, update }
    const settled = this.#calls.settle(cause, record, news === 'REPLACE_REFUSED')
    if (strategy.onOrderUpdate === undefined) return
    const told = updateOf(update, record, previousStatus)
    this.#calls.call(cause, () => strategy.onOrderUpdate?.(context, told), settled)
  }

  #takeTimer(timer: TimerInput): void {
    const { timers, strategy, context } = this.#parts
    this.#begin(timer.at)
    this.#arrived(timer.at)
    if (!timers.fire(timer.name)) return
    const told = Object.freeze({ name: timer.name, due: timer.due })
    this.#calls.call({ callback: 'onTimer', timer }, () => strategy.onTimer?.(context, told))
  }

  #takeCorporateAction(input: CorporateActionInput): void {
    const { listings, bars, brackets, desk, portfolio, strategy, context } = this.#parts
    const { instrumentId, action } = input
    const listing = listings.get(instrumentId)
    if (listing === undefined) {
      throw new SessionInputError(`${instrumentId} is none of the session's instruments`)
    }
    this.#begin(input.at)
    this.#arrived(input.at)
    if (action.kind === 'SPLIT') {
      brackets.split(listing, action)
      for (const order of action.orders) desk.restate(order)
      portfolio.marks[listing.index]! *= action.denominator / action.numerator
      for (const series of bars) {
        if (series?.instrument !== instrumentId) continue
        series.restate(action.numerator / action.denominator)
        this.#calls.refeed(series)
      }
    }
    const cause: Cause = { callback: 'onCorporateAction', input }
    this.#calls.call(cause, () => strategy.onCorporateAction?.(context, corporateActionOf(input)))
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
