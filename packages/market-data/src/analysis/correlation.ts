/** How returns of several series go together, over the instants that they share. */
import type { BarColumns } from '../columns/bar-columns.ts'
import { MarketDataError } from '../market-data-error.ts'
import { returnsOf, type ReturnKind } from './returns.ts'
import { mean } from './statistics.ts'

export interface NamedBars {
  readonly name: string
  readonly bars: Pick<BarColumns, 'time' | 'close'>
}

export interface CorrelationOptions {
  readonly returns: ReturnKind
  /**
   * `all`: over the instants that every series has, so that the matrix is one of a single sample (and positive semidefinite).
   * `pairwise`: each pair over its own common instants, which uses more of short series.
   */
  readonly alignment: 'all' | 'pairwise'
}

export interface CorrelationMatrix {
  readonly names: readonly string[]
  /** Pearson's correlation of returns, row by row; NaN where a series does not move or fewer than two returns are shared. */
  readonly values: readonly (readonly number[])[]
  /** Returns that each value rests on. */
  readonly observations: readonly (readonly number[])[]
}

/** Returns are taken after alignment, so that each spans the same time in every series. */
export function correlationMatrix(
  series: readonly NamedBars[],
  options: CorrelationOptions,
): CorrelationMatrix {
  const names = series.map(({ name }) => name)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) {
    throw new MarketDataError('BAD_OPTION', `series "${repeated}" is there twice`, { field: 'series' })
  }
  const closes = (columns: readonly NamedBars[]): Float64Array[] => {
    const shared = sharedTimes(columns.map(({ bars }) => bars.time))
    return columns.map(({ bars }) => returnsOf(atTimes(bars, shared), options.returns).value)
  }
  const aligned = options.alignment === 'all' ? closes(series) : null
  const cells = series.map((one, i) =>
    series.map((other, j) => {
      const [a, b] = aligned === null ? closes([one, other]) : [aligned[i], aligned[j]]
      return { value: pearson(a!, b!), count: a!.length }
    }),
  )
  return {
    names,
    values: cells.map((row) => row.map(({ value }) => value)),
    observations: cells.map((row) => row.map(({ count }) => count)),
  }
}

/** Instants that all columns hold, in order. */
function sharedTimes(columns: readonly Float64Array[]): Float64Array {
  const [first, ...others] = columns
  if (first === undefined) return new Float64Array()
  const rows = others.map(() => 0)
  return first.filter((time) =>
    others.every((column, index) => {
      let row = rows[index]!
      while (row < column.length && column[row]! < time) row += 1
      rows[index] = row
      return column[row] === time
    }),
  )
}

function atTimes({ time, close }: NamedBars['bars'], times: Float64Array): NamedBars['bars'] {
  let row = 0
  const picked = times.map((at) => {
    while (time[row]! < at) row += 1
    return close[row]!
  })
  return { time: times, close: picked }
}

function pearson(a: Float64Array, b: Float64Array): number {
  if (a.length < 2) return Number.NaN
  const [meanA, meanB] = [mean(a), mean(b)]
  let [both, squareA, squareB] = [0, 0, 0]
  for (let row = 0; row < a.length; row += 1) {
    const [fromA, fromB] = [a[row]! - meanA, b[row]! - meanB]
    both += fromA * fromB
    squareA += fromA * fromA
    squareB += fromB * fromB
  }
  if (squareA === 0 || squareB === 0) return Number.NaN
  return Math.min(1, Math.max(-1, both / Math.sqrt(squareA * squareB)))
}
