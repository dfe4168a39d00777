/** The kernel's checks of the order itself: gates, quote, size, price, position and cash. Rules: SPEC.md RK-01 to RK-20. */

import type { Book } from '../book/book.ts'
import { QUOTE, QUOTE_STRIDE, STATUS_CODE, type Market } from '../book/market.ts'
import { QUOTE_AGE_MS_DEFAULT } from './compile.ts'
import { FX_AGE_MAX } from './fx.ts'
import { toNumber } from './instrument-row.ts'
import * as layout from './layout.ts'
import type { OrderRequest } from './request.ts'
import { requestsInWindow } from './request-times.ts'
import { SLOT } from './slots.ts'
import { isSwitchedOff } from './switches.ts'
import { TERM } from './terms.ts'
import { EXACT_STEP, rateBetween, rateTime } from './totals.ts'
import { judge, put, RELATIVE, rule, settle } from './verdict.ts'

const { ACCOUNT, ACCOUNT_STRIDE, INSTRUMENT, INSTRUMENT_STRIDE, LIMIT, MODE_LOTS, MODE_LOTS_STRIDE } = layout
const { AMBIGUOUS, FAILED, PASSED, SKIPPED } = layout

/** A fee is rounded at 8 decimals: how far the exact one may lie from its double. */
const FEE_STEP = 1e-8

/** Gates: mode, live gate, switches, instrument, hours, quote, rate, restriction. */
export function judgeGates(
  book: Book,
  market: Market,
  request: OrderRequest,
  at: number,
  reduces: boolean,
): number {
  const { evaluation, limits, instruments } = book.risk
  const { checks, terms } = evaluation
  const row = terms[TERM.limits]!
  const account = book.accounts[request.accountIndex]!
  let seen = rule(checks, SLOT.tradingMode, request.requestedMode === account.mode)
  if (account.mode !== 'LIVE') seen |= put(checks, SLOT.liveGate, SKIPPED, Number.NaN, Number.NaN)
  else seen |= rule(checks, SLOT.liveGate, isLiveGateOpen(book, request))
  seen |= rule(checks, SLOT.killSwitch, book.switches.length === 0 || !isSwitchedOff(book, request))
  const expiresAt = instruments[request.instrumentIndex * INSTRUMENT_STRIDE + INSTRUMENT.expiresAt]!
  seen |= rule(checks, SLOT.instrumentActive, at <= expiresAt)
  seen |= judgeQuote(market, request, at, checks, terms, limits.merged[row + SLOT.quoteAge]!)
  const rate = terms[TERM.rate]!
  if (account.currency === book.instruments[request.instrumentIndex]!.terms.currency) {
    seen |= put(checks, SLOT.fxRate, SKIPPED, Number.NaN, Number.NaN)
  } else seen |= rule(checks, SLOT.fxRate, rate === rate || reduces)
  return (
    seen | settle(checks, SLOT.restricted, reduces ? PASSED : FAILED, limits.merged[row + SLOT.restricted]!)
  )
}

function isLiveGateOpen(book: Book, request: OrderRequest): boolean {
  const account = book.accounts[request.accountIndex]!
  const gate = request.liveGate
  const covering = book.risk.limits.merged[book.risk.evaluation.terms[TERM.limits]! + LIMIT.covering]!
  if (!account.liveEnabled || account.connectionId === null || covering === 0) return false
  return gate.connectionHealthy && gate.reconciled && gate.killSwitchesKnown
}

