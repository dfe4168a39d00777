/** What messages of Alpaca's market channels tell, and how its books of crypto pairs are applied. */

import type { IncrementCounter } from '../book/decimal-count.ts'
import type { OrderBook } from '../book/order-book.ts'
import type { BookIncrements } from '../connection/watched-books.ts'
import type { MarketStreamEvent } from '../contract/streams.ts'
import { text, type WireObject } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import { readBar, readQuote, readTrade } from './market-records.ts'

export interface Reception {
  readonly heard: Heard
  readonly receivedAt: number
}

/** What a message tells; null: nothing that is asked for. Throws `WireFault` where it cannot be read. */
export function marketEvent(
  type: string,
  message: WireObject,
  { heard, receivedAt }: Reception,
): MarketStreamEvent | null {
  switch (type) {
    case 'q':
      return { kind: 'QUOTE', quote: readQuote(message, text(message, 'S')), receivedAt }
    case 't':
      return { kind: 'TRADE', trade: readTrade(message, text(message, 'S'), heard), receivedAt }
    case 'b':
    // The same minute again, with trades that came late.
    case 'u': {
      const candle = readBar(message)
      const venueSymbol = text(message, 'S')
      return candle === null
        ? null
        : { kind: 'CANDLE', venueSymbol, length: 'ONE_MINUTE', candle, receivedAt }
    }
    default:
      // Corrections, halts and the like: told beside what was asked for.
      return null
  }
}

interface Level {
  readonly p?: unknown
  readonly s?: unknown
}

/** Absolute sizes; a message marked `r` is the whole book. Anything in it that cannot be read makes the book invalid. */
export function applyOrderbook(
  book: OrderBook,
  message: { readonly r?: unknown; readonly b?: unknown; readonly a?: unknown },
  increments: BookIncrements,
): void {
  if (message.r === true) book.beginSnapshot()
  const isRead =
    applySide(book, { side: 'BUY', levels: message.b }, increments) &&
    applySide(book, { side: 'SELL', levels: message.a }, increments)
  if (isRead) book.commit()
  else book.invalidate('a level cannot be read')
}

function applySide(
  book: OrderBook,
  { side, levels = [] }: { readonly side: 'BUY' | 'SELL'; readonly levels: unknown },
  { price, quantity }: BookIncrements,
): boolean {
  if (!Array.isArray(levels)) return levels === null
  for (const { p, s } of levels as readonly Level[]) {
    const ticks = counted(price, p)
    const lots = counted(quantity, s)
    if (ticks === null || lots === null) return false
    book.set(side, ticks, lots)
  }
  return true
}

/** Null: neither a number nor a text. NaN: off the increments. */
function counted(increments: IncrementCounter, value: unknown): number | null {
  if (typeof value === 'number') return increments.countNumber(value)
  return typeof value === 'string' ? increments.count(value) : null
}
