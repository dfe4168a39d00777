/** What the checks of one evaluation share, read once from the packed rows into a scratch row. */

import type { Book } from '../book/book.ts'
import { QUOTE, QUOTE_STRIDE, type Market } from '../book/market.ts'
import { FX_AGE_MAX } from './fx.ts'
import {
  ACCOUNT,
  ACCOUNT_STRIDE,
  INSTRUMENT,
  INSTRUMENT_STRIDE,
  POSITION,
  POSITION_STRIDE,
} from './layout.ts'
import { PROTECTION_PARTS } from './price.ts'
import { replacedLots, requestLots, type OrderRequest } from './request.ts'
import { rateBetween, rateTime } from './totals.ts'

export const TERM = {
  /** Lots that the order can trade, and working lots of the order it replaces. */
  lots: 0,
  replaced: 1,
  /** 1 for a buy, -1 for a sale. */
  side: 2,
  /** Held lots, positive in the order's direction. */
  held: 3,
  /** Working lots on the order's side, the replaced ones out. */
  working: 4,
  /** Position in the order's direction once everything on its side has filled. */
  after: 5,
  /** Largest distance from zero, as the book has it and with the order. */
  worstBefore: 6,
  worstAfter: 7,
  /** Price that marks the instrument, and the highest and lowest that the order can trade at; NaN unknown. */
  reference: 8,
  highest: 9,
  lowest: 10,
  /** The side of the quote that the order would touch. */
  touch: 11,
  /** Account currency per unit of the instrument's; NaN where there is no rate that holds. */
  rate: 12,
  /** Exposure of one lot in the account's currency; NaN unknown. */
  value: 13,
  /** Exposure of one lot in the instrument's currency; NaN unknown. */
  worth: 14,
  limitTicks: 15,
  stopTicks: 16,
  /** As rate and value, in the base currency. */
  baseRate: 17,
  baseValue: 18,
} as const

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_CURRENCY = ACCOUNT.currency
const INSTRUMENT_CURRENCY = INSTRUMENT.currency
const INSTRUMENT_MAX_TICKS = INSTRUMENT.maxTicks
const INSTRUMENT_MIN_TICKS = INSTRUMENT.minTicks
const INSTRUMENT_TICK_LOT_VALUE = INSTRUMENT.tickLotValue
const POSITION_BUY = POSITION.buy
const POSITION_LOTS = POSITION.lots
const POSITION_SELL = POSITION.sell
const QUOTE_ASK_TICKS = QUOTE.askTicks
const QUOTE_BID_TICKS = QUOTE.bidTicks
const QUOTE_LAST_TICKS = QUOTE.lastTicks
const TERM_AFTER = TERM.after
const TERM_BASE_RATE = TERM.baseRate
const TERM_BASE_VALUE = TERM.baseValue
const TERM_HELD = TERM.held
const TERM_HIGHEST = TERM.highest
const TERM_LIMIT_TICKS = TERM.limitTicks
const TERM_LOTS = TERM.lots
const TERM_LOWEST = TERM.lowest
const TERM_RATE = TERM.rate
const TERM_REFERENCE = TERM.reference
const TERM_REPLACED = TERM.replaced
const TERM_SIDE = TERM.side
const TERM_STOP_TICKS = TERM.stopTicks
const TERM_TOUCH = TERM.touch
const TERM_VALUE = TERM.value
const TERM_WORKING = TERM.working
const TERM_WORTH = TERM.worth
const TERM_WORST_AFTER = TERM.worstAfter
const TERM_WORST_BEFORE = TERM.worstBefore

