/** The strategy of the browser's story: buys a little with every so many quotes, and logs what it does. */

export const counterFiles = {
  'strategy.ts': `/** Buys a little with every so many quotes, and says so. */
import { defineStrategy, param } from '@quarterdeck/sdk'
import { words } from './words.ts'

interface Count {
  readonly quotes: number
  readonly orders: number
}

export default defineStrategy({
  name: 'counter',
  description: 'Orders with every so many quotes, and counts.',
  params: {
    instrument: param.instrument({ default: 'SIM:BTC-USD', description: 'What it buys.' }),
    every: param.int({ default: 3, min: 1, max: 1000, description: 'Quotes between two orders.' }),
    quantity: param.decimal({ default: '0.01', min: '0', description: 'How much it buys each time.' }),
  },
  subscribe: ({ instrument }) => [{ kind: 'QUOTES', instrument }],
  state: {
    version: 1,
    initial: (): Count => ({ quotes: 0, orders: 0 }),
    migrate: (old) => old as unknown as Count,
  },
  onStart({ log, state }) {
    log.info(words.started(state.quotes))
  },
  onQuote({ params, orders, state, setState, log }, quote) {
    const quotes = state.quotes + 1
    log.debug(words.quoted(quotes))
    if (quotes % params.every !== 0 || quote.ask === null) {
      setState({ ...state, quotes })
      return
    }
    setState({ quotes, orders: state.orders + 1 })
    orders.submit({
      instrument: params.instrument,
      side: 'BUY',
      type: 'LIMIT',
      quantity: params.quantity,
      limitPrice: quote.ask,
      timeInForce: 'GTC',
    })
    log.warn(words.ordered(state.orders + 1))
  },
  onStop({ log, state }) {
    log.info(words.stopped(state.quotes))
  },
})
`,
  'words.ts': `/** What it says. */
export const words = {
  started: (quotes: number) => \`started at \${quotes}\`,
  quoted: (quotes: number) => \`quote \${quotes}\`,
  ordered: (orders: number) => \`order \${orders}\`,
  stopped: (quotes: number) => \`stopped after \${quotes} quotes\`,
}
`,
} as const

/** The same with a fault of type, and an import that is not allowed. */
export const brokenFiles = {
  ...counterFiles,
  'words.ts': counterFiles['words.ts']
    .replace('stopped after', 'halted after')
    .replace('started: (quotes: number)', 'started: (quotes: string)'),
}

/** The same in louder words: another version. */
export const louderFiles = {
  ...counterFiles,
  'words.ts': counterFiles['words.ts'].replace('started at', 'STARTED at'),
}

/** Fails at its first quote. */
export const throwerFiles = {
  'strategy.ts': `/** Fails at its first quote. */
import { defineStrategy } from '@quarterdeck/sdk'

export default defineStrategy({
  name: 'thrower',
  params: {},
  subscribe: () => [{ kind: 'QUOTES', instrument: 'SIM:BTC-USD' }],
  onQuote() {
    throw new Error('I do not like this quote')
  },
})
`,
}
