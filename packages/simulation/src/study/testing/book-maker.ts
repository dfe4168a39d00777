/** Waits on both sides of an order book, and now and then takes: the tests run this file in their own process and in workers. */

import { defineStrategy, param } from '@quarterdeck/sdk'

export default defineStrategy({
  name: 'book-maker',
  params: { instrument: param.instrument(), distance: param.int({ min: 0 }) },
  subscribe: ({ instrument }) => [{ kind: 'QUOTES', instrument }],
  onQuote({ clock, orders, params, random }, { bid, ask }) {
    if (Number.isNaN(bid) || Number.isNaN(ask) || Math.floor(clock.now / 1e6) % 4 !== 0) return
    const { instrument, distance } = params
    orders.cancelAll(instrument)
    if (random.int(0, 5) === 0) {
      const side = random.int(0, 1) === 0 ? 'BUY' : 'SELL'
      orders.submit({ type: 'MARKET', instrument, side, quantity: random.int(1, 60) })
      return
    }
    for (const side of ['BUY', 'SELL'] as const) {
      const price = side === 'BUY' ? bid - distance / 100 : ask + distance / 100
      const limitPrice = orders.roundToTick(instrument, price)
      orders.submit({
        type: 'LIMIT',
        instrument,
        side,
        quantity: random.int(1, 9),
        limitPrice,
        timeInForce: 'GTC',
      })
    }
  },
})
