/** Messages of Coinbase as their bytes come. */
import { applyCoinbaseLevel2, coinbaseMarketEvents, readCoinbaseFills } from '@quarterdeck/venues'
import {
  AT,
  chance,
  countTexts,
  DELTAS_PER_TEXT,
  fillWorker,
  fullBook,
  heardAt,
  increments,
  LEVELS,
  longId,
  type MessageKind,
  plainBook,
  VENUE_ORDER_ID,
} from './message-kind.ts'

const INCREMENTS = increments('0.01', '0.00000001')
const HEARD = heardAt('COINBASE')
const BEST_BID = 6_890_000

export function coinbaseMessages(count: number): readonly MessageKind[] {
  return [quotes(count), fills(count), bookChanges(count)]
}

function quotes(count: number): MessageKind {
  const next = chance(1)
  const texts = Array.from({ length: count }, (_, index) => {
    const price = (68_000 + next() * 1_000).toFixed(2)
    const ticker = {
      type: 'ticker',
      product_id: 'BTC-USD',
      price,
      volume_24_h: '15328.12345678',
      low_24_h: '67500.00',
      high_24_h: '69200.00',
      low_52_w: '25000.00',
      high_52_w: '73800.00',
      price_percent_chg_24_h: '1.85',
      best_bid: price,
      best_bid_quantity: (next() * 3).toFixed(8),
      best_ask: (Number(price) + 0.01).toFixed(2),
      best_ask_quantity: (next() * 3).toFixed(8),
    }
    return envelope('ticker', index, { type: 'update', tickers: [ticker] })
  })
  return {
    id: 'venues.coinbase.quote',
    workload: 'a quote of the stream, to the event that the feed takes',
    texts,
    itemsPerText: 1,
    isBook: false,
    worker: () => (text) => {
      const message = JSON.parse(text) as Parameters<typeof coinbaseMarketEvents>[0]
      const [event] = coinbaseMarketEvents(message, { heard: HEARD, receivedAt: 1 })
      return event?.kind === 'QUOTE' ? Number(event.quote.bid) : Number.NaN
    },
    plain: () => (json) => {
      const { events } = json as { events: readonly { tickers: readonly { best_bid: string }[] }[] }
      return Number(events[0]?.tickers[0]?.best_bid)
    },
  }
}

function fills(count: number): MessageKind {
  const next = chance(2)
  const texts = Array.from({ length: count }, (_, index) => {
    const fill = {
      entry_id: longId(2 * index),
      trade_id: longId(2 * index + 1),
      order_id: VENUE_ORDER_ID,
      trade_time: AT,
      trade_type: 'FILL',
      price: (68_000 + next() * 1_000).toFixed(2),
      size: '0.00000001',
      commission: '0.00001',
      product_id: 'BTC-USD',
      sequence_timestamp: AT,
      liquidity_indicator: 'MAKER',
      size_in_quote: false,
      user_id: 'user',
      side: 'BUY',
      retail_portfolio_id: '',
    }
    return JSON.stringify({ fills: [fill], cursor: '' })
  })
  return {
    id: 'venues.coinbase.fill',
    workload: 'a fill, to the report that the engine takes',
    texts,
    itemsPerText: 1,
    isBook: false,
    worker: () =>
      fillWorker('COINBASE', INCREMENTS, (json) => readCoinbaseFills(json, HEARD).map(({ fill }) => fill)),
    plain: countTexts,
  }
}

interface Level2Change {
  readonly side: string
  readonly price_level: string
  readonly new_quantity: string
}

function bookChanges(count: number): MessageKind {
  const next = chance(3)
  const texts = Array.from({ length: Math.ceil(count / DELTAS_PER_TEXT) }, (_, index) => {
    const updates = Array.from({ length: DELTAS_PER_TEXT }, () => {
      const bid = next() < 0.5
      const away = Math.floor(next() ** 3 * LEVELS)
      return {
        side: bid ? 'bid' : 'offer',
        event_time: AT,
        price_level: ((bid ? BEST_BID - away : BEST_BID + 1 + away) / 100).toFixed(2),
        new_quantity: next() < 0.3 ? '0.00000000' : (next() * 3).toFixed(8),
      }
    })
    return envelope('l2_data', index, { type: 'update', product_id: 'BTC-USD', updates })
  })
  return {
    id: 'venues.coinbase.book',
    workload: `a change of a book of ${2 * LEVELS} levels, ten in a message`,
    texts,
    itemsPerText: DELTAS_PER_TEXT,
    isBook: true,
    worker: () => {
      const book = fullBook('BTC-USD', BEST_BID)
      return (text) => {
        const { events } = JSON.parse(text) as { events: readonly object[] }
        for (const event of events) applyCoinbaseLevel2(book, event, INCREMENTS)
        return book.bestLots('BUY')
      }
    },
    plain: () =>
      plainBook<Level2Change>(
        { bestBid: BEST_BID, levels: LEVELS },
        (json) =>
          (json as { events: readonly { updates: readonly Level2Change[] }[] }).events.flatMap(
            ({ updates }) => updates,
          ),
        (bids, { side, price_level, new_quantity }) => {
          if (side === 'bid')
            bids.set(Math.round(Number(price_level) * 100), Math.round(Number(new_quantity) * 1e8))
        },
      ),
  }
}

function envelope(channel: string, sequence: number, event: object): string {
  return JSON.stringify({ channel, client_id: '', timestamp: AT, sequence_num: sequence, events: [event] })
}
