/** The kernel's gates: mode, live gate, switches, instrument, hours, quote and rate. Rules: SPEC.md RK-05 to RK-08. */

import type { Book } from '../book/book.ts'
import { QUOTE, QUOTE_STRIDE, STATUS_CODE, type Market } from '../book/market.ts'
import { QUOTE_AGE_MS_DEFAULT } from './compile.ts'
import * as layout from './layout.ts'
import type { OrderRequest } from './request.ts'
import { SLOT } from './slots.ts'
import { isSwitchedOff } from './switches.ts'
import { TERM } from './terms.ts'

const { ACCOUNT, ACCOUNT_STRIDE, INSTRUMENT, INSTRUMENT_STRIDE, LIMIT, VERDICT_STRIDE } = layout
const { FAILED, PASSED, SKIPPED } = layout

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_CURRENCY = ACCOUNT.currency
const CHECK_FX_RATE = SLOT.fxRate * VERDICT_STRIDE
const CHECK_INSTRUMENT_ACTIVE = SLOT.instrumentActive * VERDICT_STRIDE
const CHECK_KILL_SWITCH = SLOT.killSwitch * VERDICT_STRIDE
const CHECK_LIVE_GATE = SLOT.liveGate * VERDICT_STRIDE
const CHECK_MARKET_HOURS = SLOT.marketHours * VERDICT_STRIDE
const CHECK_QUOTE_AGE = SLOT.quoteAge * VERDICT_STRIDE
const CHECK_QUOTE_AVAILABLE = SLOT.quoteAvailable * VERDICT_STRIDE
const CHECK_TRADING_MODE = SLOT.tradingMode * VERDICT_STRIDE
const INSTRUMENT_CURRENCY = INSTRUMENT.currency
const INSTRUMENT_EXPIRES_AT = INSTRUMENT.expiresAt
const LIMIT_COVERING = LIMIT.covering
const QUOTE_RECEIVED_AT = QUOTE.receivedAt
const QUOTE_SESSION_ENDS_AT = QUOTE.sessionEndsAt
const QUOTE_STATUS = QUOTE.status
const SLOT_QUOTE_AGE = SLOT.quoteAge
const STATUS_CODE_CLOSED = STATUS_CODE.CLOSED
const STATUS_CODE_OPEN = STATUS_CODE.OPEN
const TERM_LIMITS = TERM.limits
const TERM_RATE = TERM.rate
const TERM_REFERENCE = TERM.reference
const TERM_TOUCH = TERM.touch

/** Writes the verdicts of the gates; answers them as bits. */
export function judgeGates(
  book: Book,
  market: Market,
  request: OrderRequest,
  at: number,
  reduces: boolean,
): number {
  const { evaluation, instruments, accounts } = book.risk
  const { checks, terms } = evaluation
  const account = book.accounts[request.accountIndex]!
  const instrument = request.instrumentIndex * INSTRUMENT_STRIDE
  const mode = request.requestedMode === account.mode ? PASSED : FAILED
  const gate = account.mode !== 'LIVE' ? SKIPPED : isLiveGateOpen(book, request) ? PASSED : FAILED
  const isOff = book.switches.length > 0 && isSwitchedOff(book, request)
  const active = at <= instruments[instrument + INSTRUMENT_EXPIRES_AT]! ? PASSED : FAILED
  const currency = accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT_CURRENCY]!
  const rate = terms[TERM_RATE]!
  let converts = rate === rate || reduces ? PASSED : FAILED
  if (instruments[instrument + INSTRUMENT_CURRENCY] === currency) converts = SKIPPED
  checks[CHECK_TRADING_MODE] = mode
  checks[CHECK_LIVE_GATE] = gate
  checks[CHECK_KILL_SWITCH] = isOff ? FAILED : PASSED
  checks[CHECK_INSTRUMENT_ACTIVE] = active
  checks[CHECK_FX_RATE] = converts
  return mode | gate | (isOff ? FAILED : PASSED) | active | converts | judgeQuote(book, market, request, at)
}

function isLiveGateOpen(book: Book, request: OrderRequest): boolean {
  const account = book.accounts[request.accountIndex]!
  const gate = request.liveGate
  const covering = book.risk.limits.merged[book.risk.evaluation.terms[TERM_LIMITS]! + LIMIT_COVERING]!
  if (!account.liveEnabled || account.connectionId === null || covering === 0) return false
  return gate.connectionHealthy && gate.reconciled && gate.killSwitchesKnown
}

function judgeQuote(book: Book, market: Market, request: OrderRequest, at: number): number {
  const { evaluation, limits } = book.risk
  const { checks, terms } = evaluation
  const rows = market.rows
  const row = request.instrumentIndex * QUOTE_STRIDE
  const status = rows[row + QUOTE_STATUS]!
  const isMarket = request.orderType === 'MARKET'
  const isClosed =
    status === STATUS_CODE_CLOSED || (status === STATUS_CODE_OPEN && at >= rows[row + QUOTE_SESSION_ENDS_AT]!)
  const rests = !isMarket && (request.timeInForce === 'DAY' || request.timeInForce === 'GTC')
  const hours = (isClosed ? rests : status === STATUS_CODE_OPEN) ? PASSED : FAILED
  const needed = isMarket ? terms[TERM_TOUCH]! : terms[TERM_REFERENCE]!
  const available = needed === needed ? PASSED : FAILED
  const age = at - rows[row + QUOTE_RECEIVED_AT]!
  const set = limits.merged[terms[TERM_LIMITS]! + SLOT_QUOTE_AGE]!
  const limit = set === Number.POSITIVE_INFINITY ? QUOTE_AGE_MS_DEFAULT : set
  // Micros and milliseconds are whole: the comparison is exact, and false for an unknown age.
  let fresh = age <= limit * 1000 ? PASSED : FAILED
  if (isClosed && rests && age === age) fresh = SKIPPED
  checks[CHECK_MARKET_HOURS] = hours
  checks[CHECK_QUOTE_AVAILABLE] = available
  checks[CHECK_QUOTE_AGE] = fresh
  return hours | available | fresh
}
