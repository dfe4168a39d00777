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
