/** The moving-average cross of the backtest rows as an author's file, for workers to load. */

import { defineStrategy, param, Sma } from '@quarterdeck/sdk'

export default defineStrategy({
  name: 'sweep-cross',
  params: { instrument: param.instrument(), fast: param.int({ min: 1 }), slow: param.int({ min: 2 }) },
  subscribe: ({ instrument }) => [{ kind: 'BARS', instrument, timeframe: '1m' }],
  prepare: ({ params: { instrument, fast, slow }, attach }) => ({
    fast: attach(instrument, '1m', new Sma(fast), (bar) => bar.close),
    slow: attach(instrument, '1m', new Sma(slow), (bar) => bar.close),
  }),
  onBar({ params, locals, orders }) {
    if (!locals.slow.isReady) return
    orders.targetPosition(params.instrument, locals.fast.value > locals.slow.value ? 10 : -10)
  },
})
