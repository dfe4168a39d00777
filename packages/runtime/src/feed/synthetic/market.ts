/**
 * The synthetic market: the same seed and start give the same quotes, however the time in between is cut into steps.
 *
 * Pure: time comes in, quotes come out. Each instrument quotes at random moments of its own; at each moment all walks
 * move on together, then the instrument whose moment it is quotes what its walk says.
 */

import type { Micros } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { MidSink } from '../bars.ts'
import { sessionAt } from '../calendar/calendar.ts'
import type { TradingCalendar } from '../calendar/calendar.ts'
import { calendarNamed } from '../calendar/calendars.ts'
import type { FeedQuote, FeedTrade } from '../feed.ts'
import { priceGrid } from '../price-grid.ts'
import { expiryOf } from '../session-watch.ts'
import { Chance } from './chance.ts'
import { fairPrice } from './fair-price.ts'
import { PROFILES } from './profile.ts'
import { makeQuote } from './quote-maker.ts'
import type { MadeQuote, Quoted } from './quote-maker.ts'
import { REGIMES, moveRegime } from './regime.ts'
import type { Regime } from './regime.ts'
import type { WalkPrices } from './memory.ts'
import { advanceWalks, createWalks, walkIdOf, walkPosition, walkPrice } from './walks.ts'
import type { Walks } from './walks.ts'

export interface SyntheticMarketOptions {
  readonly instruments: readonly Instrument[]
  /** Any whole number. */
  readonly seed: number
  /** The instant at which the walks stand at their anchors and the first pauses begin. */
  readonly at: Micros
  /** Multiple of the usual quotes per second; 0.01 to 100, 1 unless told. */
  readonly rate?: number
  /** True: every instrument trades around the clock. False: only in the sessions of its calendar. */
  readonly alwaysOpen: boolean
  /** Prices to walk around, by instrument id, instead of the usual ones; for an event contract its probability. */
  readonly anchors?: Readonly<Record<string, number>>
}

interface Quoting extends Quoted {
  readonly walkIndex: number
  readonly chance: Chance
  readonly calendar: TradingCalendar
  readonly expiresAt: Micros
  readonly meanPauseMicros: number
  nextAt: Micros
  lastTicks: number | null
}

export interface SyntheticMarket {
  readonly quoting: readonly Quoting[]
  readonly walks: Walks
  readonly regime: Regime
  readonly regimeChance: Chance
  /** Time up to which the walks have moved. */
  at: Micros
}

export interface MarketStep {
  /** In order of time. */
  readonly quotes: readonly FeedQuote[]
  readonly trades: readonly FeedTrade[]
}

/** A pause never gets longer than so many usual ones, so that a quiet instrument does not look dead. */
const PAUSE_MAX = 4

