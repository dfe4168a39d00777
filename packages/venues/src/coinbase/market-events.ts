/** What messages of Coinbase's market channels tell: quotes, trades and candles. Books are applied by `level2.ts`. */

import type { MarketStreamEvent } from '../contract/streams.ts'
import type { CandleRecord, QuoteRecord } from '../contract/records.ts'
import { decimalOrNullOf, listOf, objectOf, readEach, text, textOf, WireFault } from '../wire/fields.ts'
import { instantMicros } from '../wire/instant.ts'
import type { Heard } from '../wire/word-table.ts'
import { readCandle, readTrade } from './market-records.ts'
import type { ChannelMessage } from './socket.ts'

export interface Reception {
  readonly heard: Heard
  readonly receivedAt: number
}

/** Throws `WireFault` where it cannot be read. */
export function marketEvents(
  message: ChannelMessage,
  { heard, receivedAt }: Reception,
): readonly MarketStreamEvent[] {
  switch (message.channel) {
    case 'ticker':
    case 'ticker_batch':
      return message.events.flatMap((event) =>
        readEach(listOf(objectOf(event, 'event'), 'tickers'), (one) => {
          const quote = readTicker(one, message.timestamp)
          return quote === null ? null : ({ kind: 'QUOTE', quote, receivedAt } as const)
        }),
      )
    case 'market_trades':
      return message.events.flatMap((event) => {
        const from = objectOf(event, 'event')
        // What was traded before we asked is history: told by REST to who wants it.
        if (from['type'] === 'snapshot') return []
        return listOf(from, 'trades').map(
          (one) => ({ kind: 'TRADE', trade: readTrade(one, heard), receivedAt }) as const,
        )
      })
    case 'candles':
      return message.events.flatMap((event) =>
        listOf(objectOf(event, 'event'), 'candles').map((one) => candleEvent(one, receivedAt)),
      )
    default:
      // A channel that nobody asked for.
      return []
  }
}

function candleEvent(json: unknown, receivedAt: number): MarketStreamEvent {
  const candle: CandleRecord = readCandle(json)
  const venueSymbol = text(objectOf(json, 'candle'), 'product_id')
  return { kind: 'CANDLE', venueSymbol, length: 'FIVE_MINUTES', candle, receivedAt }
}

/** Null: a placeholder without a product, as batches begin with. */
function readTicker(json: unknown, timestamp: string): QuoteRecord | null {
  const from = objectOf(json, 'ticker')
  if (from['product_id'] === '') return null
  const venueAt = instantMicros(timestamp)
  if (venueAt === null) throw new WireFault('timestamp is no instant')
  return {
    venueSymbol: textOf(from['product_id'], 'product_id'),
    bid: decimalOrNullOf(from['best_bid'], 'best_bid'),
    bidQuantity: decimalOrNullOf(from['best_bid_quantity'], 'best_bid_quantity'),
    ask: decimalOrNullOf(from['best_ask'], 'best_ask'),
    askQuantity: decimalOrNullOf(from['best_ask_quantity'], 'best_ask_quantity'),
    last: decimalOrNullOf(from['price'], 'price'),
    venueAt,
  }
}
