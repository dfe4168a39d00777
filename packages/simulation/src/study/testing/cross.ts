/** A moving-average cross as an author writes it: the tests run this file in their own process and, by its path, in workers. */

import { defineStrategy, param, Sma } from '@quarterdeck/sdk'

export default defineStrategy({
  name: 'cross',
  params: {
    instrument: param.instrument(),
    fast: param.int({ min: 1 }),
    slow: param.int({ min: 2 }),
  },
  validate: ({ fast, slow }) => (fast < slow ? null : `fast must be less than slow (${fast}, ${slow})`),
  subscribe: ({ instrument }) => [{ kind: 'BARS', instrument, timeframe: '1m' }],
  prepare: ({ params: { instrument, fast, slow }, attach }) => ({
    fast: attach(instrument, '1m', new Sma(fast), (bar) => bar.close),
    slow: attach(instrument, '1m', new Sma(slow), (bar) => bar.close),
  }),
  onBar({ params, locals, orders, random }) {
    if (!locals.slow.isReady) return
    // Chance decides the size, so that a run with another seed, or a draw too many, is seen.
    const size = random.int(1, 9)
    orders.targetPosition(params.instrument, locals.fast.value > locals.slow.value ? size : 0)
  },
})
