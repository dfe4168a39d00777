/** What a run is compared with: holding its own instrument, or another series of bars. */

import { priceBars, timeframeMicros } from '@quarterdeck/market-data'
import type { ReportBenchmark } from '@quarterdeck/simulation'
import { readSources, type BarSource, type SourceOptions } from './sources.ts'

export interface BenchmarkSource {
  readonly name: string
  readonly source: BarSource
}

/** `hold`, a file or an instrument; null where no benchmark is wanted. */
export async function benchmarkOf(
  options: SourceOptions & { readonly benchmark?: string },
  own: readonly BarSource[],
): Promise<BenchmarkSource | null> {
  const { benchmark } = options
  if (benchmark === undefined) return null
  const [source] = benchmark === 'hold' ? own : await readSources([benchmark], options)
  if (source === undefined) return null
  return { name: benchmark === 'hold' ? `holding ${source.name}` : source.name, source }
}

/** At each time the close of the last bar that had ended by then. */
export function benchmarkAt({ name, source }: BenchmarkSource, times: Float64Array): ReportBenchmark {
  // Whoever holds it has its splits, and puts its dividends back in.
  const { bars } = priceBars(source.bars, source.actions, 'ADJUSTED')
  const { timeframe } = source
  const length = timeframeMicros(timeframe) ?? 0
  const values = new Float64Array(times.length).fill(Number.NaN)
  let row = -1
  for (const [index, at] of times.entries()) {
    while (row + 1 < bars.length && bars.time[row + 1]! + length <= at) row += 1
    if (row >= 0) values[index] = bars.close[row]!
  }
  return {
    name,
    values,
    investedFrom: Math.max(
      0,
      values.findIndex((value) => !Number.isNaN(value)),
    ),
  }
}
