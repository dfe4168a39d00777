/** The strategies of the benchmark, written with the SDK as an author would. */

import { defineStrategy, param } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'
import { INSTRUMENT } from './market.ts'

const QUANTITY = 10

/** A mean by a running sum of cents, so that both sides of a comparison have the same digits. */
export class CentMean {
  private readonly cents: Int32Array
  private sum = 0
  private count = 0

  constructor(length: number) {
    this.cents = new Int32Array(length)
  }

  /** Takes a price; NaN until there are enough. */
  next(price: number): number {
    const { length } = this.cents
    const slot = this.count % length
    const cents = Math.round(price * 100)
    this.sum += cents - this.cents[slot]!
    this.cents[slot] = cents
    this.count += 1
    return this.count < length ? Number.NaN : this.sum / length
  }
}

/** Long above, short below: the moving-average cross. */
export const cross: Strategy = defineStrategy({
  name: 'cross',
  params: { fast: param.int({ default: 50 }), slow: param.int({ default: 200 }) },
  subscribe: () => [{ kind: 'BARS', instrument: INSTRUMENT.id, timeframe: '1m', history: 1 }],
  prepare: ({ params }) => ({ fast: new CentMean(params.fast), slow: new CentMean(params.slow), side: 0 }),
  onBar({ locals, orders }, bar) {
    const fast = locals.fast.next(bar.close)
    const slow = locals.slow.next(bar.close)
    const side = fast > slow ? 1 : fast < slow ? -1 : 0
    if (side === 0 || side === locals.side) return
    locals.side = side
    orders.targetPosition(INSTRUMENT.id, side * QUANTITY)
  },
}) as Strategy

/** grademark's own example: long while the close is below its mean of 30, flat above. */
export const meanReversion: Strategy = defineStrategy({
  name: 'mean-reversion',
  params: {},
  subscribe: () => [{ kind: 'BARS', instrument: INSTRUMENT.id, timeframe: '1m', history: 1 }],
  prepare: () => ({ mean: new CentMean(30), isLong: false }),
  onBar({ locals, orders }, bar) {
    const mean = locals.mean.next(bar.close)
    const cents = Math.round(bar.close * 100)
    if (locals.isLong ? !(cents > mean) : !(cents < mean)) return
    locals.isLong = !locals.isLong
    orders.targetPosition(INSTRUMENT.id, locals.isLong ? QUANTITY : 0)
  },
}) as Strategy

/** @backtest/framework's own example: long while the close of ten bars ago is above that of twenty ago, flat else. */
export const laggedCloses: Strategy = defineStrategy({
  name: 'lagged-closes',
  params: {},
  subscribe: () => [{ kind: 'BARS', instrument: INSTRUMENT.id, timeframe: '1m', history: 20 }],
  prepare: ({ bars }) => ({ closes: bars(INSTRUMENT.id, '1m').close, isLong: false }),
  onBar({ locals, orders }) {
    const { closes, isLong } = locals
    if (closes.length < 20) return
    const isAbove = closes.at(9) > closes.at(19)
    if (isAbove === isLong) return
    locals.isLong = isAbove
    orders.targetPosition(INSTRUMENT.id, isAbove ? QUANTITY : 0)
  },
}) as Strategy

/** The bare loop of the cross: the same signals, fills, fees, equity and drawdown, and nothing around them. */
export function bareCross(
  bars: { readonly length: number; readonly open: Float64Array; readonly close: Float64Array },
  of: { readonly fast: number; readonly slow: number; readonly cash: number },
): { readonly equity: number; readonly drawdown: number; readonly fills: number } {
  const fast = new CentMean(of.fast)
  const slow = new CentMean(of.slow)
  let { cash } = of
  let position = 0
  let target = 0
  let fills = 0
  let equity = cash
  let highest = cash
  let drawdown = 0
  for (let row = 0; row < bars.length; row += 1) {
    if (target !== position) {
      const price = bars.open[row]!
      const lots = target - position
      cash -= lots * price + Math.abs(lots) * price * 0.0001
      position = target
      fills += 1
    }
    const close = bars.close[row]!
    equity = cash + position * close
    if (equity > highest) highest = equity
    const fall = 1 - equity / highest
    if (fall > drawdown) drawdown = fall
    const fastMean = fast.next(close)
    const slowMean = slow.next(close)
    if (fastMean > slowMean) target = QUANTITY
    else if (fastMean < slowMean) target = -QUANTITY
  }
  return { equity, drawdown, fills }
}
