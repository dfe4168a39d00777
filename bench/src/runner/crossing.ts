/**
 * The strategy of the runner's benchmarks: two averages of the middle price, an order now and then. `repeats` runs the same work
 * again within one callback, so that the work can be told from the crossing; `every` is after how many quotes it orders.
 */

import { defineStrategy, Ema, param } from '@quarterdeck/sdk'

export default defineStrategy({
  name: 'crossing',
  params: {
    instrument: param.instrument(),
    repeats: param.int({ default: 1, min: 1, max: 100_000 }),
    every: param.int({ default: 1_000_000, min: 1, max: 1_000_000 }),
  },
  subscribe: ({ instrument }) => [{ kind: 'QUOTES', instrument }],
  prepare: () => ({ fast: new Ema(12), slow: new Ema(26), quotes: 0, crossings: 0 }),
  onQuote({ params, locals, portfolio, orders }, { bid, ask }) {
    const { instrument, repeats, every } = params
    const { fast, slow } = locals
    for (let turn = 0; turn < repeats; turn++) {
      const middle = (bid + ask) / 2
      fast.update(middle)
      slow.update(middle)
      const isLong = portfolio.position(instrument).lots > 0
      if (fast.isReady && fast.value > slow.value !== isLong) locals.crossings += 1
    }
    locals.quotes += 1
    if (locals.quotes % every === 0) orders.submit({ instrument, side: 'BUY', type: 'MARKET', quantity: '1' })
  },
})
