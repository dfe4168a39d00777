/**
 * A strategy's place in a rehearsal: its session, its timers, and the bars that are made for it. Another version of the code takes a
 * seat of its own; what goes over from the one before is the account and the author's state.
 */

import { createStrategySession } from '@quarterdeck/sdk'
import type {
  AccountInput,
  BarInput,
  Feed,
  Instrument,
  Micros,
  PersistedState,
  Strategy,
  StrategySession,
} from '@quarterdeck/sdk'
import { everyCalendar } from '../kernel/every-calendar.ts'
import { tickGrid, toPrice, type TickGrid } from '../kernel/tick-prices.ts'
import { Timers } from '../kernel/timers.ts'
import { barsOfPast, type BarMaker, type MadeBar } from './bar-maker.ts'
import type { PastPrice } from './market.ts'

/** A series of bars that one session takes. */
export interface SeatedSeries {
  readonly feed: Extract<Feed, { kind: 'BARS' }>
  readonly maker: BarMaker
  readonly grid: TickGrid
}

export interface Seat {
  readonly strategy: Strategy
  readonly session: StrategySession
  readonly timers: Timers
  readonly series: readonly SeatedSeries[]
  /** Instruments whose quotes, and whose trades, it is told. */
  readonly quotes: ReadonlySet<string>
  readonly trades: ReadonlySet<string>
  /** What was not taken over, in words. */
  readonly notes: readonly string[]
}

export interface SeatTerms {
  readonly strategy: Strategy
  readonly params: Readonly<Record<string, unknown>>
  readonly instruments: readonly Instrument[]
  readonly orderIdPrefix: string
  readonly seed: number
  readonly account: Omit<AccountInput, 'type' | 'at'>
  readonly state: PersistedState | null
  readonly now: Micros
  readonly prices: (instrumentId: string) => Iterable<PastPrice>
}

/**
 * Opens a session and fills its windows with what the market was before. Throws what `createStrategySession` throws.
 */
export function takeSeat(terms: SeatTerms): Seat {
  const { strategy, instruments, now } = terms
  const { session, notes } = openSession(terms)
  const byId = new Map(instruments.map((one) => [one.id, one]))
  const warmups: BarInput[] = []
  const series: SeatedSeries[] = []
  for (const feed of session.feeds) {
    if (feed.kind !== 'BARS') continue
    const of = { count: feed.history, until: now }
    const { bars, maker } = barsOfPast(feed.timeframe, terms.prices(feed.instrumentId), of)
    const seated = { feed, maker, grid: tickGrid(byId.get(feed.instrumentId)!) }
    series.push(seated)
    for (const bar of bars) warmups.push({ ...barInput(seated, bar), warmup: true })
  }
  warmups.sort((one, other) => one.at - other.at)
  for (const bar of warmups) session.deliver(bar)
  const told = (kind: Feed['kind']): ReadonlySet<string> =>
    new Set(session.feeds.filter((feed) => feed.kind === kind).map(({ instrumentId }) => instrumentId))
  return {
    strategy,
    session,
    timers: new Timers(everyCalendar()),
    series,
    quotes: told('QUOTES'),
    trades: told('TRADES'),
    notes,
  }
}

/** A bar as the session takes it, prices and volume in units. */
export function barInput({ feed, grid }: SeatedSeries, bar: MadeBar): BarInput {
  return {
    type: 'bar',
    at: bar.end,
    instrumentId: feed.instrumentId,
    timeframe: feed.timeframe,
    time: bar.start,
    open: toPrice(grid, bar.open),
    high: toPrice(grid, bar.high),
    low: toPrice(grid, bar.low),
    close: toPrice(grid, bar.close),
    volume: bar.volume * grid.quantityIncrement,
  }
}

/** The state goes over where the new code can read it; where it cannot, it begins anew, and that is said. */
function openSession(terms: SeatTerms): {
  readonly session: StrategySession
  readonly notes: readonly string[]
} {
  const { strategy, params, instruments, orderIdPrefix, seed, account, state } = terms
  const options = { params, instruments, orderIdPrefix, seed, account }
  const declared = strategy.state
  if (state === null || declared === undefined) {
    const notes = state === null ? [] : ['the code declares no state any more: what it kept is dropped']
    return { session: createStrategySession(strategy, options), notes }
  }
  if (
    state.version === declared.version ||
    (state.version < declared.version && declared.migrate !== undefined)
  )
    return { session: createStrategySession(strategy, { ...options, state }), notes: [] }
  const why =
    state.version > declared.version
      ? 'is newer than the code wants'
      : 'is older, and the code declares no state.migrate'
  return {
    session: createStrategySession(strategy, options),
    notes: [`the state begins anew: version ${state.version} ${why} (${declared.version})`],
  }
}
