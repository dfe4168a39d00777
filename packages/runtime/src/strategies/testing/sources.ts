/** Strategies as users hand them in: one file each, in a zip. */
import { zipSync } from 'fflate'

/** Orders at the ask with every so many quotes, and keeps count in its state. */
export function counter({ version = 1, step = 1 } = {}): Uint8Array {
  return archive(`
import { defineStrategy, param } from '@quarterdeck/sdk'

interface Count { readonly quotes: number; readonly orders: number; readonly fills: number }

export default defineStrategy({
  name: 'counter',
  description: 'Orders with every so many quotes, and counts.',
  params: {
    instrument: param.instrument({ default: 'SIM:BTC-USD' }),
    every: param.int({ default: 1, min: 1, max: 1000 }),
    quantity: param.decimal({ default: '0.01', min: '0' }),
  },
  subscribe: ({ instrument }) => [{ kind: 'QUOTES', instrument }],
  state: {
    version: ${version},
    initial: (): Count => ({ quotes: 0, orders: 0, fills: 0 }),
    migrate: (old) => old as unknown as Count,
  },
  onStart({ log, state }) {
    log.info(\`started at \${state.quotes}\`)
  },
  onQuote({ params, orders, state, setState, log }, quote) {
    const quotes = state.quotes + ${step}
    if (quotes % params.every !== 0 || quote.ask === null) {
      setState({ ...state, quotes })
      return
    }
    setState({ ...state, quotes, orders: state.orders + 1 })
    orders.submit({
      instrument: params.instrument,
      side: 'BUY',
      type: 'LIMIT',
      quantity: params.quantity,
      limitPrice: quote.ask,
      timeInForce: 'GTC',
    })
    log.info(\`order \${state.orders + 1}\`)
  },
  onFill({ state, setState }) {
    setState({ ...state, fills: state.fills + 1 })
  },
  onStop({ log, state }) {
    log.warn(\`stopped after \${state.quotes} quotes and \${state.fills} fills\`)
  },
})
`)
}

/** Fails at its first quote. */
export function thrower(): Uint8Array {
  return archive(`
import { defineStrategy } from '@quarterdeck/sdk'
export default defineStrategy({
  name: 'thrower',
  params: {},
  subscribe: () => [{ kind: 'QUOTES', instrument: 'SIM:BTC-USD' }],
  onQuote() {
    throw new Error('I do not like this quote')
  },
})
`)
}

/** Never comes back from a quote of ETH. */
export function looper(): Uint8Array {
  return archive(`
import { defineStrategy } from '@quarterdeck/sdk'
export default defineStrategy({
  name: 'looper',
  params: {},
  subscribe: () => [{ kind: 'QUOTES', instrument: 'SIM:ETH-USD' }],
  onQuote() {
    for (;;);
  },
})
`)
}

function archive(text: string): Uint8Array {
  return zipSync({ 'strategy.ts': new TextEncoder().encode(text) })
}
