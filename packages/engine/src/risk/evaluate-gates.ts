/**
 * The kernel's gates (mode, live gate, switches, instrument, hours, quote and rate), and the prices they are judged by.
 * Rules: SPEC.md RK-05 to RK-08, RK-10.
 */

import { MODES, type Mode } from '@quarterdeck/sdk'
import type { Book } from '../book/book.ts'
import { QUOTE, QUOTE_STRIDE as STRIDE, STATUS_CODE, type Market } from '../book/market.ts'
import { fail, type RiskEvaluation } from './evaluation.ts'
import { FX_AGE_MAX } from './fx.ts'
import { judgeLive, NOT_LIVE as SKIPS_NOT_LIVE } from './evaluate-live.ts'
import * as layout from './layout.ts'
import { PROTECTION_PARTS } from './price.ts'
import type { OrderRequest } from './request.ts'
import type { RiskRows } from './rows.ts'
import { SLOT } from './slots.ts'
import { isSwitchedOff } from './switches.ts'
import { TERM } from './terms.ts'
import { rateBetween, rateTime } from './totals.ts'

const { ACCOUNT, INSTRUMENT, LIMIT } = layout

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_CURRENCY = ACCOUNT.currency
const ACCOUNT_MODE = ACCOUNT.mode
const ACCOUNT_STRIDE = layout.ACCOUNT_STRIDE
const INSTRUMENT_ASSET_CLASS = INSTRUMENT.assetClass
const INSTRUMENT_CURRENCY = INSTRUMENT.currency
const INSTRUMENT_EXPIRES_AT = INSTRUMENT.expiresAt
const INSTRUMENT_MAX_TICKS = INSTRUMENT.maxTicks
const INSTRUMENT_MIN_TICKS = INSTRUMENT.minTicks
const INSTRUMENT_STRIDE = layout.INSTRUMENT_STRIDE
const INSTRUMENT_TICK_LOT_VALUE = INSTRUMENT.tickLotValue
const LIMIT_QUOTE_AGE_MICROS = LIMIT.quoteAgeMicros
const LIVE = MODES.indexOf('LIVE')
const NOT_LIVE = SKIPS_NOT_LIVE
const PAPER = MODES.indexOf('PAPER')
const QUOTE_ASK_TICKS = QUOTE.askTicks
const QUOTE_BID_TICKS = QUOTE.bidTicks
const QUOTE_LAST_AT = QUOTE.lastAt
const QUOTE_LAST_TICKS = QUOTE.lastTicks
const QUOTE_RECEIVED_AT = QUOTE.receivedAt
const QUOTE_SESSION_ENDS_AT = QUOTE.sessionEndsAt
const QUOTE_STATUS = QUOTE.status
const QUOTE_STRIDE = STRIDE
const SHADOW = MODES.indexOf('SHADOW')
const SKIP_FX_RATE = 1 << SLOT.fxRate
const SKIP_QUOTE_AGE = 1 << SLOT.quoteAge
const SLOT_FX_RATE = SLOT.fxRate
const SLOT_INSTRUMENT_ACTIVE = SLOT.instrumentActive
const SLOT_KILL_SWITCH = SLOT.killSwitch
const SLOT_MARKET_HOURS = SLOT.marketHours
const SLOT_QUOTE_AGE = SLOT.quoteAge
const SLOT_QUOTE_AVAILABLE = SLOT.quoteAvailable
const SLOT_TRADING_MODE = SLOT.tradingMode
const STATUS_CODE_CLOSED = STATUS_CODE.CLOSED
const STATUS_CODE_OPEN = STATUS_CODE.OPEN
const SUM_STRIDE = layout.SUM_STRIDE
const TERM_BASE_RATE = TERM.baseRate
const TERM_BASE_VALUE = TERM.baseValue
const TERM_HIGHEST = TERM.highest
const TERM_LIMIT_TICKS = TERM.limitTicks
const TERM_LOWEST = TERM.lowest
const TERM_RATE = TERM.rate
const TERM_REFERENCE = TERM.reference
const TERM_STOP_TICKS = TERM.stopTicks
const TERM_TOUCH = TERM.touch
const TERM_VALUE = TERM.value
const TERM_WORTH = TERM.worth

/** What is already known of the market, as bits. */
const OPEN = 1
const FRESH = 2

