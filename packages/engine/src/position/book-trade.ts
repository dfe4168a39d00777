/**
 * Books executions into a position and the ledger, one by one as they come; or all of them anew when one was taken back or
 * restated, so that cost, profit, fees and cash are what they would be had it never been (PO-08). Executions count in the order
 * in which they were booked.
 */

import type { Book, FillState, OrderState, PositionState, Posting } from '../book/book.ts'
import { bookPostings, cashOf } from '../ledger/book-postings.ts'
import { fillPostings } from '../ledger/postings.ts'
import { placeOf } from '../order/standing.ts'
import { applyFill, type Holding } from './apply-fill.ts'
import { positionMargin } from './margin.ts'

const signed = (order: OrderState, lots: number): number => (order.side === 'BUY' ? lots : -lots)

/** Books one more fill. */
export function bookTrade(book: Book, order: OrderState, fill: FillState): readonly Posting[] {
  const { account, instrument, position } = placeOf(book, order)
  const effect = applyFill(instrument, position, signed(order, fill.lots), fill.priceTicks)
  position.realizedPnl += effect.realizedPnl
  position.fees += fill.fee
  hold(book, position, effect.holding)
  const postings = fillPostings(account.index, instrument, { effect, fee: fill.fee })
  bookPostings(book, postings)
  return postings
}

/** Counts a position again from the fills that stand, and posts what differs. */
export function recountPosition(book: Book, positionIndex: number): readonly Posting[] {
  const position = book.positions[positionIndex]
  const instrument = position === undefined ? undefined : book.instruments[position.instrumentIndex]
  if (position === undefined || instrument === undefined)
    throw new Error(`Invariant: position ${positionIndex} exists`)
  let holding: Holding = { lots: 0, cost: 0n }
  let realizedPnl = 0n
  let fees = 0n
  for (const { order, fill } of standingFills(book, positionIndex)) {
    const effect = applyFill(instrument, holding, signed(order, fill.lots), fill.priceTicks)
    holding = effect.holding
    realizedPnl += effect.realizedPnl
    fees += fill.fee
  }
  const difference = {
    holding,
    costClosed: 0n,
    costOpened: holding.cost - position.cost,
    realizedPnl: realizedPnl - position.realizedPnl,
    lotsClosed: 0,
    lotsOpened: 0,
  }
  const fee = fees - position.fees
  position.realizedPnl = realizedPnl
  position.fees = fees
  hold(book, position, holding)
  const postings = fillPostings(position.accountIndex, instrument, { effect: difference, fee })
  bookPostings(book, postings)
  return postings
}

/** The fills that stand in a position, in the order in which they were booked. */
export function standingFills(
  book: Book,
  positionIndex: number,
): readonly { readonly order: OrderState; readonly fill: FillState }[] {
  const standing: { order: OrderState; fill: FillState }[] = []
  for (const order of book.orders.values()) {
    if (order.positionIndex !== positionIndex) continue
    for (const fill of order.fills) if (!fill.voided) standing.push({ order, fill })
  }
  return standing.sort((a, b) => a.fill.seq - b.fill.seq)
}

/** Puts a holding in place, with the margin that it ties up. */
function hold(book: Book, position: PositionState, holding: Holding): void {
  const account = book.accounts[position.accountIndex]
  const instrument = book.instruments[position.instrumentIndex]
  if (account === undefined || instrument === undefined)
    throw new Error('Invariant: a position has an account and an instrument')
  const margin = positionMargin(instrument, holding.lots, holding.cost)
  cashOf(account, instrument.terms.currency).marginUsed += margin - position.marginUsed
  position.lots = holding.lots
  position.cost = holding.cost
  position.marginUsed = margin
}
