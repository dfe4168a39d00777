/** The kernel's gates: mode, live gate, switches, instrument, hours, quote and rate. Rules: SPEC.md RK-05 to RK-08. */

import { MODES } from '@quarterdeck/sdk'
import type { Book } from '../book/book.ts'
import { QUOTE, QUOTE_STRIDE as STRIDE, STATUS_CODE, type Market } from '../book/market.ts'
import { fail, type RiskEvaluation } from './evaluation.ts'
import * as layout from './layout.ts'
import type { OrderRequest } from './request.ts'
import { SLOT } from './slots.ts'
import { isSwitchedOff } from './switches.ts'
import { TERM } from './terms.ts'

const { ACCOUNT, ACCOUNT_STRIDE, INSTRUMENT, INSTRUMENT_STRIDE, LIMIT } = layout

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_CURRENCY = ACCOUNT.currency
const INSTRUMENT_CURRENCY = INSTRUMENT.currency
const INSTRUMENT_EXPIRES_AT = INSTRUMENT.expiresAt
const LIMIT_COVERING = LIMIT.covering
const LIMIT_QUOTE_AGE_MICROS = LIMIT.quoteAgeMicros
const LIVE = MODES.indexOf('LIVE')
const PAPER = MODES.indexOf('PAPER')
const QUOTE_RECEIVED_AT = QUOTE.receivedAt
const QUOTE_SESSION_ENDS_AT = QUOTE.sessionEndsAt
const QUOTE_STATUS = QUOTE.status
const QUOTE_STRIDE = STRIDE
const SHADOW = MODES.indexOf('SHADOW')
const SKIP_FX_RATE = 1 << SLOT.fxRate
const SKIP_LIVE_GATE = 1 << SLOT.liveGate
const SKIP_QUOTE_AGE = 1 << SLOT.quoteAge
const SLOT_FX_RATE = SLOT.fxRate
const SLOT_INSTRUMENT_ACTIVE = SLOT.instrumentActive
const SLOT_KILL_SWITCH = SLOT.killSwitch
const SLOT_LIVE_GATE = SLOT.liveGate
const SLOT_MARKET_HOURS = SLOT.marketHours
const SLOT_QUOTE_AGE = SLOT.quoteAge
const SLOT_QUOTE_AVAILABLE = SLOT.quoteAvailable
const SLOT_TRADING_MODE = SLOT.tradingMode
const STATUS_CODE_CLOSED = STATUS_CODE.CLOSED
const STATUS_CODE_OPEN = STATUS_CODE.OPEN
/** What is already known of the market, as bits. */
const OPEN = 1
const FRESH = 2
const TERM_RATE = TERM.rate
const TERM_REFERENCE = TERM.reference
const TERM_TOUCH = TERM.touch

/** Notes the gates that are shut, and those that do not apply. */
export function judgeGates(book: Book, market: Market, request: OrderRequest, at: number): void {
  const { evaluation, instruments, accounts } = book.risk
  const { terms } = evaluation
  const account = request.accountIndex * ACCOUNT_STRIDE
  const instrument = request.instrumentIndex * INSTRUMENT_STRIDE
  const { mode } = evaluation
  const asked = request.requestedMode
  const askedMode = asked === 'PAPER' ? PAPER : asked === 'LIVE' ? LIVE : SHADOW
  if (askedMode !== mode) fail(evaluation, SLOT_TRADING_MODE)
  let skips = 0
  if (mode !== LIVE) skips = SKIP_LIVE_GATE
  else if (!isLiveGateOpen(book, request)) fail(evaluation, SLOT_LIVE_GATE)
  if (book.switches.length > 0 && isSwitchedOff(book, request)) fail(evaluation, SLOT_KILL_SWITCH)
  if (!(at <= instruments[instrument + INSTRUMENT_EXPIRES_AT]!)) fail(evaluation, SLOT_INSTRUMENT_ACTIVE)
  const rate = terms[TERM_RATE]!
  if (instruments[instrument + INSTRUMENT_CURRENCY] === accounts[account + ACCOUNT_CURRENCY])
    skips |= SKIP_FX_RATE
  else if (rate !== rate && !evaluation.reduces) fail(evaluation, SLOT_FX_RATE)
  evaluation.skips = skips

  const rows = market.rows
  const row = request.instrumentIndex * QUOTE_STRIDE
  const status = rows[row + QUOTE_STATUS]!
  const isMarket = request.orderType === 'MARKET'
  const isOpen = status === STATUS_CODE_OPEN && !(at >= rows[row + QUOTE_SESSION_ENDS_AT]!)
  const isFresh =
    at - rows[row + QUOTE_RECEIVED_AT]! <=
    book.risk.limits.merged[evaluation.policy + LIMIT_QUOTE_AGE_MICROS]!
  const needed = isMarket ? terms[TERM_TOUCH]! : terms[TERM_REFERENCE]!
  if (needed !== needed) fail(evaluation, SLOT_QUOTE_AVAILABLE)
  if (!isOpen || !isFresh)
    judgeClosedOrOld(market.rows, request, evaluation, (isOpen ? OPEN : 0) | (isFresh ? FRESH : 0))
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

function isLiveGateOpen(book: Book, request: OrderRequest): boolean {
  const account = book.accounts[request.accountIndex]!
  const gate = request.liveGate
  const { limits, evaluation } = book.risk
  const covering = limits.merged[evaluation.policy + LIMIT_COVERING]!
  if (!account.liveEnabled || account.connectionId === null || covering === 0) return false
  return gate.connectionHealthy && gate.reconciled && gate.killSwitchesKnown
}
