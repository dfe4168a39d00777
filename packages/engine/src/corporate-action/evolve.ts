/** What the events of corporate actions change: positions, cash, and orders that are counted in new shares. */

import type { Book, PositionState, Posting } from '../book/book.ts'
import { bookPostings } from '../ledger/book-postings.ts'
import { incomePostings } from '../ledger/postings.ts'
import { instrumentIndexOf } from '../live/subject.ts'
import { openLots } from '../order/open-lots.ts'
import { shareOf } from '../order/requirement.ts'
import { reservePosition } from '../order/reservation.ts'
import { changeOrder, orderOf, placeOf } from '../order/standing.ts'
import { bookSplit } from '../position/book-trade.ts'
import { refreshAccount, refreshPosition } from '../risk/rows.ts'
import { dividendOf } from './dividend.ts'
import type { CashDividend, CorporateActionApplied, OrderRestated } from './terms.ts'

export function evolveCorporateActionApplied(book: Book, event: CorporateActionApplied): readonly Posting[] {
  const { seq, instrumentId, actionId, exAt, action } = event
  const instrument = book.instruments[instrumentIndexOf(book, instrumentId) ?? -1]
  if (instrument === undefined)
    throw new Error(`Invariant: instrument ${instrumentId} of an event is in the book`)
  instrument.actions.push({ seq, actionId, exAt, action })
  return book.positions
    .filter(
      ({ instrumentIndex, accountIndex }) =>
        instrumentIndex === instrument.index && book.accounts[accountIndex]?.mode !== 'LIVE',
    )
    .flatMap((position) => {
      const postings =
        action.kind === 'SPLIT' ? bookSplit(book, position, action) : payDividend(book, position, action)
      reservePosition(book, position, null)
      refreshPosition(book, position.index)
      refreshAccount(book, position.accountIndex)
      return postings
    })
}

function payDividend(book: Book, position: PositionState, action: CashDividend): readonly Posting[] {
  const instrument = book.instruments[position.instrumentIndex]
  if (instrument === undefined) throw new Error('Invariant: a position has an instrument')
  const amount = dividendOf(instrument, position.lots, action)
  if (amount === 0n) return []
  const postings = incomePostings(position.accountIndex, instrument, { kind: 'DIVIDEND', amount })
  bookPostings(book, postings)
  return postings
}

/** Its worth stays, and with it what it may need; only a fee for each lot comes to more with more lots. */
export function evolveOrderRestated(book: Book, event: OrderRestated): void {
  const order = orderOf(book, event.orderId)
  const { instrument } = placeOf(book, order)
  changeOrder(book, order, event.at, () => {
    const before = openLots(order, order.quantityLots)
    const open = openLots(order, event.quantityLots)
    const more = open > before ? instrument.feePerLot * BigInt(open - before) : 0n
    const money = shareOf(order.requirement, before) + more
    order.quantityLots = event.quantityLots
    order.limitTicks = event.limitTicks
    order.stopTicks = event.stopTicks
    order.requirement = { money, lots: open }
  })
}
