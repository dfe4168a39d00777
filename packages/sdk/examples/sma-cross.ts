/** The example of docs/strategies.md: long while the fast average is above the slow one, flat otherwise. */
import { defineStrategy, param, Sma } from '@quarterdeck/sdk'

export default defineStrategy({
  name: 'sma-cross',
  description: 'Long while the fast moving average is above the slow one.',
  params: {
    instrument: param.instrument({ default: 'SIM:BTC-USD' }),
    timeframe: param.timeframe({ default: '1m' }),
    fast: param.int({ default: 10, min: 2, max: 500, description: 'Bars of the fast average.' }),
    slow: param.int({ default: 30, min: 3, max: 1000, description: 'Bars of the slow average.' }),
    quantity: param.decimal({ default: '1', min: '0', description: 'What to hold while long.' }),
  },
  validate: ({ fast, slow }) => (fast < slow ? null : `fast must be less than slow (${fast}, ${slow})`),
  subscribe: ({ instrument, timeframe }) => [{ kind: 'BARS', instrument, timeframe }],
  state: { version: 1, initial: () => ({ crossings: 0 }) },
  prepare: ({ params: { instrument, timeframe, fast, slow }, attach }) => ({
    fast: attach(instrument, timeframe, new Sma(fast), (bar) => bar.close),
    slow: attach(instrument, timeframe, new Sma(slow), (bar) => bar.close),
  }),
  onBar({ params, locals, orders, portfolio, state, setState, log }, bar) {
    if (!locals.slow.isReady) return
    const isLong = portfolio.position(params.instrument).lots > 0
    const wantsLong = locals.fast.value > locals.slow.value
    if (wantsLong === isLong) return
    const order = orders.targetPosition(params.instrument, wantsLong ? params.quantity : 0, { tag: 'cross' })
    if (order === null) return
    setState({ crossings: state.crossings + 1 })
    log.info(`${order.side} at ${bar.close}`)
  },
})
