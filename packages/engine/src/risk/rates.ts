/** Exact conversion rates and their doubles, kept until a quote of a currency pair moved. */

import type { Book } from '../book/book.ts'
import type { Market } from '../book/market.ts'
import { CURRENCIES_MAX } from './currencies.ts'
import { quotedRate } from './fx.ts'
import { toNumber } from './instrument-row.ts'

export interface Rates {
  /** Rises with every quote of a pair. */
  version: number
  /** Pair key -> row; a pair gets its row at first use. */
  readonly rowByPair: Map<number, number>
  rate: Float64Array
  receivedAt: Float64Array
  /** The version that a row was taken at; -1: none. */
  seen: Float64Array
}

export function emptyRates(): Rates {
  const size = 16
  return {
    version: 0,
    rowByPair: new Map(),
    rate: new Float64Array(size),
    receivedAt: new Float64Array(size),
    seen: new Float64Array(size).fill(-1),
  }
}

/** Row of the pair at the market: rate NaN where there is none. The currencies differ. */
export function rateRow(book: Book, market: Market, from: number, to: number): number {
  const rates = book.risk.rates
  const key = from * CURRENCIES_MAX + to
  let row = rates.rowByPair.get(key)
  if (row === undefined) row = admitPair(rates, key)
  if (rates.seen[row] === rates.version) return row
  const { names } = book.risk.currencies
  const quoted = quotedRate(book, market, names[from] ?? '', names[to] ?? '')
  rates.rate[row] = quoted === null ? Number.NaN : toNumber(quoted.rate)
  rates.receivedAt[row] = quoted === null ? Number.NEGATIVE_INFINITY : quoted.receivedAt
  rates.seen[row] = rates.version
  return row
}

function admitPair(rates: Rates, key: number): number {
  const row = rates.rowByPair.size
  rates.rowByPair.set(key, row)
  if (row >= rates.rate.length) {
    rates.rate = doubled(rates.rate)
    rates.receivedAt = doubled(rates.receivedAt)
    const seen = doubled(rates.seen)
    seen.fill(-1, rates.seen.length)
    rates.seen = seen
  }
  return row
}

function doubled(values: Float64Array): Float64Array {
  const roomier = new Float64Array(values.length * 2)
  roomier.set(values)
  return roomier
}
