/** Exact conversion rates kept as doubles, taken again only after a quote moved. */

import type { Book } from '../book/book.ts'
import type { Market } from '../book/market.ts'
import { CURRENCIES_MAX } from './currencies.ts'
import { quotedRate } from './fx.ts'
import { toNumber } from './instrument-row.ts'

export interface Rates {
  /** Pair key -> row; a pair gets its row at first use. */
  readonly rowByPair: Map<number, number>
  rate: Float64Array
  receivedAt: Float64Array
  version: Float64Array
}

export function emptyRates(): Rates {
  const size = 16
  return {
    rowByPair: new Map(),
    rate: new Float64Array(size),
    receivedAt: new Float64Array(size),
    version: new Float64Array(size).fill(-1),
  }
}

/** Row of the pair, valued at the market's newest version: rate NaN where there is none. The currencies differ. */
export function rateRow(book: Book, market: Market, from: number, to: number): number {
  const rates = book.risk.rates
  const key = from * CURRENCIES_MAX + to
  let row = rates.rowByPair.get(key)
  if (row === undefined) row = admitPair(rates, key)
  if (rates.version[row] === market.version) return row
  const { names } = book.risk.currencies
  const quoted = quotedRate(book, market, names[from] ?? '', names[to] ?? '')
  rates.rate[row] = quoted === null ? Number.NaN : toNumber(quoted.rate)
  rates.receivedAt[row] = quoted === null ? Number.NEGATIVE_INFINITY : quoted.receivedAt
  rates.version[row] = market.version
  return row
}

function admitPair(rates: Rates, key: number): number {
  const row = rates.rowByPair.size
  rates.rowByPair.set(key, row)
  if (row >= rates.rate.length) {
    rates.rate = doubled(rates.rate)
    rates.receivedAt = doubled(rates.receivedAt)
    rates.version = doubled(rates.version).fill(-1)
  }
  return row
}

function doubled(values: Float64Array): Float64Array {
  const roomier = new Float64Array(values.length * 2)
  roomier.set(values)
  return roomier
}
