/** What the checks of one evaluation share, read once from the packed rows into a scratch row. */

import type { Book } from '../book/book.ts'
import { QUOTE, QUOTE_STRIDE as STRIDE, type Market } from '../book/market.ts'
import { openLots, workingLots } from '../order/open-lots.ts'
import { FX_AGE_MAX } from './fx.ts'
import * as layout from './layout.ts'
import { PROTECTION_PARTS } from './price.ts'
import type { OrderRequest } from './request.ts'
import { rateBetween, rateTime } from './totals.ts'

const { ACCOUNT, INSTRUMENT, POSITION } = layout

export const TERM = {
  /** Lots that the order can trade. */
  lots: 0,
  /** The same, less the working lots of the order that it replaces. */
  moved: 1,
  /** 1 for a buy, -1 for a sale. */
  side: 2,
  /** Held lots, positive in the order's direction. */
  held: 3,
  /** Working lots on the order's side, the replaced ones out. */
  working: 4,
  /** Position in the order's direction once everything on its side has filled. */
  after: 5,
  /** Largest distance from zero with the order, and what the order adds to it. */
  worstAfter: 6,
  worstAdded: 7,
  /** All lots that were summed up to these: what their roundings are a share of. */
  size: 8,
  /** Price that marks the instrument, and the highest and lowest that the order can trade at; NaN unknown. */
  reference: 9,
  highest: 10,
  lowest: 11,
  /** The side of the quote that the order would touch. */
  touch: 12,
  limitTicks: 13,
  stopTicks: 14,
  /** Exposure of one lot in the instrument's currency, in the account's and in the base currency; NaN unknown. */
  worth: 15,
  value: 16,
  baseValue: 17,
  /** Account and base currency per unit of the instrument's; NaN where there is no rate that holds. */
  rate: 18,
  baseRate: 19,
  /** What checks of a class or an instrument take over from those of the account. */
  error: 20,
  classGross: 21,
  movedValue: 22,
  equityLow: 23,
  equityHigh: 24,
} as const

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_CURRENCY = ACCOUNT.currency
const ACCOUNT_MODE = ACCOUNT.mode
const ACCOUNT_STRIDE = layout.ACCOUNT_STRIDE
const INSTRUMENT_ASSET_CLASS = INSTRUMENT.assetClass
const INSTRUMENT_CURRENCY = INSTRUMENT.currency
const INSTRUMENT_MAX_TICKS = INSTRUMENT.maxTicks
const INSTRUMENT_MIN_TICKS = INSTRUMENT.minTicks
const INSTRUMENT_STRIDE = layout.INSTRUMENT_STRIDE
const INSTRUMENT_TICK_LOT_VALUE = INSTRUMENT.tickLotValue
const POSITION_BUY = POSITION.buy
const POSITION_LOTS = POSITION.lots
const POSITION_SELL = POSITION.sell
const POSITION_STRIDE = layout.POSITION_STRIDE
const QUOTE_ASK_TICKS = QUOTE.askTicks
const QUOTE_BID_TICKS = QUOTE.bidTicks
const QUOTE_LAST_TICKS = QUOTE.lastTicks
const QUOTE_STRIDE = STRIDE
const SUM_STRIDE = layout.SUM_STRIDE
const TERM_AFTER = TERM.after
const TERM_BASE_RATE = TERM.baseRate
const TERM_BASE_VALUE = TERM.baseValue
const TERM_HELD = TERM.held
const TERM_HIGHEST = TERM.highest
const TERM_LIMIT_TICKS = TERM.limitTicks
const TERM_LOTS = TERM.lots
const TERM_LOWEST = TERM.lowest
const TERM_MOVED = TERM.moved
const TERM_RATE = TERM.rate
const TERM_REFERENCE = TERM.reference
const TERM_SIDE = TERM.side
const TERM_SIZE = TERM.size
const TERM_STOP_TICKS = TERM.stopTicks
const TERM_TOUCH = TERM.touch
const TERM_VALUE = TERM.value
const TERM_WORKING = TERM.working
const TERM_WORST_ADDED = TERM.worstAdded
const TERM_WORST_AFTER = TERM.worstAfter
const TERM_WORTH = TERM.worth

