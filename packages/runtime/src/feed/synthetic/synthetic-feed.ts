/**
 * The synthetic market as a feed: a clock and one timer around the pure core.
 *
 * It keeps nothing: started again with the same seed, it begins at the prices at which it began before.
 */

import type { Instrument } from '@quarterdeck/sdk'
import type { Clock, Timer } from '../../clock/clock.ts'
import type { MidSink } from '../bars.ts'
import type { TradingCalendar } from '../calendar/calendar.ts'
import { calendarNamed } from '../calendar/calendars.ts'
import type { MarketFeed, MarketListener } from '../feed.ts'
import { SessionWatch } from '../session-watch.ts'
import { createSyntheticMarket, resumeAt, stepMarket } from './market.ts'
import type { SyntheticMarket, SyntheticMarketOptions } from './market.ts'
import { PAST_MICROS, fillPast } from './past.ts'

export interface SyntheticFeedOptions extends Omit<SyntheticMarketOptions, 'at'> {
  readonly clock: Clock
  /** Pause between two looks at the clock, milliseconds; 50 unless told. */
  readonly stepMs?: number
}

/** After a pause this long the machine slept: the market goes on from now instead of replaying what nobody saw. */
const SLEPT_MICROS = 5e6

export class SyntheticFeed implements MarketFeed {
  readonly name = 'synthetic'
  readonly alwaysOpen: boolean
  readonly #options: SyntheticFeedOptions
  #market: SyntheticMarket | null = null
  #timer: Timer | null = null

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
    this.#market = createSyntheticMarket({ ...this.#options, at: now - PAST_MICROS })
    fillPast(this.#market, now, sink)
  }

  start(listener: MarketListener): void {
    if (this.#timer !== null) throw new Error('Invariant: a feed is started once at a time')
    const { instruments, clock } = this.#options
    const market = this.#market ?? createSyntheticMarket({ ...this.#options, at: clock.now() })
    this.#market = market
    const sessions = new SessionWatch(instruments, (instrument) => this.calendarOf(instrument))
    const step = (): void => {
      const at = clock.now()
      this.#timer = clock.after(this.#options.stepMs ?? 50, step)
      for (const status of sessions.changes(at)) listener.onStatus(status)
      if (market.quoting.some((one) => at - one.nextAt > SLEPT_MICROS)) resumeAt(market, at)
      const { quotes, trades } = stepMarket(market, at)
      // A listener may stop the feed from within: then nothing more of this step is sent.
      for (const trade of trades) if (this.#timer !== null) listener.onTrade?.(trade)
      for (const quote of quotes) if (this.#timer !== null) listener.onQuote(quote)
    }
    step()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
  }
}
