/**
 * What an order needs of the account's available cash, in the instrument's currency: also what is set aside for it.
 *
 * Only lots that open or add are funded, at the worst price that the order can trade at; a pure reduction needs nothing, so that
 * nobody is locked into a risk. Rules: SPEC.md RK-13, OR-34.
 */

import type { Book, Money } from '../book/book.ts'
import type { Market } from '../book/market.ts'
import { largerOf } from '../number/rounding.ts'
import type { Exit } from '../order/exits.ts'
import { workingLots } from '../order/open-lots.ts'
import { reservedFor, type Reserving } from '../order/requirement.ts'
import { closings, lotsTogether, opposingLots, type Reserved } from '../order/reservation.ts'
import { openingRequirement } from '../position/requirement.ts'
import { lowestTicks, worstTicks } from './price.ts'
import { replacedLots, requestLots, requestPosition, type OrderRequest } from './request.ts'

export interface OrderCash {
  /** What has to be available: what is set aside with the order, less what is set aside for the others now. */
  readonly need: Money
  /** What is set aside for the order itself. */
  readonly own: Money
  /** What all of its lots would need if they opened. */
  readonly requirement: Money
}

/** Cash of the request; null where no quote tells its worst price and something of it opens. */
export function orderCash(book: Book, market: Market, request: OrderRequest): OrderCash | null {
  const lots = requestLots(request)
  const position = requestPosition(book, request)
  const opposing = position === null ? 0 : opposingLots(position, request.side)
  const money = wholeRequirement(book, market, request, lots)
  if (money === null) {
    const others = position === null ? 0 : workingOf(position, request) - replacedLots(request)
    return lots <= opposing - others ? { need: 0n, own: 0n, requirement: 0n } : null
  }
  if (opposing === 0 || position === null) return { need: money, own: money, requirement: money }
  const order = reserving(money, lots, request)
  const atWork = ordersAtWork(book, request)
  if (atWork.length === 0) {
    const own = reservedFor(order, Math.min(lots, Math.max(0, opposing - workingOf(position, request))))
    return { need: own, own, requirement: money }
  }
  const others = atWork.filter(({ order: other }) => other !== request.replacing)
  // Working lots of orders that are not at hand close first: it is they that were there.
  const spoken = Math.max(0, workingOf(position, request) - lotsTogether(atWork))
  const closing = closings([...others, { order, lots }], Math.max(0, opposing - spoken))
  const own = reservedFor(order, closing.at(-1) ?? 0)
  let need = own
  for (const [place, other] of others.entries())
    need += reservedFor(other.order, closing[place] ?? 0) - other.reserved
  return { need: largerOf(need, 0n), own, requirement: money }
}

/** Worst cash of all lots of the request, as if every one opened. */
function wholeRequirement(book: Book, market: Market, request: OrderRequest, lots: number): Money | null {
  const instrument = book.instruments[request.instrumentIndex]
  if (instrument === undefined) return null
  const highest = worstTicks(market, instrument, request)
  if (highest === null) return null
  const atHighest = openingRequirement(instrument, request.side, lots, highest)
  if (request.side === 'BUY') return atHighest
  const lowest = lowestTicks(instrument, request)
  // A margin is a share of the price, as fees are: nowhere below the highest is more of either needed.
  if (instrument.terms.funding === 'MARGINED' && lowest >= 0 && lowest <= highest) return atHighest
  // What a short ties up beyond its proceeds may be largest where the proceeds are least (an event contract pays out 1).
  return largerOf(atHighest, openingRequirement(instrument, request.side, lots, lowest))
}

function reserving(money: Money, lots: number, request: OrderRequest): Reserving & Exit {
  const { strategyId, side, orderType } = request
  return {
    exitOf: request.exitOf ?? null,
    strategyId,
    side,
    orderType,
    executedLots: 0,
    filledLots: 0,
    quantityLots: lots,
    requirement: { money, lots },
    pendingReplace: null,
    endedAs: null,
  }
}

type AtWork = Reserved & { readonly reserved: Money }

const NONE: readonly never[] = []

/** The orders that work on the request's side. */
function ordersAtWork(book: Book, request: OrderRequest): readonly AtWork[] {
  const atWork = book.workingAt[request.positionIndex]?.orders ?? NONE
  if (atWork.length === 0) return NONE
  return atWork
    .filter((order) => order.side === request.side)
    .map((order) => ({ order, lots: workingLots(order), reserved: order.reserved }))
}

/** Lots that work on the request's side. */
function workingOf(
  position: { readonly workingBuyLots: number; readonly workingSellLots: number },
  request: OrderRequest,
): number {
  return request.side === 'BUY' ? position.workingBuyLots : position.workingSellLots
}
