/** Puts series into column files, so that all workers of this machine read the one copy. */

import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { BAR_FIELDS, DEPTH_FIELDS } from '@quarterdeck/market-data'
import { hashOf } from '../run/data-hash.ts'
import type { MarketSeries } from '../run/request.ts'
import type { SharedColumns, SharedSeries } from '../worker/protocol.ts'

/** Writes the columns of series into files of a folder. Their hashes are those of the series, or of their columns. */
export function shareSeries(directory: string, series: readonly MarketSeries[]): readonly SharedSeries[] {
  return series.map((one, index) => {
    const { instrumentId } = one
    const hash = one.hash ?? hashOf(one)
    const share = (name: string, columns: readonly Float64Array[]): SharedColumns =>
      writeColumns(join(directory, `${index}-${name}.columns`), columns)
    switch (one.kind) {
      case 'BARS':
        return {
          kind: 'BARS',
          instrumentId,
          hash,
          timeframe: one.timeframe,
          bars: share('bars', barsOf(one.bars)),
        }
      case 'QUOTE_BARS':
        return {
          kind: 'QUOTE_BARS',
          instrumentId,
          hash,
          timeframe: one.timeframe,
          bid: share('bid', barsOf(one.bid)),
          ask: share('ask', barsOf(one.ask)),
        }
      case 'QUOTES': {
        const { time, bid, bidSize, ask, askSize } = one.quotes
        return {
          kind: 'QUOTES',
          instrumentId,
          hash,
          quotes: share('quotes', [time, bid, bidSize, ask, askSize]),
        }
      }
      case 'TRADES': {
        const { time, price, size, aggressor } = one.trades
        return { kind: 'TRADES', instrumentId, hash, trades: share('trades', [time, price, size, aggressor]) }
      }
      case 'DEPTH': {
        const columns = DEPTH_FIELDS.map((field) => one.depth[field])
        return { kind: 'DEPTH', instrumentId, hash, depth: share('depth', columns) }
      }
    }
  })
}

function barsOf(bars: Extract<MarketSeries, { readonly kind: 'BARS' }>['bars']): readonly Float64Array[] {
  return BAR_FIELDS.map((field) => bars[field])
}

function writeColumns(path: string, columns: readonly Float64Array[]): SharedColumns {
  const file = openSync(path, 'w', 0o600)
  try {
    for (const column of columns) {
      const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
    }
  } finally {
    closeSync(file)
  }
  return { path, rows: columns[0]?.length ?? 0 }
}