function judgeQuote(
  market: Market,
  request: OrderRequest,
  at: number,
  checks: Float64Array,
  terms: Float64Array,
  ageMs: number,
): number {
  const rows = market.rows
  const row = request.instrumentIndex * QUOTE_STRIDE
  const status = rows[row + QUOTE.status]!
  const isClosed =
    status === STATUS_CODE.CLOSED || (status === STATUS_CODE.OPEN && at >= rows[row + QUOTE.sessionEndsAt]!)
  const rests =
    request.orderType !== 'MARKET' && (request.timeInForce === 'DAY' || request.timeInForce === 'GTC')
  let seen = rule(checks, SLOT.marketHours, isClosed ? rests : status === STATUS_CODE.OPEN)
  const needed = request.orderType === 'MARKET' ? terms[TERM.touch]! : terms[TERM.reference]!
  seen |= rule(checks, SLOT.quoteAvailable, needed === needed)
  const age = at - rows[row + QUOTE.receivedAt]!
  const limit = ageMs === Number.POSITIVE_INFINITY ? QUOTE_AGE_MS_DEFAULT : ageMs
  let verdict = age <= limit * 1000 ? PASSED : FAILED
  if (isClosed && rests && age === age) verdict = SKIPPED
  seen |= put(checks, SLOT.quoteAge, verdict, age / 1000, limit)
  return seen
}

/** Size and price of the order, and the rate of orders. */
export function judgeOrder(
  book: Book,
  market: Market,
  request: OrderRequest,
  at: number,
  reduces: boolean,
): number {
  const { evaluation, limits, instruments, accounts, modes } = book.risk
  const { checks, terms } = evaluation
  const row = terms[TERM.limits]!
  const merged = limits.merged
  const instrument = request.instrumentIndex * INSTRUMENT_STRIDE
  const quantity = request.quantityLots * instruments[instrument + INSTRUMENT.quantityPerLot]!
  let seen = judge(checks, SLOT.orderQuantity, quantity, merged[row + SLOT.orderQuantity]!, 0)
  const rate = terms[TERM.rate]!
  const highest = terms[TERM.highest]!
  const notional =
    Math.abs(highest) * request.quantityLots * instruments[instrument + INSTRUMENT.tickLotValue]! * rate
  const notionalLimit = merged[row + SLOT.orderNotional]!
  if (notional === notional)
    seen |= judge(
      checks,
      SLOT.orderNotional,
      notional,
      notionalLimit,
      EXACT_STEP * (1 + Math.abs(notional / rate)),
    )
  else
    seen |= settle(
      checks,
      SLOT.orderNotional,
      reduces && highest === highest ? PASSED : FAILED,
      notionalLimit,
    )
  seen |= judgeCollar(request, checks, terms, merged[row + SLOT.priceCollar]!)
  const account = request.accountIndex * ACCOUNT_STRIDE
  const mode = accounts[account + ACCOUNT.mode]!
  const added = request.replacing === null ? 1 : 0
  seen |= judgeCount(
    checks,
    SLOT.openOrders,
    accounts[account + ACCOUNT.openOrders]! + added,
    merged[row + SLOT.openOrders]!,
  )
  const modeOrders = modes[mode * ACCOUNT_STRIDE + ACCOUNT.openOrders]! + added
  seen |= judgeCount(checks, SLOT.openOrdersMode, modeOrders, merged[row + SLOT.openOrdersMode]!)
  const rateLimit = merged[row + SLOT.orderRate]!
  if (rateLimit === Number.POSITIVE_INFINITY) seen |= settle(checks, SLOT.orderRate, PASSED, rateLimit)
  else {
    const times = book.accounts[request.accountIndex]!.orderTimes
    seen |= judgeCount(checks, SLOT.orderRate, requestsInWindow(accounts, account, times, at) + 1, rateLimit)
  }
  const modeLimit = merged[row + SLOT.orderRateMode]!
  if (modeLimit === Number.POSITIVE_INFINITY)
    return seen | settle(checks, SLOT.orderRateMode, PASSED, modeLimit)
  const modeTimes = book.risk.modeTimes[mode]!
  return (
    seen |
    judgeCount(
      checks,
      SLOT.orderRateMode,
      requestsInWindow(modes, mode * ACCOUNT_STRIDE, modeTimes, at) + 1,
      modeLimit,
    )
  )
}

