/** Volatility estimators against numbers of numpy, and against a market whose volatility is known because the test made it. */
import { describe, expect, it } from 'vitest'
import { barColumnsOf, createBarColumns, sliceBars, type BarColumns } from '../columns/bar-columns.ts'
import {
  rollingVolatility,
  VOLATILITY_ESTIMATORS,
  volatilityOf,
  type VolatilityEstimator,
} from './volatility.ts'

/** Twelve bars; the answers below were computed from them with numpy 2.4.6 and pandas 3.1.1. */
const PRICES: readonly (readonly [number, number, number, number])[] = [
  [100.0, 100.41, 99.64, 100.3],
  [100.07, 100.09, 98.55, 99.08],
  [98.84, 99.03, 98.09, 98.23],
  [98.28, 98.29, 97.1, 97.37],
  [96.72, 97.46, 95.78, 96.28],
  [95.4, 95.88, 95.08, 95.18],
  [95.25, 96.21, 94.87, 95.07],
  [95.05, 95.74, 94.87, 95.16],
  [94.7, 95.1, 93.64, 93.94],
  [93.92, 94.97, 93.88, 94.75],
  [94.8, 95.33, 94.77, 94.86],
  [95.51, 95.84, 94.0, 94.04],
]
const bars = barColumnsOf(
  PRICES.map(([open, high, low, close], day) => ({
    time: day * 86_400e6,
    open,
    high,
    low,
    close,
    volume: 0,
  })),
)

/** A geometric walk of `steps` small moves a bar, so that a bar sees nearly all of its range. */
function knownMarket(deviation: number, { count, steps }: { count: number; steps: number }): BarColumns {
  const market = createBarColumns(count)
  let state = 42
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  let log = 0
  for (let row = 0; row < count; row += 1) {
    const [open] = [log]
    let [high, low] = [log, log]
    for (let step = 0; step < steps; step += 1) {
      const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
      log += (deviation / Math.sqrt(steps)) * normal
      high = Math.max(high, log)
      low = Math.min(low, log)
    }
    market.time[row] = row
    for (const [field, value] of [
      ['open', open],
      ['high', high],
      ['low', low],
      ['close', log],
    ] as const) {
      market[field][row] = Math.exp(value)
    }
  }
  return market
}

describe('volatility', () => {
  it.each<[VolatilityEstimator, number]>([
    ['CLOSE_TO_CLOSE', 0.0070830772074124936],
    ['PARKINSON', 0.007704121566794846],
    ['GARMAN_KLASS', 0.007839155400708486],
    ['ROGERS_SATCHELL', 0.00791900875391314],
    ['YANG_ZHANG', 0.009017114916761644],
  ])('%s is what numpy computes', (estimator, expected) => {
    const { perBar, annualized, barsPerYear } = volatilityOf(bars, { estimator, barsPerYear: 252 })
    expect(perBar).toBeCloseTo(expected, 14)
    expect(annualized).toBeCloseTo(expected * Math.sqrt(252), 13)
    expect(barsPerYear).toBe(252)
  })

  it.each(VOLATILITY_ESTIMATORS)('%s finds the volatility of a market that the test made', (estimator) => {
    const market = knownMarket(0.02, { count: 1500, steps: 400 })
    expect(volatilityOf(market, { estimator, barsPerYear: 1 }).perBar / 0.02).toBeGreaterThan(0.94)
    expect(volatilityOf(market, { estimator, barsPerYear: 1 }).perBar / 0.02).toBeLessThan(1.05)
  })

  it.each(VOLATILITY_ESTIMATORS)('%s rolling is that of each window alone', (estimator) => {
    const rolling = rollingVolatility(bars, { estimator, barsPerYear: 252, window: 5 })
    expect(rolling.value).toHaveLength(8)
    expect(rolling.time).toEqual(bars.time.slice(4))
    for (const [row, value] of rolling.value.entries()) {
      const alone = volatilityOf(sliceBars(bars, row, row + 5), { estimator, barsPerYear: 252 })
      expect(value).toBeCloseTo(alone.annualized, 13)
    }
  })

  it('is not a number of too few bars, and never zero by accident', () => {
    for (const estimator of VOLATILITY_ESTIMATORS) {
      expect(volatilityOf(sliceBars(bars, 0, 0), { estimator, barsPerYear: 1 }).perBar).toBeNaN()
    }
    expect(
      volatilityOf(sliceBars(bars, 0, 1), { estimator: 'CLOSE_TO_CLOSE', barsPerYear: 1 }).perBar,
    ).toBeNaN()
  })

  it('refuses prices of zero and options that mean nothing', () => {
    const broken = barColumnsOf([{ time: 0, open: 1, high: 1, low: 0, close: 1, volume: 0 }])
    const options = { estimator: 'PARKINSON', barsPerYear: 252 } as const
    expect(() => volatilityOf(broken, options)).toThrow(/row 1, column low: low 0 must be above 0/)
    expect(() => volatilityOf(bars, { ...options, barsPerYear: 0 })).toThrow(/barsPerYear must be above 0/)
    expect(() => rollingVolatility(bars, { ...options, window: 2 })).toThrow(/window must be a whole number/)
  })
})
