/**
 * Applies Kalshi's frames of books: a snapshot replaces all, a delta is a signed change of one level. Bids for NO are offers of YES,
 * and come on the scale of YES, as we ask. Nothing is made on the way.
 */

import type { OrderBook } from '../book/order-book.ts'
import type { BookIncrements } from '../connection/watched-books.ts'

export const SNAPSHOT = 'orderbook_snapshot'
export const DELTA = 'orderbook_delta'

interface BookMessage {
  readonly yes_dollars_fp?: unknown
  readonly no_dollars_fp?: unknown
  readonly price_dollars?: unknown
  readonly delta_fp?: unknown
  readonly side?: unknown
}

/** Anything in it that cannot be read makes the book invalid. */
export function applyBookFrame(
  book: OrderBook,
  type: string,
  message: BookMessage,
  increments: BookIncrements,
): void {
  if (type === SNAPSHOT) {
    book.beginSnapshot()
    // An empty side is not told at all.
    setLevels(book, 'BUY', message.yes_dollars_fp ?? [], increments)
    setLevels(book, 'SELL', message.no_dollars_fp ?? [], increments)
  } else addLevel(book, message, increments)
  book.commit()
}

function setLevels(
  book: OrderBook,
  side: 'BUY' | 'SELL',
  levels: unknown,
  { price, quantity }: BookIncrements,
): void {
  if (!Array.isArray(levels)) {
    book.invalidate('a side is no list of levels')
    return
  }
  for (const level of levels as readonly unknown[]) {
    const [ticks, lots] = Array.isArray(level) ? (level as readonly unknown[]) : []
    if (typeof ticks !== 'string' || typeof lots !== 'string') {
      book.invalidate('a level cannot be read')
      return
    }
    book.set(side, price.count(ticks), quantity.count(lots))
  }
}

function addLevel(
  book: OrderBook,
  { price_dollars: ticks, delta_fp: lots, side }: BookMessage,
  { price, quantity }: BookIncrements,
): void {
  const known = side === 'yes' ? 'BUY' : side === 'no' ? 'SELL' : null
  if (known === null || typeof ticks !== 'string' || typeof lots !== 'string') {
    book.invalidate('a change of a level cannot be read')
    return
  }
  book.add(known, price.count(ticks), quantity.count(lots))
}