/** Fills the scratch row; answers true where the order only reduces. */
export function readTerms(book: Book, market: Market, request: OrderRequest, at: number): boolean {
  const terms = book.risk.evaluation.terms
  const side = request.side === 'BUY' ? 1 : -1
  const lots = requestLots(request)
  const replaced = replacedLots(request)
  let held = 0
  let buy = 0
  let sell = 0
  if (request.positionIndex >= 0) {
    const row = request.positionIndex * POSITION_STRIDE
    const positions = book.risk.positions
    held = positions[row + POSITION_LOTS]!
    buy = positions[row + POSITION_BUY]!
    sell = positions[row + POSITION_SELL]!
  }
  const working = (side > 0 ? buy : sell) - replaced
  const after = held * side + working + lots
  const opposite = held * side - (side > 0 ? sell : buy)
  terms[TERM_LOTS] = lots
  terms[TERM_REPLACED] = replaced
  terms[TERM_SIDE] = side
  terms[TERM_HELD] = held * side
  terms[TERM_WORKING] = working
  terms[TERM_AFTER] = after
  terms[TERM_WORST_BEFORE] = Math.max(Math.abs(held + buy), Math.abs(held - sell))
  terms[TERM_WORST_AFTER] = Math.max(Math.abs(after), Math.abs(opposite))
  terms[TERM_LIMIT_TICKS] = request.limitTicks ?? Number.NaN
  terms[TERM_STOP_TICKS] = request.stopTicks ?? Number.NaN
  readPrices(book, market, request, at)
  return held * side < 0 && working + lots <= Math.abs(held)
}

function readPrices(book: Book, market: Market, request: OrderRequest, at: number): void {
  const risk = book.risk
  const rows = market.rows
  const terms = risk.evaluation.terms
  const instrument = request.instrumentIndex * INSTRUMENT_STRIDE
  const quote = request.instrumentIndex * QUOTE_STRIDE
  const bid = rows[quote + QUOTE_BID_TICKS]!
  const ask = rows[quote + QUOTE_ASK_TICKS]!
  const isBuy = request.side === 'BUY'
  const touch = isBuy ? ask : bid
  let reference = (bid + ask) * 0.5
  if (reference !== reference) reference = rows[quote + QUOTE_LAST_TICKS]!
  const from = risk.instruments[instrument + INSTRUMENT_CURRENCY]!
  const to = risk.accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT_CURRENCY]!
  terms[TERM_RATE] = from === to ? 1 : freshRate(book, market, from, to, at)
  terms[TERM_BASE_RATE] = from === risk.baseCode ? 1 : freshRate(book, market, from, risk.baseCode, at)
  const worth = Math.abs(reference) * risk.instruments[instrument + INSTRUMENT_TICK_LOT_VALUE]!
  terms[TERM_TOUCH] = touch
  terms[TERM_REFERENCE] = reference
  terms[TERM_WORTH] = worth
  terms[TERM_VALUE] = worth * terms[TERM_RATE]!
  terms[TERM_BASE_VALUE] = worth * terms[TERM_BASE_RATE]!
  const limit = terms[TERM_LIMIT_TICKS]!
  const stop = terms[TERM_STOP_TICKS]!
  terms[TERM_LOWEST] = limit === limit ? limit : risk.instruments[instrument + INSTRUMENT_MIN_TICKS]!
  const { orderType } = request
  let highest = limit
  if (!isBuy) {
    if (orderType === 'MARKET') highest = bid
    else if (orderType === 'STOP') highest = stop
    else if (orderType === 'LIMIT') highest = bid > limit ? bid : limit
    else highest = stop > limit ? stop : limit
  } else if (orderType === 'MARKET' || orderType === 'STOP') {
    const start = orderType === 'MARKET' || ask > stop ? ask : stop
    highest = Math.min(
      start + Math.ceil(start / PROTECTION_PARTS),
      risk.instruments[instrument + INSTRUMENT_MAX_TICKS]!,
    )
  }
  terms[TERM_HIGHEST] = highest
}

/** The rate that holds at `at`; NaN where there is none or it is too old. The currencies differ. */
function freshRate(book: Book, market: Market, from: number, to: number, at: number): number {
  return at - rateTime(book, market, from, to) > FX_AGE_MAX ? Number.NaN : rateBetween(book, market, from, to)
}
