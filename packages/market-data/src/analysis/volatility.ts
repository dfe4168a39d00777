/**
 * How much a series moves: five estimators of the volatility of log prices, per bar and per year.
 *
 * A year is what the caller says it is (`barsPerYear`): the answer repeats the number, because a volatility without its
 * annualization cannot be compared. All estimators but close to close and Yang-Zhang take bars to follow each other without
 * a gap; Parkinson and Garman-Klass also take the drift to be zero.
 */
import { type BarColumns, sliceBars } from '../columns/bar-columns.ts'
import { MarketDataError } from '../market-data-error.ts'
import type { TimedValues } from './returns.ts'
import { mean, sampleVariance } from './statistics.ts'

export const VOLATILITY_ESTIMATORS = [
  'CLOSE_TO_CLOSE',
  'PARKINSON',
  'GARMAN_KLASS',
  'ROGERS_SATCHELL',
  'YANG_ZHANG',
] as const
export type VolatilityEstimator = (typeof VOLATILITY_ESTIMATORS)[number]

export interface VolatilityOptions {
  readonly estimator: VolatilityEstimator
  /** Bars in a year: 252 for daily bars of an exchange, 365 for those of a market that never closes. */
  readonly barsPerYear: number
}

export interface Volatility extends VolatilityOptions {
  /** Standard deviation of the log price over one bar; NaN where there are too few bars (two, of some three). */
  readonly perBar: number
  /** The same over a year: times the square root of `barsPerYear`. */
  readonly annualized: number
  readonly bars: number
}

/** Volatility over all of the bars. Refuses bars whose prices are not above 0. */
export function volatilityOf(bars: BarColumns, { estimator, barsPerYear }: VolatilityOptions): Volatility {
  checkOptions(estimator, barsPerYear)
  checkPrices(bars)
  const perBar = Math.sqrt(variancePerBar(bars, estimator))
  return { estimator, barsPerYear, perBar, annualized: perBar * Math.sqrt(barsPerYear), bars: bars.length }
}

/** Annualized volatility over each `window` bars, at the time of the last of them. */
export function rollingVolatility(
  bars: BarColumns,
  { estimator, barsPerYear, window }: VolatilityOptions & { readonly window: number },
): TimedValues {
  checkOptions(estimator, barsPerYear)
  if (!(Number.isInteger(window) && window >= 3)) {
    throw new MarketDataError(
      'BAD_OPTION',
      `window must be a whole number of at least 3 bars, not ${window}`,
      {
        field: 'window',
      },
    )
  }
  checkPrices(bars)
  const count = Math.max(0, bars.length - window + 1)
  const value = new Float64Array(count)
  for (let row = 0; row < count; row += 1) {
    value[row] = Math.sqrt(variancePerBar(sliceBars(bars, row, row + window), estimator) * barsPerYear)
  }
  return { time: bars.time.slice(bars.length - count), value }
}

function variancePerBar(bars: BarColumns, estimator: VolatilityEstimator): number {
  switch (estimator) {
    case 'CLOSE_TO_CLOSE':
      return sampleVariance(moves(bars, 1, ({ close }, row) => Math.log(close[row]! / close[row - 1]!)))
    case 'PARKINSON':
      // Parkinson (1980), The extreme value method for estimating the variance of the rate of return, J. Business 53.
      return mean(moves(bars, 0, (at, row) => range(at, row) ** 2)) / (4 * Math.LN2)
    case 'GARMAN_KLASS':
      // Garman and Klass (1980), On the estimation of security price volatilities from historical data, J. Business 53.
      return mean(
        moves(bars, 0, (at, row) => range(at, row) ** 2 / 2 - (2 * Math.LN2 - 1) * body(at, row) ** 2),
      )
    case 'ROGERS_SATCHELL':
      // Rogers and Satchell (1991), Estimating variance from high, low and closing prices, Annals of Applied Probability 1.
      return mean(moves(bars, 0, rogersSatchell))
    case 'YANG_ZHANG':
      return yangZhang(bars)
    default:
      throw new Error(`Invariant: estimator ${String(estimator satisfies never)} was checked`)
  }
}

/** Yang and Zhang (2000), Drift-independent volatility estimation, J. Business 73: gaps, bodies and ranges together. */
function yangZhang(bars: BarColumns): number {
  const count = bars.length - 1
  const gaps = sampleVariance(
    moves(bars, 1, ({ open, close }, row) => Math.log(open[row]! / close[row - 1]!)),
  )
  const bodies = sampleVariance(moves(bars, 1, body))
  const within = mean(moves(bars, 1, rogersSatchell))
  const weight = 0.34 / (1.34 + (count + 1) / (count - 1))
  return gaps + weight * bodies + (1 - weight) * within
}

function rogersSatchell({ open, high, low, close }: BarColumns, row: number): number {
  const [up, down] = [Math.log(high[row]! / close[row]!), Math.log(low[row]! / close[row]!)]
  return up * Math.log(high[row]! / open[row]!) + down * Math.log(low[row]! / open[row]!)
}

function range({ high, low }: BarColumns, row: number): number {
  return Math.log(high[row]! / low[row]!)
}

function body({ open, close }: BarColumns, row: number): number {
  return Math.log(close[row]! / open[row]!)
}

function moves(
  bars: BarColumns,
  from: number,
  moveAt: (bars: BarColumns, row: number) => number,
): Float64Array {
  const found = new Float64Array(Math.max(0, bars.length - from))
  for (let row = from; row < bars.length; row += 1) found[row - from] = moveAt(bars, row)
  return found
}

function checkOptions(estimator: VolatilityEstimator, barsPerYear: number): void {
  if (!VOLATILITY_ESTIMATORS.includes(estimator)) {
    throw new MarketDataError(
      'BAD_OPTION',
      `estimator "${estimator}" is none of ${VOLATILITY_ESTIMATORS.join(', ')}`,
      { field: 'estimator' },
    )
  }
  if (!(barsPerYear > 0 && barsPerYear < Infinity)) {
    throw new MarketDataError('BAD_OPTION', `barsPerYear must be above 0, not ${barsPerYear}`, {
      field: 'barsPerYear',
    })
  }
}

function checkPrices(bars: BarColumns): void {
  for (const field of ['open', 'high', 'low', 'close'] as const) {
    const row = bars[field].findIndex((price) => !(price > 0 && price < Infinity))
    if (row === -1) continue
    throw new MarketDataError('BAD_ROW', `${field} ${bars[field][row]} must be above 0`, {
      row: row + 1,
      column: field,
    })
  }
}