export function createSyntheticMarket(options: SyntheticMarketOptions): SyntheticMarket {
  const { instruments, seed, at, alwaysOpen } = options
  const rate = options.rate ?? 1
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number, not ${seed}`)
  if (!(rate >= 0.01 && rate <= 100))
    throw new RangeError(`rate must be a number from 0.01 to 100, not ${rate}`)
  const walks = createWalks(instruments, { seed, anchors: options.anchors ?? {} })
  const listed = new Set(instruments.map((instrument) => instrument.id))
  const quoting = instruments.map((instrument): Quoting => {
    const profile = PROFILES[instrument.assetClass]
    return {
      instrument,
      grid: priceGrid(instrument),
      profile,
      walkIndex: walks.indexOf.get(walkIdOf(instrument, listed)) ?? 0,
      chance: new Chance(seed, instrument.id),
      calendar: calendarNamed(alwaysOpen ? '24/7' : instrument.calendar),
      expiresAt: expiryOf(instrument),
      meanPauseMicros: 1e6 / (profile.quotesPerSecond * rate),
      nextAt: at,
      lastTicks: null,
    }
  })
  const market: SyntheticMarket = {
    quoting,
    walks,
    regime: { name: 'NORMAL', until: at },
    regimeChance: new Chance(seed, 'regime'),
    at,
  }
  resumeAt(market, at)
  return market
}

/** Everything that happens after the last step up to and including `at`. */
export function stepMarket(market: SyntheticMarket, at: Micros): MarketStep {
  const quotes: FeedQuote[] = []
  const trades: FeedTrade[] = []
  for (let next = earliest(market); next !== null && next.nextAt <= at; next = earliest(market)) {
    const now = next.nextAt
    next.nextAt = now + pause(next)
    advanceTo(market, now)
    if (!isTrading(next, now)) continue
    const quote = makeQuote(next, fairOf(market, next, now), {
      spreadFactor: REGIMES[market.regime.name].spread,
      chance: next.chance,
    })
    const trade = maybeTrade(next, quote, now)
    if (trade !== null) trades.push(trade)
    quotes.push({
      instrumentId: next.instrument.id,
      ...quote,
      lastTicks: next.lastTicks,
      venueAt: now,
      receivedAt: now,
    })
  }
  return { quotes, trades }
}

/** Moves the walks on without quoting anything. Time never goes back. */
export function advanceTo(market: SyntheticMarket, at: Micros): void {
  moveRegime(market.regime, at, market.regimeChance)
  advanceWalks(market.walks, (at - market.at) / 1e6, REGIMES[market.regime.name].volatility)
  market.at = Math.max(market.at, at)
}

/**
 * Goes on at an instant as if nobody had watched until then: the walks move there at once, and every instrument begins a
 * new pause. For the end of a made-up past, and for a machine that slept.
 */
export function resumeAt(market: SyntheticMarket, at: Micros): void {
  advanceTo(market, at)
  for (const quoting of market.quoting)
    quoting.nextAt = at + Math.floor(quoting.chance.uniform() * quoting.meanPauseMicros)
}

/** What every walk is worth now. */
export function walkPrices({ walks }: SyntheticMarket): WalkPrices {
  return Object.fromEntries(walks.walks.map((walk, i) => [walk.id, walkPrice(walk, walks.positions[i]!)]))
}

/** How far each walk stands from a price; 0 for one of which none is given. */
export function distances({ walks }: SyntheticMarket, prices: WalkPrices): Float64Array {
  return Float64Array.from(walks.walks, (walk, i) => {
    const price = prices[walk.id]
    return price === undefined ? 0 : walkPosition(walk, price) - walks.positions[i]!
  })
}

/** Moves each walk by a distance. */
export function shift({ walks }: SyntheticMarket, by: Float64Array, share = 1): void {
  for (const [i, distance] of by.entries()) walks.positions[i]! += distance * share
}

/** Tells the model's price of every instrument that trades at the market's time, in half ticks, for bars of a made-up past. */
export function tellMiddles(market: SyntheticMarket, sink: MidSink): void {
  for (const quoting of market.quoting) {
    if (!isTrading(quoting, market.at)) continue
    const { grid, instrument } = quoting
    const half = Math.round((2 * fairOf(market, quoting, market.at)) / grid.tickSize)
    const halfTicks = Math.min(Math.max(half, 2 * Math.max(1, grid.minTicks) + 1), 2 * grid.maxTicks - 1)
    sink.onMid(instrument.id, halfTicks, market.at)
  }
}

function fairOf(market: SyntheticMarket, quoting: Quoting, at: Micros): number {
  const walk = market.walks.walks[quoting.walkIndex]!
  const price = walkPrice(walk, market.walks.positions[quoting.walkIndex]!)
  return fairPrice(quoting.instrument, { price, volatility: walk.volatility }, at)
}

/** First of those whose moment comes next; ties go to the one listed first. */
function earliest(market: SyntheticMarket): Quoting | null {
  let first: Quoting | null = null
  for (const quoting of market.quoting) if (first === null || quoting.nextAt < first.nextAt) first = quoting
  return first
}

function pause({ chance, meanPauseMicros }: Quoting): Micros {
  return Math.max(1, Math.round(Math.min(chance.exponential(meanPauseMicros), PAUSE_MAX * meanPauseMicros)))
}

function isTrading({ calendar, expiresAt }: Quoting, at: Micros): boolean {
  return at < expiresAt && sessionAt(calendar, at).status === 'OPEN'
}

function maybeTrade(quoting: Quoting, quote: MadeQuote, at: Micros): FeedTrade | null {
  const { chance, profile, instrument } = quoting
  const trades = chance.uniform() < profile.tradeShare
  const aggressor = chance.uniform() < 0.5 ? 'BUY' : 'SELL'
  const share = chance.uniform()
  const priceTicks = aggressor === 'BUY' ? quote.askTicks : quote.bidTicks
  // The first quote carries a last price, so that a screen has one from the start.
  if (trades || quoting.lastTicks === null) quoting.lastTicks = priceTicks
  if (!trades) return null
  const displayed = aggressor === 'BUY' ? quote.askLots : quote.bidLots
  const lots = Math.max(1, Math.round(displayed * share))
  return { instrumentId: instrument.id, priceTicks, lots, aggressor, venueAt: at, receivedAt: at }
}
