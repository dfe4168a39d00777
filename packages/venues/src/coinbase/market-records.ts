/** Candles, books, quotes and trades as Coinbase's REST answers give them. */

import type { Micros } from '@quarterdeck/engine'
import type { Side } from '@quarterdeck/sdk'
import type { CandleRecord, DepthLevel, DepthRecord, QuoteRecord, TradeRecord } from '../contract/records.ts'
import {
  decimal,
  decimalOrNull,
  instant,
  instantOrNull,
  listOf,
  objectOf,
  text,
  whole,
} from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { SIDE } from './words.ts'

/** Oldest first. */
export function readCandles(json: unknown): readonly CandleRecord[] {
  return listOf(objectOf(json, 'candles answer'), 'candles')
    .map(readCandle)
    .sort((a, b) => a.startAt - b.startAt)
}

export function readCandle(json: unknown): CandleRecord {
  const from = objectOf(json, 'candle')
  return {
    startAt: whole(from, 'start') * 1_000_000,
    open: decimal(from, 'open'),
    high: decimal(from, 'high'),
    low: decimal(from, 'low'),
    close: decimal(from, 'close'),
    volume: decimal(from, 'volume'),
  }
}

export function readDepth(json: unknown): DepthRecord {
  const from = objectOf(objectOf(json, 'book answer')['pricebook'], 'pricebook')
  return {
    venueSymbol: text(from, 'product_id'),
    bids: listOf(from, 'bids').map(readLevel),
    asks: listOf(from, 'asks').map(readLevel),
    venueAt: instantOrNull(from, 'time'),
  }
}

function readLevel(json: unknown): DepthLevel {
  const from = objectOf(json, 'level')
  return { price: decimal(from, 'price'), quantity: decimal(from, 'size') }
}

/** The best of both sides, from a book answer of depth 1. */
export function readQuote(json: unknown): QuoteRecord {
  const { venueSymbol, bids, asks, venueAt } = readDepth(json)
  return {
    venueSymbol,
    bid: bids[0]?.price ?? null,
    bidQuantity: bids[0]?.quantity ?? null,
    ask: asks[0]?.price ?? null,
    askQuantity: asks[0]?.quantity ?? null,
    last: decimalOrNull(objectOf(json, 'book answer'), 'last'),
    venueAt,
  }
}

/** Newest first, as told. */
export function readTrades(json: unknown, heard: Heard): readonly TradeRecord[] {
  return listOf(objectOf(json, 'ticker answer'), 'trades').map((one) => readTrade(one, heard))
}

export function readTrade(json: unknown, heard: Heard): TradeRecord {
  const from = objectOf(json, 'trade')
  return {
    tradeId: text(from, 'trade_id'),
    venueSymbol: text(from, 'product_id'),
    price: decimal(from, 'price'),
    quantity: decimal(from, 'size'),
    // `side` is that of the order that rested.
    aggressor: opposite(mapped(SIDE, text(from, 'side'), heard)),
    venueAt: instant(from, 'time'),
  }
}

function opposite(side: Side | null): Side | null {
  if (side === null) return null
  return side === 'BUY' ? 'SELL' : 'BUY'
}

/** The venue's clock. */
export function readServerTime(json: unknown): Micros {
  return whole(objectOf(json, 'time answer'), 'epochMillis') * 1_000
}
