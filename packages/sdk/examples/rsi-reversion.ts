/** Buys what fell too fast and sells it once it has recovered: the mean reversion to set beside the SMA cross. */
import { defineStrategy, param, Rsi } from '@quarterdeck/sdk'

export default defineStrategy({
  name: 'rsi-reversion',
  description: 'Long from an oversold RSI until it has recovered.',
  params: {
    instrument: param.instrument({ default: 'SIM:BTC-USD' }),
    timeframe: param.timeframe({ default: '1m' }),
    period: param.int({ default: 14, min: 2, max: 200, description: 'Bars of the RSI.' }),
    oversold: param.number({ default: 30, min: 1, max: 99, description: 'Below it, buy.' }),
    recovered: param.number({ default: 55, min: 1, max: 99, description: 'Above it, sell.' }),
    quantity: param.decimal({ default: '1', min: '0', description: 'What to hold while long.' }),
  },
  validate: ({ oversold, recovered }) =>
    oversold < recovered ? null : `oversold must be less than recovered (${oversold}, ${recovered})`,
  subscribe: ({ instrument, timeframe }) => [{ kind: 'BARS', instrument, timeframe }],
  prepare: ({ params: { instrument, timeframe, period }, attach }) => ({
    rsi: attach(instrument, timeframe, new Rsi(period), (bar) => bar.close),
  }),
  onBar({ params, locals, orders, portfolio }) {
    if (!locals.rsi.isReady) return
    const isLong = portfolio.position(params.instrument).lots > 0
    const { value } = locals.rsi
    if (!isLong && value < params.oversold)
      orders.targetPosition(params.instrument, params.quantity, { tag: 'oversold' })
    if (isLong && value > params.recovered) orders.targetPosition(params.instrument, 0, { tag: 'recovered' })
  },
})
