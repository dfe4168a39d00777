/** Signals: history and the live stream see the same, nothing knows the future, and wrong models are refused by name. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barColumns, testInstrument, wholeBar } from '../testing/index.ts'
import { TEST_START } from '../testing/bars.ts'
import {
  Atr,
  createStrategySession,
  defineSignal,
  defineStrategy,
  feature,
  featuresOver,
  logisticModel,
  Roc,
  Rsi,
  signalsOver,
  signalStream,
  Sma,
  withModel,
} from '../index.ts'
import type { Signal, SignalDefinition, SignalModel, Strategy } from '../index.ts'

const BTC = 'SIM:BTC-USD'
const MINUTE = 60_000_000
const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261121)
const series = { instrument: BTC, timeframe: '1m' } as const

const trend = defineSignal({
  name: 'trend',
  version: '1.0.0',
  horizonBars: 3,
  features: () => ({
    momentum: feature(new Roc(2), (bar) => bar.close),
    strength: feature(new Rsi(3), (bar) => bar.close),
    distance: feature(
      new Sma(4),
      (bar) => bar.close,
      (average, bar) => bar.close / average.value - 1,
    ),
    range: feature(
      new Atr(3),
      (bar) => bar,
      (range, bar) => range.value / bar.close,
    ),
  }),
})

const file = {
  format: 'quarterdeck-model/1',
  kind: 'LOGISTIC',
  signal: { name: 'trend', version: '1.0.0', horizonBars: 3 },
  features: ['momentum', 'strength', 'distance', 'range'],
  means: [0, 50, 0, 0.01],
  deviations: [2, 20, 0.02, 0.01],
  weights: [0.5, -0.25, 0.125, 1],
  bias: 0.1,
  training: { instrument: BTC, timeframe: '1m', from: 0, to: 1, rows: 100 },
}
const speaking = withModel(trend, logisticModel(file))

const closes = fc.array(fc.double({ min: 50, max: 150, noNaN: true }), { minLength: 8, maxLength: 60 })
const barsOf = (of: readonly number[]) =>
  of.map((close, row) =>
    wholeBar(
      { close, open: of[row - 1] ?? close, high: Math.max(close, of[row - 1] ?? close) + 1, volume: row + 1 },
      TEST_START + row * MINUTE,
    ),
  )

/** Plays bars to a strategy that the signal is attached to; at `restAt` the session is saved as JSON and goes on in another. */
function heardLive(bars: ReturnType<typeof barsOf>, restAt: number): readonly (Signal | null)[] {
  const heard: (Signal | null)[] = []
  const listener = defineStrategy({
    name: 'listener',
    params: {},
    subscribe: () => [{ kind: 'BARS', ...series, history: 2 }],
    prepare: ({ attach }) => ({
      trend: attach(BTC, '1m', signalStream(speaking, series), (bar) => bar),
    }),
    onBar: ({ locals }) => void heard.push(locals.trend.latest),
  }) as Strategy
  const options = { instruments: [testInstrument({ id: BTC })], orderIdPrefix: 'test' }
  let session = createStrategySession(listener, options)
  session.deliver({ type: 'start', at: TEST_START })
  for (const [row, bar] of bars.entries()) {
    if (row === restAt) {
      const resume = JSON.parse(JSON.stringify(session.snapshot())) as ReturnType<typeof session.snapshot>
      session = createStrategySession(listener, { ...options, resume })
    }
    session.deliver({ type: 'bar', at: bar.time + MINUTE, instrumentId: BTC, timeframe: '1m', ...bar })
  }
  return heard
}

describe('signals', () => {
  it(`features of history are those of the live stream, to the bit, also over a restart (seed ${SEED})`, () => {
    const property = fc.property(closes, fc.nat(60), (of, restAt) => {
      const bars = barsOf(of)
      const [columns, heard] = [barColumns(bars), heardLive(bars, restAt % bars.length)]
      const features = featuresOver(speaking, columns)
      const { score, confidence } = signalsOver(speaking, series, columns)
      for (const [row, live] of heard.entries()) {
        expect(live?.score ?? Number.NaN).toBe(score[row])
        expect(live?.confidence ?? Number.NaN).toBe(confidence[row])
        for (const [name, value] of Object.entries(live?.provenance.features ?? {}))
          expect(value).toBe(features[name]![row])
      }
      expect(heard.filter((one) => one !== null).length).toBe(bars.length - 3)
    })
    fc.assert(property, { seed: SEED, numRuns: 60 })
  })

  it(`what is said up to a bar is the same whether or not the data goes on (seed ${SEED})`, () => {
    const property = fc.property(closes, fc.nat(60), (of, cut) => {
      const rows = 1 + (cut % of.length)
      const whole = signalsOver(speaking, series, barColumns(barsOf(of)))
      const prefix = signalsOver(speaking, series, barColumns(barsOf(of.slice(0, rows))))
      expect(prefix.score).toEqual(whole.score.slice(0, rows))
      expect(prefix.confidence).toEqual(whole.confidence.slice(0, rows))
    })
    fc.assert(property, { seed: SEED, numRuns: 60 })
  })

  it('a signal is stamped with the close of its bar, its horizon and where it comes from, and is frozen JSON', () => {
    const stream = signalStream(speaking, series)
    const said = barsOf([100, 101, 99, 102, 104]).map((bar) => stream.update(bar))
    expect(said.slice(0, 3)).toEqual([null, null, null])
    const signal = said[4]!
    expect(signal).toMatchObject({
      instrument: BTC,
      at: TEST_START + 5 * MINUTE,
      horizon: 3 * MINUTE,
      direction: 'UP',
      provenance: {
        source: 'trend',
        version: '1.0.0',
        modelDigest: speaking.model.digest,
        training: { rows: 100 },
      },
    })
    expect(signal.provenance.featureDigest).not.toBe(said[3]!.provenance.featureDigest)
    expect(JSON.parse(JSON.stringify(signal))).toEqual(signal)
    expect(Object.isFrozen(signal.provenance.features)).toBe(true)
  })

  it('a stream refuses the snapshot of another model', () => {
    const other = withModel(trend, logisticModel({ ...file, bias: 0.2 }))
    const snapshot = signalStream(other, series).snapshot()
    expect(() => signalStream(speaking, series).restore(snapshot)).toThrow('snapshot: it is of trend 1.0.0')
  })
})

