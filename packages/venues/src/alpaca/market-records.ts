/** Quotes, trades, bars and books as Alpaca writes them, in one-letter members, by REST and by stream alike. */

import type { CandleRecord, DepthLevel, DepthRecord, QuoteRecord, TradeRecord } from '../contract/records.ts'
import type { Decimal } from '@quarterdeck/sdk'
import {
  decimal,
  decimalOrNullOf,
  instant,
  instantOrNull,
  instantOrNullOf,
  listOf,
  objectOf,
  textOrNull,
  type WireObject,
} from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { TAKER_SIDE } from './words.ts'

/** A side without an offer is told as a price of nothing. */
export function readQuote(json: unknown, venueSymbol: string): QuoteRecord {
  const from = objectOf(json, 'quote')
  const bid = priceOrNull(from['bp'], 'bp')
  const ask = priceOrNull(from['ap'], 'ap')
  return {
    venueSymbol,
    bid,
    bidQuantity: bid === null ? null : decimalOrNullOf(from['bs'], 'bs'),
    ask,
    askQuantity: ask === null ? null : decimalOrNullOf(from['as'], 'as'),
    last: null,
    venueAt: instantOrNullOf(from['t'], 't'),
  }
}

/** Of a symbol that the venue has no quote of. */
export function noQuote(venueSymbol: string): QuoteRecord {
  return {
    venueSymbol,
    bid: null,
    bidQuantity: null,
    ask: null,
    askQuantity: null,
    last: null,
    venueAt: null,
  }
}

export function readTrade(json: unknown, venueSymbol: string, heard: Heard): TradeRecord {
  const from = objectOf(json, 'trade')
  const taker = textOrNull(from, 'tks')
  const number = from['i']
  const venueAt = instant(from, 't')
  const [price, quantity] = [decimal(from, 'p'), decimal(from, 's')]
  // The number alone is too long to be read exactly, of shares it is unique within an exchange only, and of options there is none.
  const named =
    typeof number === 'number' || typeof number === 'string' ? String(number) : `${price}x${quantity}`
  return {
    tradeId: [named, textOrNull(from, 'x') ?? '', String(venueAt)].join('-'),
    venueSymbol,
    price,
    quantity,
    aggressor: taker === null ? null : mapped(TAKER_SIDE, taker, heard),
    venueAt,
  }
}

/** A bar, stamped with its start; null: nothing was traded in it, and what it says was only quoted. */
export function readBar(json: unknown): CandleRecord | null {
  const from = objectOf(json, 'bar')
  const volume = decimal(from, 'v')
  if (volume === '0') return null
  return {
    startAt: instant(from, 't'),
    open: decimal(from, 'o'),
    high: decimal(from, 'h'),
    low: decimal(from, 'l'),
    close: decimal(from, 'c'),
    volume,
  }
}

export function readDepth(json: unknown, venueSymbol: string): DepthRecord {
  const from = objectOf(json, 'orderbook')
  return {
    venueSymbol,
    bids: levels(from, 'b'),
    asks: levels(from, 'a'),
    venueAt: instantOrNull(from, 't'),
  }
}

/** Levels with a size, best first as told. */
function levels(from: WireObject, side: 'a' | 'b'): readonly DepthLevel[] {
  return listOf(from, side).flatMap((one) => {
    const level = objectOf(one, 'level')
    const quantity = decimal(level, 's')
    return quantity === '0' ? [] : [{ price: decimal(level, 'p'), quantity }]
  })
}

function priceOrNull(value: unknown, field: string): Decimal | null {
  const price = decimalOrNullOf(value, field)
  return price === '0' ? null : price
}
