/** Puts a session together: checks its options, makes its parts, runs the strategy's `prepare`. */

import type { Instrument } from '../instrument.ts'
import type { Strategy } from '../strategy/definition.ts'
import type { StrategyContext } from '../strategy/context.ts'
import { parseParams, ParamsError } from '../strategy/params.ts'
import { AuthorState, firstState } from './author-state.ts'
import { BracketDesk } from './brackets.ts'
import {
  type AnyAttachable,
  type Params,
  SeriesIndex,
  SessionClock,
  SessionContext,
  SessionSetup,
  type Time,
} from './context-view.ts'
import { DecisionStream } from './decision-stream.ts'
import { type Callback, StrategyFault } from './fault.ts'
import type { StrategyIntent } from './intent.ts'
import { Listing } from './listing.ts'
import { LOG_LINES_PER_MINUTE_DEFAULT, SessionLog } from './log.ts'
import { OrderDesk } from './order-desk.ts'
import type { Listings } from './order-terms.ts'
import { SessionOrders } from './orders.ts'
import { SessionPortfolio } from './portfolio.ts'
import { SEED_MAX, SeededRandom } from './random.ts'
import { BarSeries } from './series.ts'
import type { Feed, SessionOptions } from './session.ts'
import { SessionOptionsError } from './session-error.ts'
import { QuoteStream, TradeStream } from './streams.ts'
import { strategyNeeds } from './subscriptions.ts'
import { SessionTimers } from './timers.ts'
import { Transaction } from './transaction.ts'

const PREFIX = /^[A-Za-z0-9._-]{1,40}$/

/** Everything a session consists of. */
export interface SessionParts {
  readonly strategy: Strategy
  readonly params: Params
  readonly feeds: readonly Feed[]
  readonly listings: Listings
  readonly time: Time
  readonly intents: StrategyIntent[]
  readonly transaction: Transaction
  /** Of each feed the one of its kind; the others are undefined there. */
  readonly bars: readonly (BarSeries | undefined)[]
  readonly quotes: readonly (QuoteStream | undefined)[]
  readonly trades: readonly (TradeStream | undefined)[]
  readonly index: SeriesIndex
  readonly attached: readonly AnyAttachable[]
  readonly random: SeededRandom
  readonly desk: OrderDesk
  readonly brackets: BracketDesk
  readonly portfolio: SessionPortfolio
  readonly timers: SessionTimers
  readonly state: AuthorState
  readonly stream: DecisionStream
  readonly context: StrategyContext<Params, unknown, unknown>
}

export function createParts(strategy: Strategy, options: SessionOptions): SessionParts {
  const { seed = 0, orderIdPrefix, logLinesPerMinute = LOG_LINES_PER_MINUTE_DEFAULT } = options
  checkOptions(options)
  const parsed = parseParams(strategy, options.params ?? {})
  if (!parsed.ok) throw new ParamsError(parsed.faults)
  const params = parsed.values
  const { feeds, instruments } = authored(strategy, 'subscribe', () => strategyNeeds(strategy, params))
  const listings = listed(instruments, options.instruments)

  const time: Time = { now: 0 }
  const intents: StrategyIntent[] = []
  const transaction = new Transaction()
  const { bars, quotes, trades, index } = createFeeds(feeds, listings)
  const attached: AnyAttachable[] = []
  const setup = new SessionSetup(params, index, attached)
  const locals = authored(strategy, 'prepare', () => strategy.prepare?.(setup))

  const random = new SeededRandom(seed, transaction)
  const desk = new OrderDesk(orderIdPrefix, intents, transaction)
  const brackets = new BracketDesk(desk, transaction)
  const portfolio = new SessionPortfolio([...listings.values()])
  if (options.account) portfolio.replace(options.account)
  const timers = new SessionTimers(time, intents, transaction)
  const value = authored(strategy, 'state', () => firstState(strategy, params, options.state))
  const state = new AuthorState(strategy.state?.version ?? null, value, transaction)
  const stream = new DecisionStream([strategy.name, JSON.stringify(params), ...listings.keys()], {
    order: (id) => desk.get(id)?.facts.number ?? 0,
    instrument: (id) => listings.get(id)?.index ?? -1,
  })
  const context = new SessionContext({
    params,
    locals,
    state,
    clock: new SessionClock(time),
    random,
    portfolio: portfolio.view,
    orders: new SessionOrders({ listings, desk, brackets, portfolio }),
    timers,
    log: new SessionLog({ clock: time, intents, transaction, budget: logLinesPerMinute }),
    index,
  })
  return {
    strategy,
    params,
    feeds,
    listings,
    time,
    intents,
    transaction,
    bars,
    quotes,
    trades,
    index,
    attached,
    random,
    desk,
    brackets,
    portfolio,
    timers,
    state,
    stream,
    context,
  }
}

function checkOptions({ orderIdPrefix, seed = 0, logLinesPerMinute = 0 }: SessionOptions): void {
  if (!PREFIX.test(orderIdPrefix)) {
    throw new SessionOptionsError(
      `orderIdPrefix must be 1 to 40 letters, digits or . _ - (was "${orderIdPrefix}")`,
    )
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX) {
    throw new SessionOptionsError(`seed must be a whole number from 0 to ${SEED_MAX} (was ${seed})`)
  }
  if (!Number.isInteger(logLinesPerMinute) || logLinesPerMinute < 0) {
    throw new SessionOptionsError(
      `logLinesPerMinute must be a whole number from 0 (was ${logLinesPerMinute})`,
    )
  }
}

function listed(needed: readonly string[], given: readonly Instrument[]): Listings {
  const byId = new Map(given.map((instrument) => [instrument.id, instrument]))
  return new Map(
    needed.map((id, index) => {
      const instrument = byId.get(id)
      if (instrument === undefined) {
        throw new SessionOptionsError(`instruments must hold ${id}, which the strategy wants`)
      }
      return [id, new Listing(index, instrument)]
    }),
  )
}

function createFeeds(
  feeds: readonly Feed[],
  listings: Listings,
): Pick<SessionParts, 'bars' | 'quotes' | 'trades' | 'index'> {
  const index = new SeriesIndex()
  const bars: (BarSeries | undefined)[] = []
  const quotes: (QuoteStream | undefined)[] = []
  const trades: (TradeStream | undefined)[] = []
  for (const feed of feeds) {
    const { index: listing } = listings.get(feed.instrumentId) as Listing
    const series =
      feed.kind === 'BARS'
        ? new BarSeries(feed.instrumentId, feed.timeframe, feed.history, listing)
        : undefined
    if (series) index.add(series)
    bars.push(series)
    quotes.push(feed.kind === 'QUOTES' ? new QuoteStream(feed.instrumentId, listing) : undefined)
    trades.push(feed.kind === 'TRADES' ? new TradeStream(feed.instrumentId, listing) : undefined)
  }
  return { bars, quotes, trades, index }
}

/** Runs code of the author before the first input. */
function authored<Result>(strategy: Strategy, callback: Callback, run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    throw new StrategyFault(
      { strategy: strategy.name, callback, position: 0, at: 0, input: 'before the start', error },
      [],
    )
  }
}