describe('the logistic model', () => {
  it('says twice the probability less one, and how probable its direction is', () => {
    const sum = 0.1 + 0.5 * 1 - 0.25 * 0.5 + 0.125 * -1
    const up = 1 / (1 + Math.exp(-sum))
    const said = logisticModel(file).predict(Float64Array.of(2, 60, -0.02, 0.01))
    expect(said.score).toBeCloseTo(2 * up - 1, 12)
    expect(said.confidence).toBeCloseTo(up, 12)
  })

  it('has another digest when any number that decides is another, and the same otherwise', () => {
    const { digest } = logisticModel(file)
    expect(digest).toMatch(/^[0-9a-f]{32}$/)
    expect(logisticModel({ ...file, scores: { accuracy: 0.5 } }).digest).toBe(digest)
    for (const field of ['means', 'deviations', 'weights'] as const)
      expect(logisticModel({ ...file, [field]: [...file[field].slice(1), 0.5] }).digest).not.toBe(digest)
    expect(logisticModel({ ...file, bias: 0.3 }).digest).not.toBe(digest)
  })

  it.each([
    ['file must be an object', 'no model'],
    ['format must be "quarterdeck-model/1" (was 2)', { ...file, format: 2 }],
    ['kind must be "LOGISTIC" (was "FOREST")', { ...file, kind: 'FOREST' }],
    ['features must be a list of 1 to 64 names', { ...file, features: [] }],
    ['weights must be a list of 4 numbers, one a feature', { ...file, weights: [1] }],
    ['means must be a finite number (was "1")', { ...file, means: ['1', 0, 0, 0] }],
    ['deviations must all be above 0', { ...file, deviations: [1, 1, 0, 1] }],
    ['bias must be a finite number (was missing)', { ...file, bias: undefined }],
    ['training.timeframe must be a timeframe', { ...file, training: { ...file.training, timeframe: 'x' } }],
  ])('refuses a file: %s', (fault, json) => {
    expect(() => logisticModel(json)).toThrow(`model: ${fault}`)
  })
})

describe('the declaration of a signal', () => {
  const model: SignalModel = {
    digest: 'test',
    signal: null,
    features: ['momentum'],
    training: null,
    predict: () => ({ score: 2, confidence: 1 }),
  }
  it.each<[string, Partial<SignalDefinition>]>([
    ['name must be lower-case words', { name: 'My Signal' }],
    ['version must be three whole numbers, as in 1.0.0 (was 1)', { version: '1' }],
    ['horizonBars must be a whole number from 1 to 10000 (was 0)', { horizonBars: 0 }],
    ['features must be 1 to 64 (were 0)', { features: () => ({}) }],
    ['feature a-b: a name must be', { features: () => ({ 'a-b': feature(new Sma(2), () => 1) }) }],
    ['its model was trained on momentum; its features are momentum, strength', { model }],
    [
      'its model was trained for trend 1.0.0, 3 bars ahead; it is trend 1.0.0, 9 bars ahead',
      {
        horizonBars: 9,
        model: logisticModel(file),
      },
    ],
  ])('is refused: %s', (fault, wrong) => {
    expect(() => defineSignal({ ...trend, ...wrong } as SignalDefinition)).toThrow(`: ${fault}`)
  })

  it('a signal without a model can be trained and gives no signals', () => {
    expect(() => signalStream(trend, series)).toThrow('it has no model; train one')
  })

  it('a model that says what cannot be is stopped before an order follows from it', () => {
    const wild = withModel(
      { ...trend, features: () => ({ momentum: feature(new Roc(1), (bar) => bar.close) }) },
      model,
    )
    const stream = signalStream(wild, series)
    stream.update(barsOf([1])[0]!)
    expect(() => stream.update(barsOf([1, 2])[1]!)).toThrow("the model's score must be from -1 to 1 (was 2)")
  })
})
