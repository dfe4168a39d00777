/** Strategies for tests, written with the SDK as an author would. */

import { defineStrategy, param } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'

/** A rolling mean of the newest values, by a running sum. */
export class RollingMean {
  private readonly values: Float64Array
  private sum = 0
  private count = 0

  constructor(length: number) {
    this.values = new Float64Array(length)
  }

  /** Takes a value; NaN until there are enough. */
  next(value: number): number {
    const { length } = this.values
    const slot = this.count % length
    this.sum += value - this.values[slot]!
    this.values[slot] = value
    this.count += 1
    return this.count < length ? Number.NaN : this.sum / length
  }
}

/** Long above, short below: always in the market with the same quantity once both means are there. */
export const movingAverageCross: Strategy = defineStrategy({
  name: 'moving-average-cross',
  params: {
    instrument: param.instrument({ default: 'TEST:ACME' }),
    timeframe: param.timeframe({ default: '1m' }),
    fast: param.int({ default: 10, min: 1 }),
    slow: param.int({ default: 30, min: 2 }),
    quantity: param.int({ default: 10, min: 1 }),
  },
  subscribe: ({ instrument, timeframe }) => [{ kind: 'BARS', instrument, timeframe, history: 1 }],
  prepare: ({ params }) => ({
    fast: new RollingMean(params.fast),
    slow: new RollingMean(params.slow),
    side: 0,
  }),
  onBar({ locals, params, orders }, bar) {
    const fast = locals.fast.next(bar.close)
    const slow = locals.slow.next(bar.close)
    const side = fast > slow ? 1 : fast < slow ? -1 : 0
    if (side === 0 || side === locals.side) return
    locals.side = side
    orders.targetPosition(params.instrument, side * params.quantity)
  },
}) as Strategy

const SIDES = ['BUY', 'SELL'] as const

/**
 * Orders at random: every type near the market, replaced and withdrawn at random, brackets now and then. Its chance is the
 * session's, so equal seeds want the same on equal data.
 */
export const randomTrader: Strategy = defineStrategy({
  name: 'random-trader',
  params: {
    instrument: param.instrument({ default: 'TEST:ACME' }),
    timeframe: param.timeframe({ default: '1m' }),
  },
  subscribe: ({ instrument, timeframe }) => [{ kind: 'BARS', instrument, timeframe, history: 4 }],
  onBar({ orders, params, random }, { close }) {
    const { instrument } = params
    const side = SIDES[random.int(0, 1)]!
    const quantity = random.int(1, 20)
    const price = (): string => orders.roundToTick(instrument, close * (1 + (random.next() - 0.5) / 100))
    const working = orders.working(instrument)
    const one = working[random.int(0, Math.max(0, working.length - 1))]
    switch (random.int(0, 9)) {
      case 0:
        orders.submit({ type: 'MARKET', instrument, side, quantity })
        break
      case 1:
        orders.submit({ type: 'LIMIT', instrument, side, quantity, limitPrice: price(), timeInForce: 'GTC' })
        break
      case 2:
        orders.submit({ type: 'STOP', instrument, side, quantity, stopPrice: price(), timeInForce: 'GTC' })
        break
      case 3:
        orders.submit({
          type: 'STOP_LIMIT',
          instrument,
          side,
          quantity,
          stopPrice: price(),
          limitPrice: price(),
        })
        break
      case 4:
        orders.targetPosition(instrument, random.int(-20, 20))
        break
      case 5:
        if (one !== undefined) orders.cancel(one)
        break
      case 6:
        if (one !== undefined && one.limitPrice !== null) orders.replace(one, { limitPrice: price() })
        break
      case 7:
        orders.bracket({
          entry: { type: 'MARKET', instrument, side: 'BUY', quantity },
          takeProfit: orders.roundToTick(instrument, close * 1.003),
          stopLoss: orders.roundToTick(instrument, close * 0.997),
        })
        break
      default:
        break
    }
  },
}) as Strategy
