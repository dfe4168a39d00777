/** The example of docs/signals.md: goes with a trained signal while it is sure enough, and is out as soon as it is not. */
import { defineStrategy, logisticModel, param, signalStream, withModel } from '@quarterdeck/sdk'
import model from './trend-model.json' with { type: 'json' }
import trend from './trend-signal.ts'

const signal = withModel(trend, logisticModel(model))

export default defineStrategy({
  name: 'signal-follow',
  description: 'Holds what a trained signal says, while it is sure enough.',
  params: {
    instrument: param.instrument({ default: 'SIM:BTC-USD' }),
    timeframe: param.timeframe({ default: '1m' }),
    confidence: param.number({ default: 0.55, min: 0.5, max: 1, description: 'Least confidence to hold.' }),
    quantity: param.decimal({ default: '1', min: '0', description: 'What to hold.' }),
    short: param.boolean({ default: false, description: 'Whether to sell short when it says down.' }),
  },
  subscribe: ({ instrument, timeframe }) => [{ kind: 'BARS', instrument, timeframe }],
  prepare: ({ params: { instrument, timeframe }, attach }) => ({
    signal: attach(instrument, timeframe, signalStream(signal, { instrument, timeframe }), (bar) => bar),
  }),
  onBar({ params, locals, orders, log }) {
    const { latest } = locals.signal
    if (latest === null) return
    const isSure = latest.confidence >= params.confidence
    const side = !isSure || (latest.direction === 'DOWN' && !params.short) ? 'FLAT' : latest.direction
    const wanted = { UP: params.quantity, DOWN: `-${params.quantity}`, FLAT: 0 } as const
    const order = orders.targetPosition(params.instrument, wanted[side], {
      tag: `signal-${side.toLowerCase()}`,
    })
    const { modelDigest, featureDigest } = latest.provenance
    if (order !== null)
      log.info(`${side} on ${latest.confidence.toFixed(3)}, model ${modelDigest}, features ${featureDigest}`)
  },
})