/** Reads the prices of the order into the scratch row, and notes the gates that are shut and those that do not apply. */
export function judgeGates(book: Book, market: Market, request: OrderRequest, at: number): void {
  const risk = book.risk
  const { instruments, accounts, evaluation } = risk
  const { terms, sells } = evaluation
  const account = request.accountIndex * ACCOUNT_STRIDE
  const instrument = request.instrumentIndex * INSTRUMENT_STRIDE
  const row = request.instrumentIndex * QUOTE_STRIDE
  const rows = market.rows
  const bid = rows[row + QUOTE_BID_TICKS]!
  const ask = rows[row + QUOTE_ASK_TICKS]!
  const mid = (bid + ask) * 0.5
  const reference = mid === mid ? mid : rows[row + QUOTE_LAST_TICKS]!
  const from = instruments[instrument + INSTRUMENT_CURRENCY]!
  const to = accounts[account + ACCOUNT_CURRENCY]!
  const worth = Math.abs(reference) * instruments[instrument + INSTRUMENT_TICK_LOT_VALUE]!
  const rate = from === to ? 1 : freshRate(book, market, from, to, at)
  const baseRate = from === risk.baseCode ? 1 : freshRate(book, market, from, risk.baseCode, at)
  const touch = sells === 0 ? ask : bid
  terms[TERM_REFERENCE] = reference
  terms[TERM_TOUCH] = touch
  terms[TERM_WORTH] = worth
  terms[TERM_RATE] = rate
  terms[TERM_VALUE] = worth * rate
  terms[TERM_BASE_RATE] = baseRate
  terms[TERM_BASE_VALUE] = worth * baseRate
  const { orderType } = request
  if (orderType === 'LIMIT') {
    const limit = request.limitTicks ?? Number.NaN
    terms[TERM_LIMIT_TICKS] = limit
    terms[TERM_LOWEST] = limit
    terms[TERM_HIGHEST] = sells !== 0 && bid > limit ? bid : limit
  } else readBounds(risk, market, request)

  const mode = accounts[account + ACCOUNT_MODE]! | 0
  evaluation.mode = mode
  evaluation.classSums = SUM_STRIDE * (1 + (instruments[instrument + INSTRUMENT_ASSET_CLASS]! | 0))
  if (modeCode(request.requestedMode) !== mode) fail(evaluation, SLOT_TRADING_MODE)
  let skips = from === to ? SKIP_FX_RATE : 0
  skips |= mode === LIVE ? judgeLive(book, request) : NOT_LIVE
  evaluation.skips = skips
  if (rate !== rate && !evaluation.reduces) fail(evaluation, SLOT_FX_RATE)
  if (book.switches.length > 0 && isSwitchedOff(book, request)) fail(evaluation, SLOT_KILL_SWITCH)
  const bookAt = at > book.at ? at : book.at
  if (!(bookAt <= instruments[instrument + INSTRUMENT_EXPIRES_AT]!)) fail(evaluation, SLOT_INSTRUMENT_ACTIVE)
  const needed = orderType === 'MARKET' ? touch : reference
  if (needed !== needed) fail(evaluation, SLOT_QUOTE_AVAILABLE)
  const isOpen = rows[row + QUOTE_STATUS] === STATUS_CODE_OPEN && !(at >= rows[row + QUOTE_SESSION_ENDS_AT]!)
  // Without both sides the reference is the last trade, and as old as that; a reduction only needs the quote.
  const isQuoted = mid === mid || evaluation.reduces || reference !== reference
  const quotedAt = rows[row + (isQuoted ? QUOTE_RECEIVED_AT : QUOTE_LAST_AT)]!
  const isFresh = at - quotedAt <= risk.limits.merged[evaluation.policy + LIMIT_QUOTE_AGE_MICROS]!
  if (!isOpen || !isFresh)
    judgeClosedOrOld(rows, request, evaluation, (isOpen ? OPEN : 0) | (isFresh ? FRESH : 0))
}

function modeCode(mode: Mode): number {
  return mode === 'PAPER' ? PAPER : mode === 'LIVE' ? LIVE : SHADOW
}

/** The highest and lowest price of an order other than a limit order; its prices too. */
function readBounds(risk: RiskRows, market: Market, request: OrderRequest): void {
  const { terms } = risk.evaluation
  const instrument = request.instrumentIndex * INSTRUMENT_STRIDE
  const row = request.instrumentIndex * QUOTE_STRIDE
  const bid = market.rows[row + QUOTE_BID_TICKS]!
  const ask = market.rows[row + QUOTE_ASK_TICKS]!
  const { orderType } = request
  const limit = request.limitTicks ?? Number.NaN
  const stop = request.stopTicks ?? Number.NaN
  terms[TERM_LIMIT_TICKS] = limit
  terms[TERM_STOP_TICKS] = stop
  terms[TERM_LOWEST] = limit === limit ? limit : risk.instruments[instrument + INSTRUMENT_MIN_TICKS]!
  let highest = limit
  if (request.side === 'SELL') {
    if (orderType === 'MARKET') highest = bid
    else if (orderType === 'STOP') highest = stop
    else highest = stop > limit ? stop : limit
  } else if (orderType !== 'STOP_LIMIT') {
    const start = orderType === 'MARKET' || ask > stop ? ask : stop
    const raised = start + Math.ceil(start / PROTECTION_PARTS)
    highest = Math.min(raised, risk.instruments[instrument + INSTRUMENT_MAX_TICKS]!)
  }
  terms[TERM_HIGHEST] = highest
}

/** Hours and quote age where the market is not open, or its quote not fresh. */
function judgeClosedOrOld(
  rows: Float64Array,
  request: OrderRequest,
  evaluation: RiskEvaluation,
  seen: number,
): void {
  const row = request.instrumentIndex * QUOTE_STRIDE
  const status = rows[row + QUOTE_STATUS]!
  const receivedAt = rows[row + QUOTE_RECEIVED_AT]!
  const { orderType, timeInForce } = request
  const isOpen = (seen & OPEN) !== 0
  const isClosed = !isOpen && (status === STATUS_CODE_CLOSED || status === STATUS_CODE_OPEN)
  const rests = isClosed && orderType !== 'MARKET' && (timeInForce === 'DAY' || timeInForce === 'GTC')
  if (!isOpen && !rests) fail(evaluation, SLOT_MARKET_HOURS)
  if (rests && receivedAt === receivedAt) evaluation.skips |= SKIP_QUOTE_AGE
  else if ((seen & FRESH) === 0) fail(evaluation, SLOT_QUOTE_AGE)
}

/** The rate that holds at `at`; NaN where there is none or it is too old. The currencies differ. */
function freshRate(book: Book, market: Market, from: number, to: number, at: number): number {
  return at - rateTime(book, market, from, to) > FX_AGE_MAX ? Number.NaN : rateBetween(book, market, from, to)
}
