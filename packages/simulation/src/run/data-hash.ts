/** The content hash of columns: what pins the data that a backtest read, where the store gives none. */

import { createHash } from 'node:crypto'
import type { MarketSeries } from './request.ts'

/** SHA-256 over the names and bytes of the columns, in hex. */
export function hashOf(series: MarketSeries): string {
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
  if (series.kind === 'BARS') return named(series.bars, '')
  return named(series.kind === 'QUOTES' ? series.quotes : series.trades, '')
}

function named(columns: object, prefix: string): (readonly [string, Float64Array])[] {
  return Object.entries(columns)
    .filter((entry): entry is [string, Float64Array] => entry[1] instanceof Float64Array)
    .map(([name, column]) => [`${prefix}${name}`, column] as const)
}
