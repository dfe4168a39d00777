/**
 * Books executions into a position and the ledger, one by one as they come; or all of them anew when one was taken back or
 * restated, so that cost, profit, fees and cash are what they would be had it never been (PO-08). Executions, adjustments and splits
 * count in the order in which they were booked; the settlement of the instrument counts after all of them, whenever they came (SE-03).
 */

import type {
  AdjustmentState,
  Book,
  FillState,
  InstrumentState,
  Money,
  OrderState,
  PositionState,
  Posting,
} from '../book/book.ts'
import { bookPostings, cashOf } from '../ledger/book-postings.ts'
import { cashMoved, fillPostings } from '../ledger/postings.ts'
import { placeOf } from '../order/standing.ts'
import { applySplit } from '../corporate-action/split.ts'
import type { ShareSplit } from '../corporate-action/terms.ts'
import { applyFill, type FillEffect, type Holding } from './apply-fill.ts'
import { positionMargin } from './margin.ts'

const signed = (order: OrderState, lots: number): number => (order.side === 'BUY' ? lots : -lots)

/** Books one more fill. */
export function bookTrade(book: Book, order: OrderState, fill: FillState): readonly Posting[] {
  const { account, instrument, position } = placeOf(book, order)
  const effect = applyFill(instrument, position, signed(order, fill.lots), fill.priceTicks)
  position.realizedPnl += effect.realizedPnl
  position.fees += fill.fee
  hold(book, position, effect.holding)
  const postings = fillPostings(account.index, instrument, { effect, fee: fill.fee, transferred: 0n })
  bookPostings(book, postings)
  return instrument.settled === null ? postings : [...postings, ...bookSettlement(book, position)]
}

/** Closes what is held of a settled instrument at its payout: a trade without fee. */
export function bookSettlement(book: Book, position: PositionState): readonly Posting[] {
  const instrument = instrumentOf(book, position)
  const effect = settlementEffect(instrument, position)
  if (effect === null) return []
  position.realizedPnl += effect.realizedPnl
  hold(book, position, effect.holding)
  const postings = fillPostings(position.accountIndex, instrument, { effect, fee: 0n, transferred: 0n })
  bookPostings(book, postings)
  return postings
}

/** Null: it was not settled, or nothing is held. */
function settlementEffect(instrument: InstrumentState, holding: Holding): FillEffect | null {
  const { settled } = instrument
  if (settled === null || holding.lots === 0) return null
  return applyFill(instrument, holding, -holding.lots, settled.payoutTicks)
}

/** Counts a position in new shares; what is left of a lot is paid out. */
export function bookSplit(book: Book, position: PositionState, split: ShareSplit): readonly Posting[] {
  const instrument = instrumentOf(book, position)
  const effect = applySplit(instrument, position, split)
  position.realizedPnl += effect.realizedPnl
  hold(book, position, effect.holding)
  const postings = fillPostings(position.accountIndex, instrument, { effect, fee: 0n, transferred: 0n })
  bookPostings(book, postings)
  return postings
}

/** Books lots that came or went without a trade: what they would have moved in cash goes over EXTERNAL, or was the fee. */
export function bookTransfer(
  book: Book,
  position: PositionState,
  adjustment: AdjustmentState,
): readonly Posting[] {
  const instrument = instrumentOf(book, position)
  const effect = applyFill(instrument, position, adjustment.lots, adjustment.priceTicks)
  const moved = cashMoved(instrument, effect)
  const [fee, transferred] = adjustment.isFee === true ? [moved, 0n] : [0n, moved]
  position.realizedPnl += effect.realizedPnl
  position.fees += fee
  position.transferred += transferred
  position.adjustments.push(adjustment)
  hold(book, position, effect.holding)
  const postings = fillPostings(position.accountIndex, instrument, { effect, fee, transferred })
  bookPostings(book, postings)
  return postings
}

