/** Messages of Kalshi as their bytes come: its books hold a hundred prices at most, and its changes are signed. */
import { applyKalshiBookFrame, readKalshiFill, readKalshiFrame, readKalshiQuote } from '@quarterdeck/venues'
import {
  AT,
  AT_MS,
  chance,
  countTexts,
  fillWorker,
  fullBook,
  heardAt,
  increments,
  longId,
  type MessageKind,
  plainBook,
  VENUE_ORDER_ID,
} from './message-kind.ts'

const TICKER = 'KXRAINNYC-28DEC31-T0'
const INCREMENTS = increments('0.01', '0.01')
const HEARD = heardAt('KALSHI')
const BEST_BID = 49
const LEVELS = 49

export function kalshiMessages(count: number): readonly MessageKind[] {
  return [quotes(count), fills(count), bookChanges(count)]
}

function quotes(count: number): MessageKind {
  const next = chance(4)
  const texts = Array.from({ length: count }, () => {
    const bid = 0.01 + Math.floor(next() * 97) / 100
    return JSON.stringify({
      type: 'ticker',
      sid: 11,
      msg: {
        market_ticker: TICKER,
        market_id: '9b0f6b43-5b68-4f9f-9f02-9a2d1b8ac1a1',
        price_dollars: bid.toFixed(4),
        yes_bid_dollars: bid.toFixed(4),
        yes_ask_dollars: (bid + 0.01).toFixed(4),
        volume_fp: '33896.00',
        open_interest_fp: '20422.00',
        dollar_volume: 16_948,
        dollar_open_interest: 10_211,
        yes_bid_size_fp: (next() * 300).toFixed(2),
        yes_ask_size_fp: (next() * 300).toFixed(2),
        last_trade_size_fp: '25.00',
        ts: Math.floor(AT_MS / 1_000),
        ts_ms: AT_MS,
        time: AT,
      },
    })
  })
  return {
    id: 'venues.kalshi.quote',
    workload: 'a quote of the stream, to the record that the feed takes',
    texts,
    itemsPerText: 1,
    isBook: false,
    worker: () => (text) => Number(readKalshiQuote(readKalshiFrame(JSON.parse(text)).msg).bid),
    plain: () => (json) => Number((json as { msg: { yes_bid_dollars: string } }).msg.yes_bid_dollars),
  }
}

function fills(count: number): MessageKind {
  const next = chance(5)
  const texts = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      type: 'fill',
      sid: 13,
      seq: index + 1,
      msg: {
        trade_id: longId(index),
        order_id: VENUE_ORDER_ID,
        client_order_id: 'order',
        market_ticker: TICKER,
        exchange_index: 0,
        is_taker: false,
        book_side: 'bid',
        outcome_side: 'yes',
        purchased_side: 'yes',
        yes_price_dollars: (0.01 + Math.floor(next() * 97) / 100).toFixed(4),
        count_fp: '0.01',
        fee_cost: '0.010000',
        ts: Math.floor(AT_MS / 1_000),
        ts_ms: AT_MS,
        post_position_fp: '0.00',
        subaccount: 0,
      },
    }),
  )
  return {
    id: 'venues.kalshi.fill',
    workload: 'a fill of the stream, to the report that the engine takes',
    texts,
    itemsPerText: 1,
    isBook: false,
    worker: () =>
      fillWorker('KALSHI', INCREMENTS, (json) => {
        const fill = readKalshiFill(readKalshiFrame(json).msg, HEARD)
        return fill === null ? [] : [fill]
      }),
    plain: countTexts,
  }
}

interface LevelChange {
  readonly side: string
  readonly price_dollars: string
  readonly delta_fp: string
}

function bookChanges(count: number): MessageKind {
  const next = chance(6)
  const texts = Array.from({ length: count }, (_, index) => {
    const away = Math.floor(next() ** 3 * LEVELS)
    const yes = next() < 0.5
    const msg = {
      market_ticker: TICKER,
      market_id: '9b0f6b43-5b68-4f9f-9f02-9a2d1b8ac1a1',
      price_dollars: ((yes ? BEST_BID - away : BEST_BID + 1 + away) / 100).toFixed(4),
      // Never more is taken away than was added before.
      delta_fp: index % 2 === 0 ? '0.02' : '0.01',
      side: yes ? 'yes' : 'no',
      ts_ms: AT_MS,
      ts: AT,
    }
    return JSON.stringify({ type: 'orderbook_delta', sid: 2, seq: index + 1, msg })
  })
  return {
    id: 'venues.kalshi.book',
    workload: `a change of a book of ${2 * LEVELS} levels, one in a message`,
    texts,
    itemsPerText: 1,
    isBook: true,
    worker: () => {
      const book = fullBook(TICKER, BEST_BID, LEVELS)
      return (text) => {
        const { type, msg } = readKalshiFrame(JSON.parse(text))
        applyKalshiBookFrame(book, type, msg as object, INCREMENTS)
        return book.bestLots('BUY')
      }
    },
    plain: () =>
      plainBook<LevelChange>(
        { bestBid: BEST_BID, levels: LEVELS },
        (json) => [(json as { msg: LevelChange }).msg],
        (bids, { side, price_dollars, delta_fp }) => {
          const tick = Math.round(Number(price_dollars) * 100)
          if (side === 'yes') bids.set(tick, (bids.get(tick) ?? 0) + Math.round(Number(delta_fp) * 100))
        },
      ),
  }
}
