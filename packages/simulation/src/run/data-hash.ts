/** The content hash of columns: what pins the data that a backtest read, where the store gives none. */

import { createHash } from 'node:crypto'
import type { MarketSeries } from './request.ts'

/** By columns, so that the runs of a sweep over the same data hash it once. */
const known = new WeakMap<object, string>()

/** SHA-256 over the names and bytes of the columns, in hex. The columns must not change afterwards. */
export function hashOf(series: MarketSeries): string {
  const columns = series.kind === 'QUOTE_BARS' ? series.ask : dataOf(series)
  const hash = known.get(columns) ?? computed(series)
  known.set(columns, hash)
  return hash
}

function dataOf(series: Exclude<MarketSeries, { kind: 'QUOTE_BARS' }>): object {
  if (series.kind === 'BARS') return series.bars
  if (series.kind === 'DEPTH') return series.depth
  return series.kind === 'QUOTES' ? series.quotes : series.trades
}

function computed(series: MarketSeries): string {
  const hash = createHash('sha256')
  for (const [name, column] of columnsOf(series)) {
    hash.update(`${name} ${column.length}\n`)
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  }
  return hash.digest('hex')
}

function columnsOf(series: MarketSeries): readonly (readonly [string, Float64Array])[] {
  if (series.kind === 'QUOTE_BARS') {
    return [...named(series.bid, 'bid.'), ...named(series.ask, 'ask.')]
  }
  return named(dataOf(series), '')
}

function named(columns: object, prefix: string): (readonly [string, Float64Array])[] {
  return Object.entries(columns)
    .filter((entry): entry is [string, Float64Array] => entry[1] instanceof Float64Array)
    .map(([name, column]) => [`${prefix}${name}`, column] as const)
}
