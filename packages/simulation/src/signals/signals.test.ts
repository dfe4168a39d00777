/** Training: the fit is the best one, the test has seen nothing of training, and luck is not taken for knowledge. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BarColumns } from '@quarterdeck/market-data'
import {
  Atr,
  defineSignal,
  defineStrategy,
  feature,
  featuresOver,
  logisticModel,
  Roc,
  Rsi,
  signalStream,
  Sma,
  withModel,
} from '@quarterdeck/sdk'
import type { SignalDefinition, Strategy } from '@quarterdeck/sdk'
import { MINUTE, randomBars, shares } from '../kernel/testing/market.ts'
import { chanceOf } from '../optimize/chance.ts'
import { proveNoLookAhead } from '../run/look-ahead.ts'
import { fitLogistic } from './fit-logistic.ts'
import { provePointInTime } from './point-in-time.ts'
import { trainSignal } from './train-signal.ts'
import { splitByTime } from './training-set.ts'

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261121)
const series = { instrument: 'TEST:ACME', timeframe: '1m' } as const

const trend = defineSignal({
  name: 'trend',
  version: '1.0.0',
  horizonBars: 5,
  features: () => ({
    momentum: feature(new Roc(5), (bar) => bar.close),
    strength: feature(new Rsi(7), (bar) => bar.close),
    distance: feature(
      new Sma(10),
      (bar) => bar.close,
      (average, bar) => bar.close / average.value - 1,
    ),
    range: feature(
      new Atr(7),
      (bar) => bar,
      (range, bar) => range.value / bar.close,
    ),
  }),
})

/** Closes that come back to 100: what fell is likelier to rise. */
function revertingBars(count: number, seed: number): BarColumns {
  const bars = randomBars(count, seed)
  const chance = chanceOf(seed)
  let level = 100
  for (let row = 0; row < count; row += 1) {
    const open = level
    level += (100 - level) * 0.2 + chance.normal()
    bars.open[row] = open
    bars.close[row] = level
    bars.high[row] = Math.max(open, level) + 0.1
    bars.low[row] = Math.min(open, level) - 0.1
  }
  return bars
}

const train = (bars: BarColumns, more: object = {}) =>
  trainSignal({
    signal: trend,
    instrumentId: series.instrument,
    timeframe: '1m',
    bars,
    features: featuresOver(trend, bars),
    ...more,
  })

describe('the fit', () => {
  it(`has no slope left, whatever the cases (seed ${SEED})`, () => {
    const row = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 })
    const cases = fc.array(fc.tuple(row, fc.boolean()), { minLength: 5, maxLength: 80 })
    const property = fc.property(cases, fc.double({ min: 0.01, max: 10, noNaN: true }), (all, l2) => {
      const labels = Uint8Array.from(all, ([, up]) => (up ? 1 : 0))
      fc.pre(labels.includes(0) && labels.includes(1))
      const rows = all.map(([values]) => Float64Array.from(values))
      const { weights, bias } = fitLogistic({ rows, labels }, l2)
      const slope = new Float64Array(4)
      for (const [index, values] of rows.entries()) {
        const sum = values.reduce((total, value, at) => total + value * weights[at]!, bias)
        const error = 1 / (1 + Math.exp(-sum)) - labels[index]!
        for (const [at, value] of [...values, 1].entries()) slope[at]! += error * value
      }
      for (const [at, weight] of weights.entries()) slope[at]! += l2 * weight
      for (const one of slope) expect(Math.abs(one)).toBeLessThan(1e-5)
    })
    fc.assert(property, { seed: SEED, numRuns: 100 })
  })

  it('without features that tell anything it is the base rate', () => {
    const rows = Array.from({ length: 40 }, (_, index) => Float64Array.of(index % 2 === 0 ? 1 : -1))
    const labels = Uint8Array.from(rows, (_, index) => (Math.floor(index / 2) % 4 === 0 ? 1 : 0))
    const { weights, bias } = fitLogistic({ rows, labels }, 1)
    expect(weights[0]).toBeCloseTo(0, 10)
    expect(1 / (1 + Math.exp(-bias))).toBeCloseTo(0.25, 10)
  })
})

describe('the split', () => {
  it(`no training label reaches into the test, and the gap is kept (seed ${SEED})`, () => {
    const terms = fc.record({
      horizonBars: fc.integer({ min: 1, max: 20 }),
      trainShare: fc.double({ min: 0.4, max: 0.7, noNaN: true }),
      gapBars: fc.integer({ min: 0, max: 30 }),
    })
    const bars = revertingBars(600, 4)
    const features = featuresOver(trend, bars)
    const property = fc.property(terms, (split) => {
      const { train: learned, test } = splitByTime(bars, features, split)
      const lastKnown = learned.bars.at(-1)! + split.horizonBars
      expect(lastKnown).toBeLessThan(test.bars[0]!)
      expect(test.bars[0]! - lastKnown).toBeGreaterThan(split.gapBars)
      expect(test.bars.at(-1)! + split.horizonBars).toBeLessThan(bars.length)
    })
    fc.assert(property, { seed: SEED, numRuns: 60 })
  })
})

