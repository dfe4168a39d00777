/**
 * The recordings read a second time, by code that shares nothing with the product's readers: each row is the market as it
 * stood then, prices and sizes as the very texts of the file.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { sharedPath } from '@quarterdeck/testkit'

export interface RecordedRow {
  /** False: a trade, under the quote that stood before it. */
  readonly isQuote: boolean
  readonly bid: string
  readonly ask: string
  /** Null: the recording does not state sizes. */
  readonly bidSize: string | null
  readonly askSize: string | null
  /** Newest trade print so far. */
  readonly last: string | null
  /** Milliseconds since 1970. */
  readonly at: number
}

export const TRUEFX = ['data', 'market-data', 'nautilus', 'truefx', 'usdjpy-ticks.csv'] as const
export const BINANCE = ['data', 'market-data', 'hftbacktest', 'spot-btcusdt_20240808.gz'] as const

/** Columns timestamp, bid, ask. */
export function trueFxRows(): readonly RecordedRow[] {
  const lines = readFileSync(sharedPath(...TRUEFX), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  return lines.map((line) => {
    const [time = '', bid = '', ask = ''] = line.split(',')
    return {
      isQuote: true,
      bid,
      ask,
      bidSize: null,
      askSize: null,
      last: null,
      at: Date.parse(time.replace(' ', 'T')),
    }
  })
}

/** One row a best price and one a trade; changes of depth are not played. */
export function binanceRows(): readonly RecordedRow[] {
  const rows: RecordedRow[] = []
  let touch = { bid: '', ask: '', bidSize: '', askSize: '' }
  let last: string | null = null
  for (const line of gunzipSync(readFileSync(sharedPath(...BINANCE)))
    .toString()
    .split('\n')) {
    const isTicker = line.includes('@bookTicker"')
    if (!isTicker && !line.includes('@trade"')) continue
    const { data } = JSON.parse(line.slice(line.indexOf('{'))) as { data: Record<string, string> }
    const { b = '', a = '', B = '', A = '', p = '' } = data
    if (isTicker) touch = { bid: b, ask: a, bidSize: B, askSize: A }
    else last = p
    rows.push({ isQuote: isTicker, ...touch, last, at: Number(line.slice(0, 13)) })
  }
  return rows
}
