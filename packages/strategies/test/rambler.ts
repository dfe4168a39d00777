/** A strategy that uses all that makes decisions: quotes, fills, timers, chance, state and brackets. For comparing digests. */

import { defineStrategy, param } from '@quarterdeck/sdk'

export default defineStrategy({
  name: 'rambler',
  params: { instrument: param.instrument({ default: 'SIM:BTC-USD' }), size: param.decimal({ default: '1' }) },
  subscribe: ({ instrument }) => [{ kind: 'QUOTES', instrument }],
  state: { version: 1, initial: () => ({ quotes: 0, mood: 0 }) },
  onStart({ timers, log }) {
    timers.every('think', '10s')
    log.info('rambling')
  },
  onQuote({ params, orders, random, state, setState, log }, { bid, ask }) {
    const mood = Math.tanh(state.mood + (random.next() - 0.5) + Math.sin(bid) / 10)
    setState({ quotes: state.quotes + 1, mood })
    if (random.next() < 0.8) return
    const { instrument, size } = params
    const side = mood > 0 ? 'BUY' : 'SELL'
    const limitPrice = side === 'BUY' ? bid : ask
    orders.submit({ instrument, side, type: 'LIMIT', quantity: size, limitPrice, tag: 'mood' })
    log.debug(`${side} at ${limitPrice.toFixed(2)}`)
  },
  onTimer({ orders, random }) {
    if (random.next() < 0.3) orders.cancelAll()
  },
})
