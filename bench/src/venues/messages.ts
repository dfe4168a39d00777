/** Messages of a venue as their bytes come, and what parsing alone makes of them. */
import {
  applyCoinbaseLevel2,
  coinbaseMarketEvents,
  IncrementCounter,
  OrderBook,
  OrderDesk,
  readCoinbaseFills,
  type TrackedOrder,
} from '@quarterdeck/venues'

/** A kind of message: texts, and what is done with each. */
export interface MessageKind {
  readonly id: string
  readonly workload: string
  readonly texts: readonly string[]
  /** Items that one text carries. */
  readonly itemsPerText: number
  /** Makes a worker with its own state; what it returns per text is summed, so that nothing is thrown away. */
  readonly worker: () => (text: string) => number
}

const INCREMENTS = { price: new IncrementCounter('0.01'), quantity: new IncrementCounter('0.00000001') }
const AT = '2026-04-07T14:30:01.456789Z'
const HEARD = { venueId: 'COINBASE', alert: () => undefined }
const LEVELS = 5_000
const DELTAS_PER_TEXT = 10
/** More than most orders ever have. */
const FILLS_PER_ORDER = 50
const ORDER: TrackedOrder = {
  orderId: 'order',
  clientOrderId: 'order',
  venueSymbol: 'BTC-USD',
  lots: Number.MAX_SAFE_INTEGER,
  increments: INCREMENTS,
  sentAtMs: 0,
  venueOrderId: 'venue-order',
  bookedExecIds: [],
  bookedLots: 0,
}

/** The same numbers in every run. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return state / 0x7fff_ffff
  }
}

export function messageKinds(count: number): readonly MessageKind[] {
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
    id: 'venues.quote',
    workload: 'a quote of the stream, to the event that the feed takes',
    texts,
    itemsPerText: 1,
    worker: () => (text) => {
      const message = JSON.parse(text) as Parameters<typeof coinbaseMarketEvents>[0]
      return coinbaseMarketEvents(message, { heard: HEARD, receivedAt: 1 }).length
    },
  }
}

function fills(count: number): MessageKind {
  const next = chance(2)
  const texts = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      fills: [
        {
          entry_id: `entry-${index}`,
          trade_id: `trade-${index}`,
          order_id: 'venue-order',
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
        },
      ],
      cursor: '',
    }),
  )
  return {
    id: 'venues.fill',
    workload: 'a fill, to the report that the engine takes',
    texts,
    itemsPerText: 1,
    worker: fillWorker,
  }
}

function fillWorker(): (text: string) => number {
  let reports = 0
  const desk = new OrderDesk({
    venueId: 'COINBASE',
    absenceProvenAfterMs: 0,
    report: () => {
      reports += 1
    },
    alert: () => undefined,
  })
  let toGo = 0
  return (text) => {
    for (const { fill } of readCoinbaseFills(JSON.parse(text), HEARD)) {
      if (toGo === 0) {
        desk.forget('order')
        desk.follow(ORDER)
        toGo = FILLS_PER_ORDER
      }
      toGo -= 1
      if (fill !== null) desk.onFill(fill)
    }
    return reports
  }
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
        price_level: ((bid ? 6_890_000 - away : 6_890_001 + away) / 100).toFixed(2),
        new_quantity: next() < 0.3 ? '0.00000000' : (next() * 3).toFixed(8),
      }
    })
    return envelope('l2_data', index, { type: 'update', product_id: 'BTC-USD', updates })
  })
  return {
    id: 'venues.book',
    workload: `a change of a book of ${2 * LEVELS} levels, ten in a message`,
    texts,
    itemsPerText: DELTAS_PER_TEXT,
    worker: () => {
      const book = fullBook()
      return (text) => {
        const { events } = JSON.parse(text) as { events: readonly object[] }
        for (const event of events) applyCoinbaseLevel2(book, event, INCREMENTS)
        return book.bestLots('BUY')
      }
    },
  }
}

function fullBook(): OrderBook {
  const book = new OrderBook('BTC-USD')
  book.beginSnapshot()
  for (let level = 0; level < LEVELS; level += 1) {
    book.set('BUY', 6_890_000 - level, 100)
    book.set('SELL', 6_890_001 + level, 100)
  }
  book.commit()
  return book
}

function envelope(channel: string, sequence: number, event: object): string {
  return JSON.stringify({ channel, client_id: '', timestamp: AT, sequence_num: sequence, events: [event] })
}
