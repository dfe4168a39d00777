/** A strategy that goes with a trained signal, for tests: in and out many times a day, and it logs what the model was shown. */

import {
  Atr,
  defineSignal,
  defineStrategy,
  feature,
  logisticModel,
  Roc,
  Rsi,
  signalStream,
  withModel,
} from '@quarterdeck/sdk'

const swing = defineSignal({
  name: 'swing',
  version: '1.0.0',
  horizonBars: 4,
  features: () => ({
    momentum: feature(new Roc(5), (bar) => bar.close),
    strength: feature(new Rsi(7), (bar) => bar.close),
    range: feature(
      new Atr(7),
      (bar) => bar,
      (range, bar) => range.value / bar.close,
    ),
  }),
})

const signal = withModel(
  swing,
  logisticModel({
    format: 'quarterdeck-model/1',
    kind: 'LOGISTIC',
    signal: { name: 'swing', version: '1.0.0', horizonBars: 4 },
    features: ['momentum', 'strength', 'range'],
    means: [0, 50, 0.01],
    deviations: [1, 15, 0.005],
    weights: [0.8, -0.3, 0.1],
    bias: 0.05,
    training: { instrument: 'SIM:BTC-USD', timeframe: '1m', from: 0, to: 1, rows: 100 },
  }),
)

const SERIES = { instrument: 'SIM:BTC-USD', timeframe: '1m' } as const

export default defineStrategy({
  name: 'listener',
  params: {},
  subscribe: () => [{ kind: 'BARS', ...SERIES }],
  prepare: ({ attach }) => ({
    swing: attach(SERIES.instrument, '1m', signalStream(signal, SERIES), (bar) => bar),
  }),
  onBar({ locals, orders, log }) {
    const { latest } = locals.swing
    if (latest === null) return
    log.info(`${latest.score} ${latest.provenance.featureDigest} ${latest.provenance.modelDigest}`)
    orders.targetPosition(SERIES.instrument, latest.direction === 'UP' ? 1 : 0)
  },
})
