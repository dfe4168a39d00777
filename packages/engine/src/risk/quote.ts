/** What a decision reads from an instrument's market row: the touched side, the reference price and the value of a lot at it. */

import type { InstrumentState, Money } from '../book/book.ts'
import type { ReferenceQuote } from '../book/decision.ts'
import { QUOTE, QUOTE_STRIDE, STATUS_CODE, type Market } from '../book/market.ts'
import { divideHalfEven } from '../number/rounding.ts'

/** The quote as a decision records it; null where nothing was ever received. */
export function referenceQuote(market: Market, instrumentIndex: number): ReferenceQuote | null {
  const receivedAt = field(market, instrumentIndex, QUOTE.receivedAt)
  if (receivedAt === null) return null
  return {
    bidTicks: field(market, instrumentIndex, QUOTE.bidTicks),
    askTicks: field(market, instrumentIndex, QUOTE.askTicks),
    lastTicks: field(market, instrumentIndex, QUOTE.lastTicks),
    receivedAt,
  }
}

/** Twice the reference price in ticks, so that a mid is whole: bid + ask, else twice the last trade, else null. */
export function twiceReferenceTicks(market: Market, instrumentIndex: number): bigint | null {
  const bid = field(market, instrumentIndex, QUOTE.bidTicks)
  const ask = field(market, instrumentIndex, QUOTE.askTicks)
  if (bid !== null && ask !== null) return BigInt(bid) + BigInt(ask)
  const last = field(market, instrumentIndex, QUOTE.lastTicks)
  return last === null ? null : BigInt(last) * 2n
}

/** Signed value of signed lots at the reference price, in the instrument's currency, rounded half to even at 10^-18. */
export function markValue(instrument: InstrumentState, twiceTicks: bigint, lots: bigint): Money {
  const twice = lots * twiceTicks * instrument.tickLotValue
  // Nearly every instrument's value is even: a shift is all the division that there is.
  return (twice & 1n) === 0n ? twice >> 1n : divideHalfEven(twice, 2n)
}

export type MarketPhase = 'OPEN' | 'CLOSED' | 'HALTED' | 'UNKNOWN'

/** Trading status at an instant: a session that has ended is closed, whoever has not said so yet. */
export function marketPhase(market: Market, instrumentIndex: number, at: number): MarketPhase {
  const status = field(market, instrumentIndex, QUOTE.status)
  if (status === STATUS_CODE.HALTED) return 'HALTED'
  if (status === STATUS_CODE.CLOSED) return 'CLOSED'
  if (status !== STATUS_CODE.OPEN) return 'UNKNOWN'
  const endsAt = field(market, instrumentIndex, QUOTE.sessionEndsAt)
  return endsAt !== null && at >= endsAt ? 'CLOSED' : 'OPEN'
}

/** One field of a market row; null where it is unknown. */
export function field(market: Market, instrumentIndex: number, offset: number): number | null {
  const value = market.rows[instrumentIndex * QUOTE_STRIDE + offset]
  return value === undefined || Number.isNaN(value) ? null : value
}