/** Counts are whole and small: the comparison is exact. */
function judgeCount(checks: Float64Array, slot: number, observed: number, limit: number): number {
  if (limit === Number.POSITIVE_INFINITY) return put(checks, slot, SKIPPED, observed, limit)
  return put(checks, slot, observed <= limit ? PASSED : FAILED, observed, limit)
}

function judgeCollar(
  request: OrderRequest,
  checks: Float64Array,
  terms: Float64Array,
  limit: number,
): number {
  if (limit === Number.POSITIVE_INFINITY || request.orderType === 'STOP') {
    return put(checks, SLOT.priceCollar, SKIPPED, Number.NaN, limit)
  }
  const side = terms[TERM.side]!
  const price = request.orderType === 'MARKET' ? terms[TERM.touch]! : terms[TERM.limitTicks]!
  let anchor = terms[TERM.reference]!
  const stop = terms[TERM.stopTicks]!
  if (request.orderType === 'STOP_LIMIT' && (stop - anchor) * side > 0) anchor = stop
  if (!(anchor > 0) || price !== price) return put(checks, SLOT.priceCollar, FAILED, Number.NaN, limit)
  return judge(
    checks,
    SLOT.priceCollar,
    ((price - anchor) * side) / anchor,
    limit,
    ((Math.abs(price) + anchor) / anchor) * RELATIVE,
  )
}

/** The position that the order can lead to, in the account and over its mode. */
export function judgePosition(
  book: Book,
  market: Market,
  request: OrderRequest,
  at: number,
  reduces: boolean,
): number {
  const { evaluation, limits, instruments, accounts } = book.risk
  const { checks, terms } = evaluation
  const row = terms[TERM.limits]!
  const merged = limits.merged
  const quantityLimit = merged[row + SLOT.positionQuantity]!
  const quantityLimitMode = merged[row + SLOT.positionQuantityMode]!
  const notionalLimit = merged[row + SLOT.positionNotional]!
  const notionalLimitMode = merged[row + SLOT.positionNotionalMode]!
  if (reduces) {
    return (
      settle(checks, SLOT.positionQuantity, PASSED, quantityLimit) |
      settle(checks, SLOT.positionQuantityMode, PASSED, quantityLimitMode) |
      settle(checks, SLOT.positionNotional, PASSED, notionalLimit) |
      settle(checks, SLOT.positionNotionalMode, PASSED, notionalLimitMode)
    )
  }
  const instrument = request.instrumentIndex * INSTRUMENT_STRIDE
  const perLot = instruments[instrument + INSTRUMENT.quantityPerLot]!
  const after = terms[TERM.after]!
  let seen = judge(checks, SLOT.positionQuantity, after * perLot, quantityLimit, 0)
  seen |= judgeValue(
    checks,
    SLOT.positionNotional,
    after,
    terms[TERM.value]!,
    notionalLimit,
    terms[TERM.rate]!,
  )
  if (quantityLimitMode === Number.POSITIVE_INFINITY && notionalLimitMode === Number.POSITIVE_INFINITY) {
    seen |= settle(checks, SLOT.positionQuantityMode, PASSED, quantityLimitMode)
    return seen | settle(checks, SLOT.positionNotionalMode, PASSED, notionalLimitMode)
  }
  const mode = accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT.mode]!
  if (book.risk.modeBeyondWhole[mode] === true) {
    seen |= settle(checks, SLOT.positionQuantityMode, AMBIGUOUS, quantityLimitMode)
    return seen | settle(checks, SLOT.positionNotionalMode, AMBIGUOUS, notionalLimitMode)
  }
  const cells = book.risk.modeLots
  const cell = (mode * book.risk.instrumentCapacity + request.instrumentIndex) * MODE_LOTS_STRIDE
  const side = terms[TERM.side]!
  const working = cells[cell + (side > 0 ? MODE_LOTS.buy : MODE_LOTS.sell)]! - terms[TERM.replaced]!
  const modeAfter = cells[cell + MODE_LOTS.lots]! * side + working + terms[TERM.lots]!
  seen |= judge(checks, SLOT.positionQuantityMode, modeAfter * perLot, quantityLimitMode, 0)
  const from = instruments[instrument + INSTRUMENT.currency]!
  const rate = freshRate(book, market, from, book.risk.baseCode, at)
  const value = Math.abs(terms[TERM.reference]!) * instruments[instrument + INSTRUMENT.tickLotValue]! * rate
  return seen | judgeValue(checks, SLOT.positionNotionalMode, modeAfter, value, notionalLimitMode, rate)
}