/** Counts a position again from the fills that stand, the adjustments between them and the settlement, and posts what differs. */
export function recountPosition(book: Book, positionIndex: number): readonly Posting[] {
  const position = book.positions[positionIndex]
  if (position === undefined) throw new Error(`Invariant: position ${positionIndex} exists`)
  const instrument = instrumentOf(book, position)
  let holding: Holding = { lots: 0, cost: 0n }
  let realizedPnl = 0n
  let fees = 0n
  let transferred = 0n
  for (const step of stepsOf(book, position)) {
    const effect =
      step.kind === 'SPLIT'
        ? applySplit(instrument, holding, step.split)
        : applyFill(instrument, holding, step.lots, step.priceTicks)
    holding = effect.holding
    realizedPnl += effect.realizedPnl
    if (step.kind === 'ADJUSTMENT') transferred += cashMoved(instrument, effect)
    if (step.kind === 'FEE') fees += cashMoved(instrument, effect)
    if (step.kind === 'FILL') fees += step.fee
  }
  const closing = settlementEffect(instrument, holding)
  if (closing !== null) {
    holding = closing.holding
    realizedPnl += closing.realizedPnl
  }
  const difference = {
    holding,
    costClosed: 0n,
    costOpened: holding.cost - position.cost,
    realizedPnl: realizedPnl - position.realizedPnl,
    lotsClosed: 0,
    lotsOpened: 0,
  }
  const postings = fillPostings(position.accountIndex, instrument, {
    effect: difference,
    fee: fees - position.fees,
    transferred: transferred - position.transferred,
  })
  position.realizedPnl = realizedPnl
  position.fees = fees
  position.transferred = transferred
  hold(book, position, holding)
  bookPostings(book, postings)
  return postings
}

/** Signed lots that changed hands at a price, by a trade or without one; or all of them counted in new shares. */
type Step =
  | (Moved & { readonly kind: 'FILL'; readonly fee: Money })
  | (Moved & { readonly kind: 'ADJUSTMENT' | 'FEE' })
  | { readonly kind: 'SPLIT'; readonly seq: number; readonly split: ShareSplit }

interface Moved {
  readonly seq: number
  readonly lots: number
  readonly priceTicks: number
}

/** What made a position, in the order in which it was booked. */
function stepsOf(book: Book, position: PositionState): readonly Step[] {
  const steps: Step[] = position.adjustments.map(({ seq, lots, priceTicks, isFee }) => ({
    kind: isFee === true ? 'FEE' : 'ADJUSTMENT',
    seq,
    lots,
    priceTicks,
  }))
  for (const { order, fill } of standingFills(book, position.index)) {
    const { seq, priceTicks, fee } = fill
    steps.push({ kind: 'FILL', seq, lots: signed(order, fill.lots), priceTicks, fee })
  }
  if (book.accounts[position.accountIndex]?.mode !== 'LIVE')
    for (const { seq, action } of instrumentOf(book, position).actions)
      if (action.kind === 'SPLIT') steps.push({ kind: 'SPLIT', seq, split: action })
  return steps.sort((a, b) => a.seq - b.seq)
}

/** The fills that stand in a position. */
function standingFills(
  book: Book,
  positionIndex: number,
): readonly { readonly order: OrderState; readonly fill: FillState }[] {
  const standing: { order: OrderState; fill: FillState }[] = []
  for (const order of book.orders.values()) {
    if (order.positionIndex !== positionIndex) continue
    for (const fill of order.fills) if (!fill.voided) standing.push({ order, fill })
  }
  return standing
}

/** Puts a holding in place, with the margin that it ties up. */
function hold(book: Book, position: PositionState, holding: Holding): void {
  const account = book.accounts[position.accountIndex]
  const instrument = instrumentOf(book, position)
  if (account === undefined) throw new Error('Invariant: a position has an account')
  const margin = positionMargin(instrument, holding.lots, holding.cost)
  cashOf(account, instrument.terms.currency).marginUsed += margin - position.marginUsed
  position.lots = holding.lots
  position.cost = holding.cost
  position.marginUsed = margin
}

function instrumentOf(book: Book, position: PositionState): InstrumentState {
  const instrument = book.instruments[position.instrumentIndex]
  if (instrument === undefined) throw new Error('Invariant: a position has an instrument')
  return instrument
}
