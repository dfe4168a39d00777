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
  const active = at <= instruments[instrument + INSTRUMENT.expiresAt]! ? PASSED : FAILED
  const currency = accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT.currency]!
  const rate = terms[TERM.rate]!
  let converts = rate === rate || reduces ? PASSED : FAILED
  if (instruments[instrument + INSTRUMENT.currency] === currency) converts = SKIPPED
  checks[SLOT.tradingMode * VERDICT_STRIDE] = mode
  checks[SLOT.liveGate * VERDICT_STRIDE] = gate
  checks[SLOT.killSwitch * VERDICT_STRIDE] = isOff ? FAILED : PASSED
  checks[SLOT.instrumentActive * VERDICT_STRIDE] = active
  checks[SLOT.fxRate * VERDICT_STRIDE] = converts
  return mode | gate | (isOff ? FAILED : PASSED) | active | converts | judgeQuote(book, market, request, at)
}

function isLiveGateOpen(book: Book, request: OrderRequest): boolean {
  const account = book.accounts[request.accountIndex]!
  const gate = request.liveGate
  const covering = book.risk.limits.merged[book.risk.evaluation.terms[TERM.limits]! + LIMIT.covering]!
  if (!account.liveEnabled || account.connectionId === null || covering === 0) return false
  return gate.connectionHealthy && gate.reconciled && gate.killSwitchesKnown
}

function judgeQuote(book: Book, market: Market, request: OrderRequest, at: number): number {
  const { evaluation, limits } = book.risk
  const { checks, terms } = evaluation
  const rows = market.rows
  const row = request.instrumentIndex * QUOTE_STRIDE
  const status = rows[row + QUOTE.status]!
  const isMarket = request.orderType === 'MARKET'
  const isClosed =
    status === STATUS_CODE.CLOSED || (status === STATUS_CODE.OPEN && at >= rows[row + QUOTE.sessionEndsAt]!)
  const rests = !isMarket && (request.timeInForce === 'DAY' || request.timeInForce === 'GTC')
  const hours = (isClosed ? rests : status === STATUS_CODE.OPEN) ? PASSED : FAILED
  const needed = isMarket ? terms[TERM.touch]! : terms[TERM.reference]!
  const available = needed === needed ? PASSED : FAILED
  const age = at - rows[row + QUOTE.receivedAt]!
  const set = limits.merged[terms[TERM.limits]! + SLOT.quoteAge]!
  const limit = set === Number.POSITIVE_INFINITY ? QUOTE_AGE_MS_DEFAULT : set
  // Micros and milliseconds are whole: the comparison is exact, and false for an unknown age.
  let fresh = age <= limit * 1000 ? PASSED : FAILED
  if (isClosed && rests && age === age) fresh = SKIPPED
  checks[SLOT.marketHours * VERDICT_STRIDE] = hours
  checks[SLOT.quoteAvailable * VERDICT_STRIDE] = available
  checks[SLOT.quoteAge * VERDICT_STRIDE] = fresh
  return hours | available | fresh
}
