/**
 * The price at which an order is judged and funded: the worst that its terms and the market admit. Rules: SPEC.md RK-10.
 *
 * Buys pay at most their limit; without one, the touched ask (or the stop, if higher) plus a protection band. Sells receive
 * at least their limit, and trade at most at the bid.
 */

import type { InstrumentState } from '../book/book.ts'
import { QUOTE, type Market } from '../book/market.ts'
import { field } from './quote.ts'
import type { OrderRequest } from './request.ts'

/** Share by which a buy without a limit may trade beyond the touched price: 5 %, one part in PROTECTION_PARTS. */
export const PROTECTION_PARTS = 20

/** Ticks of the highest price at which the order can trade, for notional and cash; null where no quote tells it. */
export function worstTicks(
  market: Market,
  instrument: InstrumentState,
  request: OrderRequest,
): number | null {
  const limit = request.limitTicks
  if (request.side === 'SELL') {
    const bid = field(market, instrument.index, QUOTE.bidTicks)
    switch (request.orderType) {
      case 'MARKET':
        return bid
      case 'LIMIT':
        return limit === null ? null : Math.max(limit, bid ?? limit)
      case 'STOP':
        return request.stopTicks
      case 'STOP_LIMIT':
        return limit === null ? null : Math.max(limit, request.stopTicks ?? limit)
    }
  }
  if (request.orderType === 'LIMIT' || request.orderType === 'STOP_LIMIT') return limit
  const ask = field(market, instrument.index, QUOTE.askTicks)
  if (request.orderType === 'MARKET') return ask === null ? null : protectedTicks(instrument, ask)
  const stop = request.stopTicks
  return stop === null ? null : protectedTicks(instrument, ask === null ? stop : Math.max(stop, ask))
}

/** Ticks of the lowest price that a sell can receive: its limit, else the instrument's own lower bound, else nothing. */
export function lowestTicks(instrument: InstrumentState, request: OrderRequest): number {
  return request.limitTicks ?? instrument.minTicks ?? 0
}

/** The touched price plus the protection band, rounded up to a tick, never above the instrument's own upper bound. */
export function protectedTicks(instrument: InstrumentState, ticks: number): number {
  const raised = ticks + Math.ceil(ticks / PROTECTION_PARTS)
  return instrument.maxTicks === null ? raised : Math.min(raised, instrument.maxTicks)
}
