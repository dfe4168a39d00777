/** LEAN's simpler regression algorithms as strategies of ours: hold everything, trends on averages, bricks, alternating trades. */

import { defineStrategy } from '@quarterdeck/sdk'
import type { InstrumentId, OrderRequest, Strategy, StrategyContext, Timeframe } from '@quarterdeck/sdk'

const DAY = 86_400e6
/** What LEAN's SetHoldings leaves free. */
const FREE = 0.0025

/** Half a cent a share, a dollar at least, half a percent of the trade at most. */
export const BROKER = { kind: 'PER_UNIT', perUnit: '0.005', minimum: '1', maximumRate: '0.005' } as const

/** Whole shares for all of the equity less a quarter of a percent and the fee, at the price that was seen. */
export function sharesFor(equity: number, price: number, perShare = 0.005): number {
  const target = equity * (1 - FREE)
  let shares = Math.floor(target / price)
  while (shares > 0 && shares * price + (perShare === 0 ? 0 : Math.max(1, shares * perShare)) > target)
    shares -= 1
  return shares
}

export interface SeriesTerms {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
}

export function holdAll({ instrument, timeframe }: SeriesTerms): Strategy {
  return defineStrategy({
    name: 'hold-all',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe, history: 1 }],
    onBar: ({ portfolio, orders }, { close }) => {
      if (portfolio.position(instrument).lots !== 0 || orders.working().length > 0) return
      orders.targetPosition(instrument, sharesFor(portfolio.equity, close))
    },
  }) as Strategy
}

/** Everything in on the first bar, and out on the next. */
export function inAndOut({ instrument, timeframe }: SeriesTerms): Strategy {
  return defineStrategy({
    name: 'in-and-out',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe, history: 1 }],
    prepare: () => ({ bars: 0 }),
    onBar: ({ locals, portfolio, orders }, { close }) => {
      locals.bars += 1
      if (locals.bars === 1) orders.targetPosition(instrument, sharesFor(portfolio.equity, close, 0))
      else if (locals.bars === 2) orders.targetPosition(instrument, 0)
    },
  }) as Strategy
}

/**
 * Buys one at one close and sells what it has at the next, again and again. At a close for which nothing new was shown it waits, and
 * orders at the next opening that is.
 */
export function alternate({ instrument, timeframe }: SeriesTerms): Strategy {
  return defineStrategy({
    name: 'alternate',
    params: {},
    subscribe: () => [
      { kind: 'BARS', instrument, timeframe, history: 1 },
      { kind: 'QUOTES', instrument },
    ],
    prepare: () => ({ isIn: false, shownAt: 0, waiting: [] as number[] }),
    onBar: ({ locals, clock, portfolio, orders }) => {
      const { lots } = portfolio.position(instrument)
      const coming = locals.waiting.reduce((sum, quantity) => sum + quantity, 0)
      const wanted = locals.isIn ? (lots === 0 ? 0 : -lots - coming) : 1
      locals.isIn = !locals.isIn
      if (wanted === 0) return
      if (locals.shownAt === clock.now - 1) orders.submit(atMarket(instrument, wanted))
      else locals.waiting.push(wanted)
    },
    onQuote: ({ locals, orders }, { time }) => {
      locals.shownAt = time
      if (time % DAY !== 1) return
      for (const quantity of locals.waiting) orders.submit(atMarket(instrument, quantity))
      locals.waiting = []
    },
  }) as Strategy
}

function atMarket(instrument: InstrumentId, signed: number): OrderRequest {
  return { type: 'MARKET', instrument, side: signed > 0 ? 'BUY' : 'SELL', quantity: Math.abs(signed) }
}

/** An average that begins with the mean of its first values. */
class Ema {
  private readonly length: number
  private count = 0
  value = 0

  constructor(length: number) {
    this.length = length
  }

  get isReady(): boolean {
    return this.count >= this.length
  }

  next(input: number): void {
    this.count += 1
    const weight = this.isReady && this.count > this.length ? 2 / (this.length + 1) : 1 / this.count
    this.value += (input - this.value) * weight
  }
}

