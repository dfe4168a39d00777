/**
 * What executions change: the order's cumulative numbers, the position, the ledger; and how one that was taken back or restated
 * leaves the books as if it never was (OR-40 to OR-42, PO-08).
 */

import { decimalUnits } from '@quarterdeck/sdk'
import { MONEY_SCALE, type Book, type FillState, type OrderState, type Posting } from '../book/book.ts'
import type { FillBusted, FillCorrected, OrderFilled } from '../book/event.ts'
import { bookTrade, recountPosition } from '../position/book-trade.ts'
import { changeOrder, leaveCounts, orderOf, standAnew } from './standing.ts'

/** Books a fill. */
export function evolveOrderFilled(book: Book, event: OrderFilled): readonly Posting[] {
  const order = orderOf(book, event.orderId)
  const fill = fillOf(event, null)
  leaveCounts(book, order)
  addFill(order, fill)
  order.executedLots += fill.lots
  order.unknown = false
  standAnew(book, order, event.at)
  return bookTrade(book, order, fill)
}

/** Takes a fill back; one that is not known yet is remembered, so that it is taken back when it arrives. */
export function evolveFillBusted(book: Book, event: FillBusted): readonly Posting[] {
  const order = orderOf(book, event.orderId)
  let stood = false
  changeOrder(book, order, event.at, () => {
    stood = voidFill(order, event.execId)
  })
  explainEnd(order, `execution ${event.execId} taken back: ${event.reason}`)
  return stood ? recountPosition(book, order.positionIndex) : []
}

/** Puts one execution in the place of another; the other may not be known yet. */
export function evolveFillCorrected(book: Book, event: FillCorrected): readonly Posting[] {
  const order = orderOf(book, event.orderId)
  changeOrder(book, order, event.at, () => {
    voidFill(order, event.replacesExecId)
    addFill(order, fillOf(event, event.replacesExecId))
    order.unknown = false
  })
  explainEnd(order, `execution ${event.replacesExecId} restated as ${event.execId}`)
  return recountPosition(book, order.positionIndex)
}

function fillOf(event: OrderFilled | FillCorrected, replacesExecId: string | null): FillState {
  const { fillId, seq, execId, lots, priceTicks, liquidity, at, venueAt } = event
  const fee = decimalUnits(event.fee, MONEY_SCALE)
  return { fillId, seq, execId, lots, priceTicks, liquidity, fee, at, venueAt, replacesExecId, voided: false }
}

function addFill(order: OrderState, fill: FillState): void {
  if (order.fills.some((known) => known.execId === fill.execId)) {
    throw new Error(`Invariant: execution ${fill.execId} of order ${order.id} is booked once`)
  }
  // Most orders fill once: a list that is pushed to takes room for many.
  if (order.fills.length === 0) order.fills = [fill]
  else order.fills.push(fill)
  order.filledLots += fill.lots
  order.filledTickLots += BigInt(fill.lots) * BigInt(fill.priceTicks)
}

/** Marks an execution void; true where it stood until now. */
function voidFill(order: OrderState, execId: string): boolean {
  const fill = order.fills.find((known) => known.execId === execId)
  if (fill === undefined) {
    if (!order.voidedEarly.includes(execId)) order.voidedEarly.push(execId)
    return false
  }
  if (fill.voided) return false
  fill.voided = true
  order.filledLots -= fill.lots
  order.filledTickLots -= BigInt(fill.lots) * BigInt(fill.priceTicks)
  return true
}

/** An order that is used up without being filled has no word of the venue for its end: this is why it ended. */
function explainEnd(order: OrderState, reason: string): void {
  if (order.endedAs === null) order.endReason = order.status === 'CANCELED' ? reason : null
}