function judgeValue(
  checks: Float64Array,
  slot: number,
  lots: number,
  value: number,
  limit: number,
  rate: number,
): number {
  if (value !== value) return settle(checks, slot, FAILED, limit)
  return judge(checks, slot, lots * value, limit, EXACT_STEP * (1 + rate + Math.abs(lots * value) / rate))
}

/** The rate that holds at `at`; NaN where there is none or it is too old. */
export function freshRate(book: Book, market: Market, from: number, to: number, at: number): number {
  if (from === to) return 1
  return at - rateTime(book, market, from, to) > FX_AGE_MAX ? Number.NaN : rateBetween(book, market, from, to)
}

/** The cash that the order needs, against what is available in the instrument's currency. */
export function judgeCash(book: Book, request: OrderRequest, reduces: boolean): number {
  const { evaluation, instruments, available, currencyStride } = book.risk
  const { checks, terms } = evaluation
  const row = request.instrumentIndex * INSTRUMENT_STRIDE
  const cell = request.accountIndex * currencyStride + instruments[row + INSTRUMENT.currency]!
  const freed = request.replacing === null ? 0 : toNumber(request.replacing.reserved)
  const limit = available[cell]! + freed
  const highest = Math.abs(terms[TERM.highest]!)
  if (reduces) return put(checks, SLOT.availableCash, PASSED, Number.NaN, limit)
  if (highest !== highest) return put(checks, SLOT.availableCash, FAILED, Number.NaN, limit)
  const lots = terms[TERM.lots]!
  const held = terms[TERM.held]!
  const closing = held < 0 ? Math.min(lots, Math.max(0, -held - terms[TERM.working]!)) : 0
  const opening = lots - closing
  const perTick = instruments[row + INSTRUMENT.tickLotValue]!
  const high = opening * highest * perTick
  let need = needAt(instruments, row, terms[TERM.side]!, opening, high)
  let size = high
  if (terms[TERM.side]! < 0) {
    const low = opening * Math.abs(terms[TERM.lowest]!) * perTick
    need = Math.max(need, needAt(instruments, row, -1, opening, low))
    size += low + opening * instruments[row + INSTRUMENT.shortConstant]!
  }
  const scale = 1 + instruments[row + INSTRUMENT.marginRate]! + instruments[row + INSTRUMENT.feeRate]!
  const fees = opening * Math.abs(instruments[row + INSTRUMENT.feePerLot]!)
  const error = FEE_STEP + (size * scale + fees + Math.abs(available[cell]!) + freed) * RELATIVE
  return judge(checks, SLOT.availableCash, need, limit, error)
}

/** Need of `lots` that open at a worth of `value`, the worst fee included: the doubles of `openingRequirement`. */
function needAt(instruments: Float64Array, row: number, side: number, lots: number, value: number): number {
  const fee = value * instruments[row + INSTRUMENT.feeRate]! + lots * instruments[row + INSTRUMENT.feePerLot]!
  const funded = Math.max(fee, 0)
  if (instruments[row + INSTRUMENT.margined] !== 0)
    return value * instruments[row + INSTRUMENT.marginRate]! + funded
  if (side > 0) return value + funded
  const slope = instruments[row + INSTRUMENT.shortHigh]! - instruments[row + INSTRUMENT.shortLow]!
  return Math.max(lots * instruments[row + INSTRUMENT.shortConstant]! + slope * value, 0) + funded
}