interface MacdLocals {
  readonly fast: Ema
  readonly slow: Ema
  readonly signal: Ema
  close: number
  /** Whether it decided before the opening of this day, and does not at its close. */
  hasDecided: boolean
}

/**
 * In above the signal and out below it. The published algorithm is called when a bar closes and also when a day
 * without the last dividend begins, and decides once a day: on such days before the opening, on the averages of the day before, and not
 * at the close. What it sells then is withdrawn first where it waits for the opening already, and ordered anew.
 */
export function macdTrend(
  { instrument, timeframe }: SeriesTerms,
  { exDays }: { readonly exDays: readonly number[] },
): Strategy {
  type Context = StrategyContext<unknown, unknown, MacdLocals>
  const decide = ({ locals, portfolio, orders }: Context, close: number): void => {
    const { fast, slow, signal } = locals
    if (!signal.isReady) return
    const delta = (fast.value - slow.value - signal.value) / fast.value
    const { lots } = portfolio.position(instrument)
    if (lots <= 0 && delta > 0.0025) orders.targetPosition(instrument, sharesFor(portfolio.equity, close))
    else if (lots >= 0 && delta < -0.0025) {
      orders.cancelAll()
      orders.targetPosition(instrument, 0)
    }
  }
  return defineStrategy({
    name: 'macd-trend',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe, history: 1 }],
    prepare: (): MacdLocals => ({
      fast: new Ema(12),
      slow: new Ema(26),
      signal: new Ema(9),
      close: Number.NaN,
      hasDecided: false,
    }),
    onStart: ({ timers }) => {
      for (const at of exDays) timers.at(`ex ${at}`, at)
    },
    onTimer: (context) => {
      context.locals.hasDecided = true
      decide(context, context.locals.close)
    },
    onBar: (context, { close }) => {
      const { locals } = context
      locals.close = close
      locals.fast.next(close)
      locals.slow.next(close)
      if (locals.slow.isReady) locals.signal.next(locals.fast.value - locals.slow.value)
      if (!locals.hasDecided) decide(context, close)
      locals.hasDecided = false
    },
  }) as Strategy
}

/**
 * Closes of 5, 10, ... 30 days ago: in while they fall with the delay, out when they rise. The published algorithm means averages, but
 * it feeds the delays with closes by their own subscription and the average with nothing, so that its ribbon is one of closes.
 */
export function closeRibbon({ instrument, timeframe }: SeriesTerms): Strategy {
  const delays = [5, 10, 15, 20, 25, 30]
  return defineStrategy({
    name: 'close-ribbon',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe, history: 31 }],
    onBar: ({ portfolio, orders }, { close, window }) => {
      if (window.length < 31) return
      const values = delays.map((delay) => window.close.at(delay))
      const { lots } = portfolio.position(instrument)
      const rises = values.every((value, i) => i === 0 || value <= values[i - 1]!)
      const falls = values.every((value, i) => i === 0 || value >= values[i - 1]!)
      if (lots <= 0 && rises) orders.targetPosition(instrument, sharesFor(portfolio.equity, close))
      else if (lots > 0 && falls) orders.targetPosition(instrument, 0)
    },
  }) as Strategy
}

/** Bricks of a fixed size on the closes; in on the first one that completes after the warm-up. */
export function renkoHold(
  { instrument, timeframe }: SeriesTerms,
  terms: { readonly brick: number; readonly from: number },
): Strategy {
  return defineStrategy({
    name: 'renko-hold',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe, history: 1 }],
    prepare: () => ({ open: Number.NaN }),
    onBar: ({ locals, clock, portfolio, orders }, { close }) => {
      const { brick } = terms
      if (Number.isNaN(locals.open)) {
        locals.open = Math.round(close / brick) * brick
        return
      }
      if (Math.abs(close - locals.open) < brick) return
      locals.open = Math.round(close / brick) * brick
      if (clock.now < terms.from || portfolio.position(instrument).lots !== 0 || orders.working().length > 0)
        return
      orders.targetPosition(instrument, sharesFor(portfolio.equity, close))
    },
  }) as Strategy
}
