/** Messages of Alpaca as their bytes come: shares and options for quotes, shares for fills, a crypto pair for the book. */
import {
  alpacaMarketEvent,
  applyAlpacaOrderbook,
  decodeMsgpack,
  encodeMsgpack,
  readAlpacaFills,
} from '@quarterdeck/venues'
import {
  AT,
  AT_MS,
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

const HEARD = heardAt('ALPACA')
const SHARES = increments('0.0001', '0.000000001')
const PAIR = increments('0.01', '0.000000001')
const BEST_BID = 6_890_000

type Message = Parameters<typeof alpacaMarketEvent>[1]

export function alpacaMessages(count: number): readonly MessageKind[] {
  return [quotes(count), optionQuotes(count), fills(count), bookChanges(count)]
}

function quotes(count: number): MessageKind {
  const next = chance(7)
  const texts = Array.from({ length: count }, () => {
    const bid = Number((86 + next()).toFixed(2))
    const quote = {
      T: 'q',
      S: 'KO',
      bx: 'V',
      bp: bid,
      bs: Math.ceil(next() * 9) * 100,
      ax: 'V',
      ap: Number((bid + 0.01).toFixed(2)),
      as: Math.ceil(next() * 9) * 100,
      c: ['R'],
      z: 'A',
      t: AT,
    }
    return JSON.stringify([quote])
  })
  return {
    id: 'venues.alpaca.quote',
    workload: 'a quote of the stream, to the event that the feed takes',
    texts,
    itemsPerText: 1,
    isBook: false,
    worker: () => (text) => {
      const [message] = JSON.parse(text) as readonly Message[]
      const event = alpacaMarketEvent('q', message ?? {}, { heard: HEARD, receivedAt: 1 })
      return event?.kind === 'QUOTE' ? Number(event.quote.bid) : Number.NaN
    },
    plain: () => (json) => Number((json as readonly { bp: number }[])[0]?.bp),
  }
}

/** Options are streamed in MessagePack only: beside it is read what the same message is in JSON. */
function optionQuotes(count: number): MessageKind {
  const next = chance(12)
  const quotes = Array.from({ length: count }, (_, index) => {
    const bid = Number((3 + next()).toFixed(2))
    return {
      T: 'q',
      S: 'AAPL261218C00200000',
      bx: 'C',
      bp: bid,
      bs: Math.ceil(next() * 99),
      ax: 'C',
      ap: Number((bid + 0.05).toFixed(2)),
      as: Math.ceil(next() * 99),
      c: 'A',
      t: new Date(AT_MS + index).toISOString().replace('Z', '456789Z'),
    }
  })
  const frames = quotes.map(packed)
  return {
    id: 'venues.alpaca.option',
    workload: 'a quote of an option in MessagePack, to the event that the feed takes',
    texts: quotes.map((quote) => JSON.stringify([quote])),
    itemsPerText: 1,
    isBook: false,
    isPacked: true,
    worker: () => (_, place) => {
      const [message] = decodeMsgpack(frames[place] ?? Buffer.alloc(0)) as readonly Message[]
      const event = alpacaMarketEvent('q', message ?? {}, { heard: HEARD, receivedAt: 1 })
      return event?.kind === 'QUOTE' ? Number(event.quote.bid) + (event.quote.venueAt ?? 0) : Number.NaN
    },
    plain: () => (json) => {
      const [quote] = json as readonly { readonly bp: number; readonly t: string }[]
      return Number(quote?.bp) + Date.parse(quote?.t ?? '') * 1_000 + 456
    },
  }
}

/** A list of one message, its time as an instant of nanoseconds. */
function packed({ t, ...message }: { readonly t: string }): Buffer {
  const ms = Date.parse(t)
  const at = Buffer.alloc(10)
  at.writeUInt16BE(0xd7ff, 0)
  const nanoseconds = BigInt((ms % 1_000) * 1_000_000 + 456_789)
  at.writeBigUInt64BE((nanoseconds << 34n) | BigInt(Math.floor(ms / 1_000)), 2)
  const members = Object.entries(message).flat().map(encodeMsgpack)
  const size = Object.keys(message).length + 1
  return Buffer.concat([Buffer.from([0x91, 0x80 + size]), ...members, encodeMsgpack('t'), at])
}

function fills(count: number): MessageKind {
  const next = chance(8)
  const texts = Array.from({ length: count }, (_, index) => {
    const activity = {
      activity_type: 'FILL',
      id: `20260407103001456::${longId(index)}`,
      order_id: VENUE_ORDER_ID,
      type: 'partial_fill',
      side: 'buy',
      symbol: 'KO',
      price: (86 + next()).toFixed(2),
      qty: '0.000000001',
      cum_qty: '2',
      leaves_qty: '3',
      order_status: 'partially_filled',
      transaction_time: AT,
    }
    return JSON.stringify([activity])
  })
  return {
    id: 'venues.alpaca.fill',
    workload: 'a fill, to the report that the engine takes',
    texts,
    itemsPerText: 1,
    isBook: false,
    worker: () => fillWorker('ALPACA', SHARES, (json) => readAlpacaFills(json, HEARD)),
    plain: countTexts,
  }
}

interface Level {
  readonly p: number
  readonly s: number
}

interface BookMessage {
  readonly b: readonly Level[]
  readonly a: readonly Level[]
}

function bookChanges(count: number): MessageKind {
  const next = chance(9)
  const texts = Array.from({ length: Math.ceil(count / DELTAS_PER_TEXT) }, () => {
    const level = (sign: 1 | -1): Level => {
      const away = Math.floor(next() ** 3 * LEVELS)
      const tick = sign === -1 ? BEST_BID - away : BEST_BID + 1 + away
      return { p: tick / 100, s: next() < 0.3 ? 0 : Number((next() * 3).toFixed(9)) }
    }
    const half = Array.from({ length: DELTAS_PER_TEXT / 2 })
    const message = { T: 'o', S: 'BTC/USD', t: AT, b: half.map(() => level(-1)), a: half.map(() => level(1)) }
    return JSON.stringify([message])
  })
  return {
    id: 'venues.alpaca.book',
    workload: `a change of a book of ${2 * LEVELS} levels, ten in a message`,
    texts,
    itemsPerText: DELTAS_PER_TEXT,
    isBook: true,
    worker: () => {
      const book = fullBook('BTC/USD', BEST_BID)
      return (text) => {
        for (const message of JSON.parse(text) as readonly BookMessage[])
          applyAlpacaOrderbook(book, message, PAIR)
        return book.bestLots('BUY')
      }
    },
    plain: () =>
      plainBook<Level>(
        { bestBid: BEST_BID, levels: LEVELS },
        (json) => (json as readonly BookMessage[]).flatMap(({ b }) => b),
        (bids, { p, s }) => void bids.set(Math.round(p * 100), Math.round(s * 1e9)),
      ),
  }
}
