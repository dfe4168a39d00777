/** One order request laid open for exact judgement: every quantity a whole number, every price and rate as the market states it. */

import type { AccountState, Book, InstrumentState, PositionState } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import type { Market } from '../book/market.ts'
import { coverOf, type Cover } from './cover.ts'
import type { CaseMemo } from './exact-portfolio.ts'
import { conversionRate, type ConversionRate } from './fx.ts'
import { worstTicks } from './price.ts'
import { twiceReferenceTicks } from './quote.ts'
import { syncMarket } from './rows.ts'
import { reducesPosition, replacedLots, requestLots, requestPosition, type OrderRequest } from './request.ts'

export interface OrderCase {
  readonly book: Book
  readonly market: Market
  readonly request: OrderRequest
  /** Now, on the clock that quotes are received by. */
  readonly at: Micros
  /** Now in the book: never behind its newest event. */
  readonly bookAt: Micros
  readonly instrument: InstrumentState
  readonly account: AccountState
  readonly position: PositionState | null
  readonly cover: Cover
  readonly reduces: boolean
  /** 1 for a buy, -1 for a sale. */
  readonly side: bigint
  readonly lots: bigint
  readonly replaced: bigint
  /** Position in the order's direction once everything on its side has filled. */
  readonly after: bigint
  /** Largest distance of the position from zero with the order. */
  readonly worstAfter: bigint
  /** Twice the reference price in ticks; null unknown. */
  readonly twiceReference: bigint | null
  readonly worstTicks: number | null
  /** From the instrument's to the account's currency; null where none holds. */
  readonly rate: ConversionRate | null
  readonly memo: CaseMemo
}

export function openCase(book: Book, market: Market, request: OrderRequest, at: Micros): OrderCase {
  const instrument = book.instruments[request.instrumentIndex]
  const account = book.accounts[request.accountIndex]
  if (instrument === undefined || account === undefined) {
    throw new Error('Invariant: a request names an account and an instrument of the book')
  }
  syncMarket(book, market)
  const position = requestPosition(book, request)
  const side = request.side === 'BUY' ? 1n : -1n
  const lots = BigInt(requestLots(request))
  const replaced = BigInt(replacedLots(request))
  const held = BigInt(position?.lots ?? 0) * side
  const buy = BigInt(position?.workingBuyLots ?? 0)
  const sell = BigInt(position?.workingSellLots ?? 0)
  const after = held + (side > 0n ? buy : sell) - replaced + lots
  const opposite = held - (side > 0n ? sell : buy)
  return {
    book,
    market,
    request,
    at,
    bookAt: at > book.at ? at : book.at,
    instrument,
    account,
    position,
    cover: coverOf(book, request),
    reduces: reducesPosition(book, request),
    side,
    lots,
    replaced,
    after,
    worstAfter: larger(distance(after), distance(opposite)),
    twiceReference: twiceReferenceTicks(market, instrument.index),
    worstTicks: worstTicks(market, instrument, request),
    rate: conversionRate(book, market, instrument.terms.currency, account.currency, at),
    memo: {},
  }
}

function distance(lots: bigint): bigint {
  return lots < 0n ? -lots : lots
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
