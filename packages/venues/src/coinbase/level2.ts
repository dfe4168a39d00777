/** Applies Coinbase's level2 events to a book: absolute sizes, a snapshot replaces all. Nothing is made on the way. */

import type { OrderBook } from '../book/order-book.ts'
import type { BookIncrements } from '../connection/watched-books.ts'

interface Level {
  readonly side?: unknown
  readonly price_level?: unknown
  readonly new_quantity?: unknown
}

/** An event is a snapshot or an update; anything in it that cannot be read makes the book invalid. */
export function applyLevel2(
  book: OrderBook,
  event: { readonly type?: unknown; readonly updates?: unknown },
  { price, quantity }: BookIncrements,
): void {
  if (event.type === 'snapshot') book.beginSnapshot()
  else if (event.type !== 'update') {
    book.invalidate('an event is neither snapshot nor update')
    return
  }
  if (!Array.isArray(event.updates)) {
    book.invalidate('an event has no levels')
    return
  }
  for (const level of event.updates as readonly Level[]) {
    const side = level.side === 'bid' ? 'BUY' : level.side === 'offer' ? 'SELL' : null
    const { price_level: ticks, new_quantity: lots } = level
    if (side === null || typeof ticks !== 'string' || typeof lots !== 'string') {
      book.invalidate('a level cannot be read')
      return
    }
    book.set(side, price.count(ticks), quantity.count(lots))
  }
  book.commit()
}