/** Fills the scratch row; answers true where the order only reduces. */
export function readTerms(book: Book, market: Market, request: OrderRequest, at: number): boolean {
  const { evaluation, positions } = book.risk
  const { terms } = evaluation
  const { replacing } = request
  const isBuy = request.side === 'BUY'
  const side = isBuy ? 1 : -1
  const lots = replacing === null ? request.quantityLots : openLots(replacing, request.quantityLots)
  const replaced = replacing === null ? 0 : workingLots(replacing)
  let held = 0
  let ours = 0
  let theirs = 0
  if (request.positionIndex >= 0) {
    const row = request.positionIndex * POSITION_STRIDE
    held = positions[row + POSITION_LOTS]! * side
    ours = positions[row + (isBuy ? POSITION_BUY : POSITION_SELL)]!
    theirs = positions[row + (isBuy ? POSITION_SELL : POSITION_BUY)]!
  }
  const working = ours - replaced
  const after = held + working + lots
  const opposite = Math.abs(held - theirs)
  const worstBefore = Math.max(Math.abs(held + ours), opposite)
  const worstAfter = Math.max(Math.abs(after), opposite)
  terms[TERM_LOTS] = lots
  terms[TERM_MOVED] = lots - replaced
  terms[TERM_SIDE] = side
  terms[TERM_HELD] = held
  terms[TERM_WORKING] = working
  terms[TERM_AFTER] = after
  terms[TERM_WORST_AFTER] = worstAfter
  terms[TERM_WORST_ADDED] = worstAfter - worstBefore
  terms[TERM_SIZE] = worstAfter + worstBefore + lots + replaced
  readPrices(book, market, request, at)
  return held < 0 && working + lots <= -held
}

function readPrices(book: Book, market: Market, request: OrderRequest, at: number): void {
  const risk = book.risk
  const rows = market.rows
  const { instruments, accounts, evaluation, baseCode } = risk
  const { terms } = evaluation
  const account = request.accountIndex * ACCOUNT_STRIDE
  const instrument = request.instrumentIndex * INSTRUMENT_STRIDE
  const quote = request.instrumentIndex * QUOTE_STRIDE
  evaluation.mode = accounts[account + ACCOUNT_MODE]! | 0
  evaluation.classSums = SUM_STRIDE * (1 + (instruments[instrument + INSTRUMENT_ASSET_CLASS]! | 0))
  const bid = rows[quote + QUOTE_BID_TICKS]!
  const ask = rows[quote + QUOTE_ASK_TICKS]!
  let reference = (bid + ask) * 0.5
  if (reference !== reference) reference = rows[quote + QUOTE_LAST_TICKS]!
  const from = instruments[instrument + INSTRUMENT_CURRENCY]!
  const to = accounts[account + ACCOUNT_CURRENCY]!
  const worth = Math.abs(reference) * instruments[instrument + INSTRUMENT_TICK_LOT_VALUE]!
  const rate = from === to ? 1 : freshRate(book, market, from, to, at)
  const baseRate = from === baseCode ? 1 : freshRate(book, market, from, baseCode, at)
  terms[TERM_REFERENCE] = reference
  terms[TERM_WORTH] = worth
  terms[TERM_RATE] = rate
  terms[TERM_VALUE] = worth * rate
  terms[TERM_BASE_RATE] = baseRate
  terms[TERM_BASE_VALUE] = worth * baseRate

  const { orderType } = request
  const isBuy = request.side === 'BUY'
  const limit = request.limitTicks ?? Number.NaN
  const stop = request.stopTicks ?? Number.NaN
  terms[TERM_TOUCH] = isBuy ? ask : bid
  terms[TERM_LIMIT_TICKS] = limit
  terms[TERM_STOP_TICKS] = stop
  terms[TERM_LOWEST] = limit === limit ? limit : instruments[instrument + INSTRUMENT_MIN_TICKS]!
  let highest = limit
  if (!isBuy) {
    if (orderType === 'MARKET') highest = bid
    else if (orderType === 'STOP') highest = stop
    else if (orderType === 'LIMIT') highest = bid > limit ? bid : limit
    else highest = stop > limit ? stop : limit
  } else if (orderType === 'MARKET' || orderType === 'STOP') {
    const start = orderType === 'MARKET' || ask > stop ? ask : stop
    const raised = start + Math.ceil(start / PROTECTION_PARTS)
    highest = Math.min(raised, instruments[instrument + INSTRUMENT_MAX_TICKS]!)
  }
  terms[TERM_HIGHEST] = highest
}

/** The rate that holds at `at`; NaN where there is none or it is too old. The currencies differ. */
function freshRate(book: Book, market: Market, from: number, to: number, at: number): number {
  return at - rateTime(book, market, from, to) > FX_AGE_MAX ? Number.NaN : rateBetween(book, market, from, to)
}
