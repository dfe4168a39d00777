/**
 * The synthetic market as a feed: a clock and one timer around the pure core.
 *
 * With a memory its prices go on after a restart where they were. Without one it keeps nothing: started again with the same
 * seed, it begins at the prices at which it began before.
 */

import type { Micros } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { Clock, Timer } from '../../clock/clock.ts'
import type { MidSink } from '../bars.ts'
import type { TradingCalendar } from '../calendar/calendar.ts'
import { calendarNamed } from '../calendar/calendars.ts'
import type { MarketFeed, MarketListener } from '../feed.ts'
import { SessionWatch } from '../session-watch.ts'
import { createSyntheticMarket, distances, resumeAt, shift, stepMarket, walkPrices } from './market.ts'
import type { SyntheticMarket, SyntheticMarketOptions } from './market.ts'
import type { MarketMemory } from './memory.ts'
import { PAST_MICROS, fillPast } from './past.ts'

export interface SyntheticFeedOptions extends Omit<SyntheticMarketOptions, 'at'> {
  readonly clock: Clock
  /** Pause between two looks at the clock, milliseconds; 50 unless told. */
  readonly stepMs?: number
  readonly memory?: MarketMemory
}

/** After a pause this long the machine slept: the market goes on from now instead of replaying what nobody saw. */
const SLEPT_MICROS = 5e6

/** Pause between two notes of where the market stands: what a crash may cost of its way. */
const REMEMBER_EVERY_MICROS = 1e6

export class SyntheticFeed implements MarketFeed {
  readonly name = 'synthetic'
  readonly alwaysOpen: boolean
  readonly #options: SyntheticFeedOptions
  #market: SyntheticMarket | null = null
  #timer: Timer | null = null
  #rememberedAt: Micros = Number.NEGATIVE_INFINITY

  constructor(options: SyntheticFeedOptions) {
    this.#options = options
    this.alwaysOpen = options.alwaysOpen
  }

  instruments(): readonly Instrument[] {
    return this.#options.instruments
  }

  /** The calendar that an instrument trades by here: around the clock when the market is always open. */
  calendarOf(instrument: Instrument): TradingCalendar {
    return calendarNamed(this.alwaysOpen ? '24/7' : instrument.calendar)
  }

  /** Makes up the past up to now and hands over its middles, a fraction of a second's work. Before `start`, at most once. */
  fillPast(sink: MidSink): void {
    if (this.#market !== null)
      throw new Error('Invariant: the past of a synthetic market is made before it starts')
    const now = this.#options.clock.now()
    const begin = () => createSyntheticMarket({ ...this.#options, at: now - PAST_MICROS })
    this.#market = fillPast(begin, { until: now, sink, endsAt: this.#options.memory?.recall() ?? {} })
  }

  start(listener: MarketListener): void {
    if (this.#timer !== null) throw new Error('Invariant: a feed is started once at a time')
    const { instruments, clock } = this.#options
    const market = this.#market ?? this.#begin()
    this.#market = market
    const sessions = new SessionWatch(instruments, (instrument) => this.calendarOf(instrument))
    const step = (): void => {
      const at = clock.now()
      this.#timer = clock.after(this.#options.stepMs ?? 50, step)
      for (const status of sessions.changes(at)) listener.onStatus(status)
      if (market.quoting.some((one) => at - one.nextAt > SLEPT_MICROS)) resumeAt(market, at)
      const { quotes, trades } = stepMarket(market, at)
      if (at - this.#rememberedAt >= REMEMBER_EVERY_MICROS) this.#remember(at)
      // A listener may stop the feed from within: then nothing more of this step is sent.
      for (const trade of trades) if (this.#timer !== null) listener.onTrade?.(trade)
      for (const quote of quotes) if (this.#timer !== null) listener.onQuote(quote)
    }
    step()
  }

  stop(): void {
    if (this.#timer !== null) this.#remember(this.#options.clock.now())
    this.#timer?.cancel()
    this.#timer = null
  }

  #begin(): SyntheticMarket {
    const { clock, memory } = this.#options
    const market = createSyntheticMarket({ ...this.#options, at: clock.now() })
    if (memory !== undefined) shift(market, distances(market, memory.recall()))
    return market
  }

  #remember(at: Micros): void {
    this.#rememberedAt = at
    if (this.#market !== null) void this.#options.memory?.remember(walkPrices(this.#market))
  }
}