describe('training', () => {
  const bars = revertingBars(3_000, 7)

  it('finds what is there: better than the base rate beyond luck, with probabilities that come true', () => {
    const { scores, training, terms } = train(bars)
    expect(scores.isBetterThanBase).toBe(true)
    expect(scores.accuracy).toBeGreaterThan(scores.baseAccuracy + 0.05)
    expect(scores.logLoss).toBeLessThan(scores.baseLogLoss)
    expect(scores.calibrationError).toBeLessThan(0.08)
    expect(scores.calibration.reduce((sum, bin) => sum + bin.rows, 0)).toBe(scores.rows)
    expect(terms.testFrom).toBeGreaterThan(training.to)
  })

  it('does not find what is not there: on a walk without memory it says so', () => {
    for (const seed of [1, 2, 3]) expect(train(randomBars(3_000, seed)).scores.isBetterThanBase).toBe(false)
  })

  it('gives the same file for the same bars and terms, and the file speaks as it was scored', () => {
    const one = train(bars, { seed: 3 })
    expect(JSON.stringify(train(bars, { seed: 3 }))).toBe(JSON.stringify(one))
    const read = JSON.parse(JSON.stringify(one)) as unknown
    expect(logisticModel(read).digest).toBe(logisticModel(one).digest)
    expect(withModel(trend, logisticModel(read)).model.training).toEqual(one.training)
  })

  it('knows nothing of the test: other prices after its last label give the same weights', () => {
    const one = train(bars)
    const other = revertingBars(3_000, 7)
    const from = other.time.findIndex((time) => time + MINUTE > one.training.to)
    for (const column of [other.open, other.high, other.low, other.close])
      for (let row = from; row < column.length; row += 1) column[row]! *= 1 + (row % 3) / 10
    const again = train(other)
    expect(again.weights).toEqual(one.weights)
    expect(again.scores.logLoss).not.toBe(one.scores.logLoss)
  })

  it.each([
    ['there are 34 rows for training, and 100 are the least', revertingBars(70, 1), {}],
    ['trainShare must be above 0 and below 1 (was 1)', bars, { trainShare: 1 }],
    ['l2 must be above 0', bars, { l2: 0 }],
    ['gapBars must be a whole number from 0 (was -1)', bars, { gapBars: -1 }],
    ['bars of 1mo have no fixed length', bars, { timeframe: '1mo' }],
    [
      'feature still has one value in all training rows',
      bars,
      { features: { still: new Float64Array(3_000).fill(2) } },
    ],
  ])('refuses: %s', (fault, of, more) => {
    expect(() => train(of, more)).toThrow(fault)
  })
})

describe('the point in time of a signal', () => {
  const bars = revertingBars(800, 9)

  it(`honest features and what a model says of them are the same on every prefix (seed ${SEED})`, () => {
    const speaking = withModel(trend, logisticModel(train(bars)))
    const property = fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (data, seed) => {
      const proof = provePointInTime(speaking, series, randomBars(150, data), { prefixes: 3, seed })
      expect(proof).toMatchObject({ holds: true, prefixes: 3, divergence: null })
    })
    fc.assert(property, { seed: SEED, numRuns: 20 })
  })

  it('a strategy that listens to a signal passes the proof for strategies too, and really decides by it', () => {
    const speaking = withModel(trend, logisticModel(train(bars)))
    const listener = defineStrategy({
      name: 'listener',
      params: {},
      subscribe: () => [{ kind: 'BARS', ...series }],
      prepare: ({ attach }) => ({
        signal: attach(series.instrument, '1m', signalStream(speaking, series), (bar) => bar),
      }),
      onBar({ locals, orders }) {
        const isUp = locals.signal.latest?.direction === 'UP'
        orders.targetPosition(series.instrument, isUp ? 1 : 0)
      },
    }) as Strategy
    const proof = proveNoLookAhead({
      strategy: listener,
      instruments: [shares()],
      series: [{ kind: 'BARS', instrumentId: series.instrument, timeframe: '1m', bars }],
      account: { currency: 'USD', cash: [{ currency: 'USD', amount: '100000' }] },
    })
    expect(proof).toMatchObject({ holds: true, prefixes: 8, divergence: null })
    expect(proof.compared).toBeGreaterThan(50)
  })

  it('a feature that reads the next bar through a closure is caught, and the data is as it was', () => {
    const before = bars.close.slice()
    const peeking: SignalDefinition = {
      ...trend,
      features: () => ({
        tomorrow: feature(
          new Sma(1),
          (bar) => bar.close,
          (_, bar) => bars.close[bars.time.indexOf(bar.time) + 1] ?? 0,
        ),
      }),
    }
    const proof = provePointInTime(peeking, series, bars)
    expect(proof).toMatchObject({ holds: false, divergence: { column: 'tomorrow' } })
    expect(bars.close).toEqual(before)
  })

  it('features that share a variable between streams are caught', () => {
    const shared = new Sma(5)
    const leaking: SignalDefinition = {
      ...trend,
      features: () => ({ shared: feature(shared, (bar) => bar.close) }),
    }
    expect(provePointInTime(leaking, series, bars).holds).toBe(false)
  })
})
