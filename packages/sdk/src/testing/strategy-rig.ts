/**
 * A bench for one strategy: feed it bars, quotes, trades and time, look at what it decides, fill its orders.
 *
 * Everything is synchronous and takes microseconds, so a unit test can run years of bars. Orders are acknowledged at once and
 * rest in the test's own market until you fill them, or bars do (`fills: 'BARS'`). A strategy that keeps a bar, quote or trade
 * and reads it after its callback is told so.
 */

import type { Instrument, InstrumentId } from '../instrument.ts'
import { createStrategySession } from '../session/create.ts'
import type { QuoteInput, StrategyInput, TradeInput } from '../session/input.ts'
import type { StrategyIntent, SubmitOrderIntent } from '../session/intent.ts'
import { Listing } from '../session/listing.ts'
import type { PersistedState, SessionOptions, StrategySession } from '../session/session.ts'
import { snapshotBody } from '../session/snapshot.ts'
import type { Portfolio } from '../strategy/context.ts'
import type { Strategy } from '../strategy/definition.ts'
import type { JsonValue } from '../strategy/json.ts'
import { ParamsError, parseParams } from '../strategy/params.ts'
import type { Timeframe } from '../strategy/time.ts'
import { strategyNeeds } from '../session/subscriptions.ts'
import { barLength, TEST_START, type TestBar, wholeBar } from './bars.ts'
import { decisionWords } from './decision-words.ts'
import { guardedView } from './guarded-view.ts'
import { testInstrument } from './instrument.ts'
import { type Report, type RestingOrder, RestingOrders } from './resting-orders.ts'

export interface RigOptions extends Partial<Omit<SessionOptions, 'account' | 'params'>> {
  readonly params?: Readonly<Record<string, unknown>>
  /** Cash in dollars at the start; 10,000 when left out. */
  readonly cash?: number
  /** Who fills orders: you (`MANUAL`, the default), or each bar what it reaches, before the strategy sees the bar. */
  readonly fills?: 'MANUAL' | 'BARS'
  /** The clock at the start; 2026-01-05T00:00:00Z when left out. */
  readonly start?: number
}

/** One intent and when it was made. */
interface Decided {
  readonly at: number
  readonly intent: StrategyIntent
}

/** Runs a strategy in a test. Instruments that are not given are made by `testInstrument`. */
export function testStrategy(strategy: Strategy, options: RigOptions = {}): StrategyRig {
  return new StrategyRig(strategy, options)
}

export class StrategyRig {
  readonly session: StrategySession
  /** The state as it was last changed; what the next session would be given. null: it has none, or it never changed. */
  persisted: PersistedState | null = null
  #now: number
  #portfolio: Portfolio | null = null
  readonly #decided: Decided[] = []
  readonly #instruments: readonly Instrument[]
  readonly #listings: ReadonlyMap<InstrumentId, Listing>
  readonly #market = new RestingOrders()
  readonly #fillsByBars: boolean
  readonly #nextOpen = new Map<number, number>()

