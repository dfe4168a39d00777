/** Market data by REST: the same questions of shares, crypto pairs and options, each at a path of its own. */

import type { Micros } from '@quarterdeck/engine'
import { answered, failed, type Answer } from '../contract/answer.ts'
import type { CandleQuery } from '../contract/reads.ts'
import type { CandleRecord, DepthRecord, QuoteRecord, TradeRecord } from '../contract/records.ts'
import type { CandleLength } from '../contract/words.ts'
import { allPages } from '../transport/paging.ts'
import type { Query } from '../transport/rest-line.ts'
import { listOf, objectOf, textOrNull, type WireObject } from '../wire/fields.ts'
import { instantText } from '../wire/instant.ts'
import type { Heard } from '../wire/word-table.ts'
import { noQuote, readBar, readDepth, readQuote, readTrade } from './market-records.ts'
import type { RestReads } from './rest.ts'
import type { AlpacaSettings } from './settings.ts'
import { marketOf, type AlpacaMarket } from './symbols.ts'

const TIMEFRAME: Readonly<Record<CandleLength, string>> = {
  ONE_MINUTE: '1Min',
  FIVE_MINUTES: '5Min',
  FIFTEEN_MINUTES: '15Min',
  THIRTY_MINUTES: '30Min',
  ONE_HOUR: '1Hour',
  TWO_HOURS: '2Hour',
  SIX_HOURS: '6Hour',
  ONE_DAY: '1Day',
}
const CANDLES_OF_A_PAGE = '10000'

interface MarketPaths {
  readonly quote: string
  readonly trades: string
  readonly bars: string
  /** What chooses the source of the data. */
  readonly feed: Query
}

export class AlpacaMarketReads {
  private readonly rest: RestReads
  private readonly heard: Heard
  private readonly paths: Readonly<Record<AlpacaMarket, MarketPaths>>
  private readonly cryptoPath: string

  constructor(rest: RestReads, settings: AlpacaSettings, heard: Heard) {
    this.rest = rest
    this.heard = heard
    this.cryptoPath = `/v1beta3/crypto/${settings.cryptoLocation}`
    this.paths = {
      STOCK: {
        quote: '/v2/stocks/quotes/latest',
        trades: '/v2/stocks/trades',
        bars: '/v2/stocks/bars',
        feed: [['feed', settings.stockFeed]],
      },
      CRYPTO: {
        quote: `${this.cryptoPath}/latest/quotes`,
        trades: `${this.cryptoPath}/trades`,
        bars: `${this.cryptoPath}/bars`,
        feed: [],
      },
      OPTION: {
        quote: '/v1beta1/options/quotes/latest',
        trades: '/v1beta1/options/trades',
        bars: '/v1beta1/options/bars',
        feed: [],
      },
    }
  }

  quote(symbol: string): Promise<Answer<QuoteRecord>> {
    const { quote, feed } = this.paths[marketOf(symbol)]
    return this.rest.get('DATA', { path: quote, query: [['symbols', symbol], ...feed] }, (json) => {
      const one = memberOf(json, 'quotes', symbol)
      return one === undefined ? noQuote(symbol) : readQuote(one, symbol)
    })
  }

  /** Newest first. */
  trades(symbol: string, limit: number): Promise<Answer<readonly TradeRecord[]>> {
    const { trades, feed } = this.paths[marketOf(symbol)]
    const query: Query = [['symbols', symbol], ['limit', String(limit)], ['sort', 'desc'], ...feed]
    return this.rest.get('DATA', { path: trades, query }, (json) =>
      rowsOf(json, 'trades', symbol).map((one) => readTrade(one, symbol, this.heard)),
    )
  }

  depth(symbol: string, levels: number): Promise<Answer<DepthRecord>> {
    if (marketOf(symbol) !== 'CRYPTO')
      return Promise.resolve(failed('UNSUPPORTED', 'Alpaca publishes depth of crypto pairs only'))
    const path = `${this.cryptoPath}/latest/orderbooks`
    return this.rest.get('DATA', { path, query: [['symbols', symbol]] }, (json) => {
      const whole = readDepth(memberOf(json, 'orderbooks', symbol) ?? {}, symbol)
      return { ...whole, bids: whole.bids.slice(0, levels), asks: whole.asks.slice(0, levels) }
    })
  }

  async candles({ venueSymbol, length, from, to }: CandleQuery): Promise<Answer<readonly CandleRecord[]>> {
    const { bars, feed } = this.paths[marketOf(venueSymbol)]
    const query: Query = [
      ['symbols', venueSymbol],
      ['timeframe', TIMEFRAME[length]],
      ['start', instantText(from)],
      ['end', instantText(to)],
      ['limit', CANDLES_OF_A_PAGE],
      ['sort', 'asc'],
      ...feed,
    ]
    const answer = await allPages(bars, (cursor) =>
      this.rest.get(
        'DATA',
        { path: bars, query: cursor === null ? query : [...query, ['page_token', cursor]] },
        (json) => ({
          items: rowsOf(json, 'bars', venueSymbol).flatMap((one) => readBar(one) ?? []),
          cursor: textOrNull(objectOf(json, 'bars answer'), 'next_page_token'),
        }),
      ),
    )
    if (!answer.ok) return answer
    const found = new Map<Micros, CandleRecord>()
    // Its end is inclusive.
    for (const candle of answer.value)
      if (candle.startAt >= from && candle.startAt < to) found.set(candle.startAt, candle)
    return answered([...found.values()].sort((a, b) => a.startAt - b.startAt))
  }
}

/** What an answer that is keyed by symbol says of one. */
function memberOf(json: unknown, list: string, symbol: string): unknown {
  const all = objectOf(json, `${list} answer`)[list]
  return all === null || all === undefined ? undefined : objectOf(all, list)[symbol]
}

function rowsOf(json: unknown, list: string, symbol: string): readonly unknown[] {
  const all = objectOf(json, `${list} answer`)[list]
  const bySymbol: WireObject = all === null || all === undefined ? {} : objectOf(all, list)
  return listOf(bySymbol, symbol)
}
