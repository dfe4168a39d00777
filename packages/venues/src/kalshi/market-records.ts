/** Quotes, books, trades and candles as Kalshi's REST answers give them, all on the scale of YES. */

import type { CandleRecord, DepthLevel, DepthRecord, QuoteRecord, TradeRecord } from '../contract/records.ts'
import { canonicalDecimal } from '../wire/decimal.ts'
import {
  arrayOf,
  decimal,
  decimalOrNull,
  decimalOrNullOf,
  flag,
  instant,
  listOf,
  objectOf,
  text,
  textOf,
  textOrNull,
  textOrNullOf,
  whole,
  wholeOf,
  WireFault,
  type WireObject,
} from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import { livePrice, otherOutcome } from './contract-price.ts'
import { takerSideOf } from './direction.ts'

/** The touch of a market object, or of the ticker channel, which uses the same names. */
export function readQuote(json: unknown): QuoteRecord {
  const from = objectOf(json, 'market')
  const bid = livePrice(from['yes_bid_dollars'], 'yes_bid_dollars')
  const ask = livePrice(from['yes_ask_dollars'], 'yes_ask_dollars')
  const [last, at] = [from['last_price_dollars'], from['ts_ms']]
  return {
    venueSymbol: textOrNullOf(from['ticker'], 'ticker') ?? textOf(from['market_ticker'], 'market_ticker'),
    bid,
    bidQuantity: bid === null ? null : sizeOrNull(from['yes_bid_size_fp'], 'yes_bid_size_fp'),
    ask,
    askQuantity: ask === null ? null : sizeOrNull(from['yes_ask_size_fp'], 'yes_ask_size_fp'),
    last:
      last === undefined
        ? livePrice(from['price_dollars'], 'price_dollars')
        : livePrice(last, 'last_price_dollars'),
    venueAt: at === undefined ? null : wholeOf(at, 'ts_ms') * 1_000,
  }
}

function sizeOrNull(value: unknown, field: string): string | null {
  const size = decimalOrNullOf(value, field)
  return size === '0' ? null : size
}

/**
 * A book has bids only, for YES and for NO, the best of each last; an empty one may come as nothing at all. A bid for NO is an
 * offer of YES.
 */
export function readDepth(json: unknown, venueSymbol: string, levels: number): DepthRecord {
  const answer = objectOf(json, 'book answer')
  const book = answer['orderbook_fp'] ?? answer['orderbook']
  const from = book === undefined || book === null ? {} : objectOf(book, 'orderbook')
  const asks = readLevels(from, 'no_dollars').map(({ price, quantity }) => ({
    price: otherOutcome(price),
    quantity,
  }))
  const best = (side: readonly DepthLevel[]): readonly DepthLevel[] => side.toReversed().slice(0, levels)
  return { venueSymbol, bids: best(readLevels(from, 'yes_dollars')), asks: best(asks), venueAt: null }
}

function readLevels(from: WireObject, field: string): readonly DepthLevel[] {
  return listOf(from, field).map((one) => {
    const [price, quantity] = arrayOf(one, 'level').map(canonicalDecimal)
    if (typeof price !== 'string' || typeof quantity !== 'string')
      throw new WireFault(`${field} has a level that is not price and size`)
    return { price, quantity }
  })
}

/** Newest first, as told. Blocks are agreed on outside the book, and are left out. */
export function readTrades(json: unknown, heard: Heard): readonly TradeRecord[] {
  return listOf(objectOf(json, 'trades answer'), 'trades').flatMap((one) => {
    const trade = readTrade(one, heard)
    return trade === null ? [] : [trade]
  })
}

/** A trade of REST or of the trade channel; null: it was a block. */
export function readTrade(json: unknown, heard: Heard): TradeRecord | null {
  const from = objectOf(json, 'trade')
  if (flag(from, 'is_block_trade')) return null
  return {
    tradeId: text(from, 'trade_id'),
    venueSymbol: textOrNull(from, 'ticker') ?? text(from, 'market_ticker'),
    price: decimal(from, 'yes_price_dollars'),
    quantity: decimal(from, 'count_fp'),
    aggressor: takerSideOf(from, heard),
    venueAt: from['ts_ms'] === undefined ? instant(from, 'created_time') : whole(from, 'ts_ms') * 1_000,
  }
}

export interface CandlePage {
  readonly venueSymbol: string
  readonly candles: readonly CandleRecord[]
}

/** Candles of several markets. A bucket without a trade has no prices of its own, and is left out. */
export function readCandles(json: unknown, lengthS: number): readonly CandlePage[] {
  return listOf(objectOf(json, 'candles answer'), 'markets').map((one) => {
    const from = objectOf(one, 'market')
    return {
      venueSymbol: text(from, 'market_ticker'),
      candles: listOf(from, 'candlesticks').flatMap((candle) => readCandle(candle, lengthS)),
    }
  })
}

/** None, or one. The venue stamps a bucket with its end. Older ones are told without the suffixes of newer ones. */
export function readCandle(json: unknown, lengthS: number): readonly CandleRecord[] {
  const from = objectOf(json, 'candle')
  const price = objectOf(from['price'], 'price')
  const prices = ['open', 'high', 'low', 'close'].map(
    (name) => decimalOrNull(price, `${name}_dollars`) ?? decimalOrNull(price, name),
  )
  const [open, high, low, close] = prices
  const volume = decimalOrNull(from, 'volume_fp') ?? decimal(from, 'volume')
  if (open == null || high == null || low == null || close == null) return []
  return [{ startAt: (whole(from, 'end_period_ts') - lengthS) * 1_000_000, open, high, low, close, volume }]
}