  constructor(strategy: Strategy, options: RigOptions) {
    const { cash = 10_000, fills = 'MANUAL', start = TEST_START, ...rest } = options
    this.#now = start
    this.#fillsByBars = fills === 'BARS'
    this.#instruments = instrumentsOf(strategy, options)
    this.#listings = new Map(
      this.#instruments.map((instrument, index) => [instrument.id, new Listing(index, instrument)]),
    )
    this.session = createStrategySession(this.#spied(strategy), {
      orderIdPrefix: 'test',
      ...rest,
      instruments: this.#instruments,
      account: {
        currency: 'USD',
        cash: [{ currency: 'USD', amount: String(cash) }],
        positions: [],
      },
    })
  }

  get now(): number {
    return this.#now
  }

  /** The portfolio as the strategy sees it; after the start. */
  get portfolio(): Portfolio {
    if (this.#portfolio === null) throw new RangeError('start() the strategy first')
    return this.#portfolio
  }

  get state(): JsonValue {
    return snapshotBody(this.session.snapshot()).state
  }

  /** Every intent so far, log lines included, in order. */
  get intents(): readonly StrategyIntent[] {
    return this.#decided.map(({ intent }) => intent)
  }

  /** The orders submitted so far. */
  get submitted(): readonly SubmitOrderIntent[] {
    return this.intents.filter((intent) => intent.type === 'SubmitOrder')
  }

  /** Orders that can still fill, oldest first. */
  get resting(): readonly RestingOrder[] {
    return this.#market.all()
  }

  get logLines(): readonly string[] {
    return this.intents.flatMap((intent) =>
      intent.type === 'Log' ? [`${intent.level} ${intent.message}`] : [],
    )
  }

  /** Everything decided so far in words, a line each: compare it with a golden text. Log lines are left out. */
  decisions(): readonly string[] {
    return this.#decided
      .filter(({ intent }) => intent.type !== 'Log')
      .map(({ at, intent }) => decisionWords(intent, at, this.#instruments))
  }

  start(): this {
    this.#deliver({ type: 'start', at: this.#now })
    return this
  }

  stop(reason = 'end of test'): this {
    this.#deliver({ type: 'stop', at: this.#now, reason })
    return this
  }

  /** Delivers bars (or closes) of one feed, the first bar feed when left out; each closes one timeframe after it opens. */
  bars(
    bars: readonly (TestBar | number)[],
    of: { instrument?: InstrumentId; timeframe?: Timeframe } = {},
  ): this {
    for (const bar of bars) this.bar(bar, of)
    return this
  }

  bar(bar: TestBar | number, of: { instrument?: InstrumentId; timeframe?: Timeframe } = {}): this {
    return this.#bar(bar, of, false)
  }

  /** Bars before the start: they fill windows and indicators. */
  warmup(
    bars: readonly (TestBar | number)[],
    of: { instrument?: InstrumentId; timeframe?: Timeframe } = {},
  ): this {
    for (const bar of bars) this.#bar(bar, of, true)
    return this
  }

  quote(quote: Partial<Omit<QuoteInput, 'type' | 'at'>>): this {
    const instrumentId = quote.instrumentId ?? this.#feed('QUOTES')
    const given = { time: this.#now, bid: null, ask: null, bidSize: null, askSize: null, ...quote }
    this.#deliver({ type: 'quote', at: this.#now, ...given, instrumentId })
    return this
  }

  trade(trade: { readonly price: number } & Partial<Omit<TradeInput, 'type' | 'at'>>): this {
    const instrumentId = trade.instrumentId ?? this.#feed('TRADES')
    const given = { time: this.#now, size: 1, aggressor: null, ...trade }
    this.#deliver({ type: 'trade', at: this.#now, ...given, instrumentId })
    return this
  }

  /** Moves the clock on. Timers do not fire by themselves: `timer` does that. */
  wait(micros: number): this {
    this.#now += micros
    return this
  }

  timer(name: string): this {
    this.#deliver({ type: 'timer', at: this.#now, name, due: this.#now })
    return this
  }

  /** Fills an order, the oldest that rests when no id is given: all of it at its limit or the last mark, unless you say otherwise. */
  fill(terms: { readonly order?: string; readonly price?: number; readonly quantity?: number } = {}): this {
    const order = terms.order === undefined ? this.#market.all()[0] : this.#market.get(terms.order)
    if (order === undefined) throw new RangeError('no order rests in the test market')
    const listing = this.#listing(order.instrumentId)
    const mark = this.portfolio.position(order.instrumentId).mark
    const ticks =
      terms.price === undefined
        ? (order.limitTicks ?? order.stopTicks ?? Math.round(mark / listing.tick))
        : listing.ticks(terms.price, 'price')
    const lots =
      terms.quantity === undefined
        ? order.quantityLots - order.filledLots
        : listing.lots(terms.quantity, 'quantity')
    this.#report([this.#market.fill(order.clientOrderId, { lots, ticks, at: this.#now })])
    return this
  }

  /** Ends a resting order: the venue refuses, withdraws or lets it expire. */
  end(order: string, status: 'CANCELED' | 'REJECTED' | 'EXPIRED', reason?: string): this {
    this.#report([this.#market.end(order, status, this.#now, reason)])
    return this
  }

  #bar(
    bar: TestBar | number,
    of: { instrument?: InstrumentId; timeframe?: Timeframe },
    isWarmup: boolean,
  ): this {
    const index = this.session.feeds.findIndex(
      (feed) =>
        feed.kind === 'BARS' &&
        (of.instrument === undefined || feed.instrumentId === of.instrument) &&
        (of.timeframe === undefined || feed.timeframe === of.timeframe),
    )
    const feed = this.session.feeds[index]
    if (feed?.kind !== 'BARS') throw new RangeError('the strategy subscribes to no such bars')
    const length = barLength(feed.timeframe)
    const whole = wholeBar(bar, this.#nextOpen.get(index) ?? this.#now)
    this.#nextOpen.set(index, whole.time + length)
    this.#now = Math.max(this.#now, whole.time + length)
    if (this.#fillsByBars && !isWarmup) {
      this.#report(this.#market.match(this.#listing(feed.instrumentId), whole, this.#now))
    }
    const { instrumentId, timeframe } = feed
    const input = { type: 'bar', at: this.#now, instrumentId, timeframe, ...whole } as const
    this.#deliver(isWarmup ? { ...input, warmup: true } : input)
    return this
  }

  #report(reports: readonly Report[]): void {
    for (const report of reports) this.#deliver(report)
  }

  /** Delivers an input, and then the market's answers to what it caused. */
  #deliver(input: StrategyInput): void {
    const intents = [...this.session.deliver(input)]
    this.persisted = this.session.takeState() ?? this.persisted
    for (const intent of intents) this.#decided.push({ at: this.#now, intent })
    for (const intent of intents) this.#report(this.#market.take(intent, this.#now))
  }

  #feed(kind: 'QUOTES' | 'TRADES'): InstrumentId {
    const feed = this.session.feeds.find((one) => one.kind === kind)
    if (feed === undefined) throw new RangeError(`the strategy subscribes to no ${kind.toLowerCase()}`)
    return feed.instrumentId
  }

  #listing(id: InstrumentId): Listing {
    const listing = this.#listings.get(id)
    if (listing === undefined) throw new RangeError(`${id} is none of the test's instruments`)
    return listing
  }

  /** The strategy, with the portfolio noted at its start, and with views that may not be kept. */
  #spied(strategy: Strategy): Strategy {
    return {
      ...strategy,
      onStart: (context) => {
        this.#portfolio = context.portfolio
        strategy.onStart?.(context)
      },
      onBar: (context, bar) => lend('bar', bar, (view) => strategy.onBar?.(context, view)),
      onQuote: (context, quote) => lend('quote', quote, (view) => strategy.onQuote?.(context, view)),
      onTrade: (context, trade) => lend('trade', trade, (view) => strategy.onTrade?.(context, view)),
    }
  }
}

/** Lets `use` read a view, and nobody after it. */
function lend<View extends object>(name: string, view: View, use: (view: View) => void): void {
  const guarded = guardedView(view, name)
  use(guarded.view)
  guarded.close()
}

function instrumentsOf(strategy: Strategy, options: RigOptions): readonly Instrument[] {
  const parsed = parseParams(strategy, options.params ?? {})
  if (!parsed.ok) throw new ParamsError(parsed.faults)
  const given = options.instruments ?? []
  const missing = strategyNeeds(strategy, parsed.values).instruments.filter(
    (id) => !given.some((one) => one.id === id),
  )
  return [...given, ...missing.map((id) => testInstrument({ id }))]
}
