/** What the kernel measures of the order itself: size, price, position, activity and cash. Rules: SPEC.md RK-09 to RK-14. */

import type { Book } from '../book/book.ts'
import { toNumber } from './instrument-row.ts'
import * as layout from './layout.ts'
import type { OrderRequest } from './request.ts'
import { requestsInWindow } from './request-times.ts'
import { SLOT } from './slots.ts'
import { TERM } from './terms.ts'
import { EXACT_STEP } from './totals.ts'

const { ACCOUNT, ACCOUNT_STRIDE, INSTRUMENT, INSTRUMENT_STRIDE, MODE_LOTS, MODE_LOTS_STRIDE } = layout
const { AMBIGUOUS, BEYOND, FAILED, PASSED, RELATIVE, VERDICT, VERDICT_STRIDE } = layout

const { observed: OBSERVED, error: ERROR } = VERDICT

/** A fee is rounded at 8 decimals: how far the exact one may lie from its double. */
const FEE_STEP = 1e-8

/** Restriction, quantity, notional and collar. */
export function measureOrder(book: Book, request: OrderRequest, reduces: boolean): void {
  const { evaluation, instruments } = book.risk
  const { checks, terms } = evaluation
  const instrument = request.instrumentIndex * INSTRUMENT_STRIDE
  const lots = request.quantityLots
  checks[SLOT.restricted * VERDICT_STRIDE + OBSERVED] = reduces ? -1 : 1
  checks[SLOT.orderQuantity * VERDICT_STRIDE + OBSERVED] =
    lots * instruments[instrument + INSTRUMENT.quantityPerLot]!
  const highest = Math.abs(terms[TERM.highest]!)
  const worth = highest * lots * instruments[instrument + INSTRUMENT.tickLotValue]!
  const notional = worth * terms[TERM.rate]!
  let seen = notional
  if (notional !== notional) seen = reduces && highest === highest ? -BEYOND : BEYOND
  checks[SLOT.orderNotional * VERDICT_STRIDE + OBSERVED] = seen
  checks[SLOT.orderNotional * VERDICT_STRIDE + ERROR] = notional === notional ? EXACT_STEP * (1 + worth) : 0
  measureCollar(request, checks, terms)
}

function measureCollar(request: OrderRequest, checks: Float64Array, terms: Float64Array): void {
  const row = SLOT.priceCollar * VERDICT_STRIDE
  const { orderType } = request
  const side = terms[TERM.side]!
  const price = orderType === 'MARKET' ? terms[TERM.touch]! : terms[TERM.limitTicks]!
  const stop = terms[TERM.stopTicks]!
  let anchor = terms[TERM.reference]!
  if (orderType === 'STOP_LIMIT' && (stop - anchor) * side > 0) anchor = stop
  const isKnown = anchor > 0 && price === price
  checks[row + OBSERVED] = isKnown ? ((price - anchor) * side) / anchor : BEYOND
  checks[row + ERROR] = isKnown ? ((Math.abs(price) + anchor) / anchor) * RELATIVE : 0
  if (orderType === 'STOP') checks[row + ERROR] = Number.NaN
}

/** The position that the order can lead to, in the account and over its mode. */
export function measurePosition(book: Book, request: OrderRequest, reduces: boolean): void {
  const { evaluation, instruments, accounts, modeLots, modeBeyondWhole } = book.risk
  const { checks, terms } = evaluation
  const perLot = instruments[request.instrumentIndex * INSTRUMENT_STRIDE + INSTRUMENT.quantityPerLot]!
  const mode = accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT.mode]!
  const cell = (mode * book.risk.instrumentCapacity + request.instrumentIndex) * MODE_LOTS_STRIDE
  const isBuy = terms[TERM.side]! > 0
  const working = modeLots[cell + (isBuy ? MODE_LOTS.buy : MODE_LOTS.sell)]! - terms[TERM.replaced]!
  const after = terms[TERM.after]!
  const modeAfter = modeLots[cell + MODE_LOTS.lots]! * terms[TERM.side]! + working + terms[TERM.lots]!
  const value = after * terms[TERM.value]!
  const modeValue = modeAfter * terms[TERM.baseValue]!
  checks[SLOT.positionQuantity * VERDICT_STRIDE + OBSERVED] = reduces ? -BEYOND : after * perLot
  checks[SLOT.positionQuantityMode * VERDICT_STRIDE + OBSERVED] = reduces ? -BEYOND : modeAfter * perLot
  checks[SLOT.positionNotional * VERDICT_STRIDE + OBSERVED] = reduces
    ? -BEYOND
    : value === value
      ? value
      : BEYOND
  checks[SLOT.positionNotionalMode * VERDICT_STRIDE + OBSERVED] = reduces
    ? -BEYOND
    : modeValue === modeValue
      ? modeValue
      : BEYOND
  // Money is rounded at 10^-18 in the instrument's currency, and the rate as well: both times what they multiply.
  const rate = terms[TERM.rate]!
  const baseRate = terms[TERM.baseRate]!
  const beyond = !reduces && modeBeyondWhole[mode] === true ? Number.POSITIVE_INFINITY : 0
  checks[SLOT.positionNotional * VERDICT_STRIDE + ERROR] =
    value === value ? EXACT_STEP * (1 + rate + Math.abs(value) / rate) : 0
  checks[SLOT.positionQuantityMode * VERDICT_STRIDE + ERROR] = beyond
  checks[SLOT.positionNotionalMode * VERDICT_STRIDE + ERROR] =
    beyond + (modeValue === modeValue ? EXACT_STEP * (1 + baseRate + Math.abs(modeValue) / baseRate) : 0)
}

/** Open orders and requests of the last second, this one included; half a unit less, so that whole numbers are never close. */
export function measureActivity(book: Book, request: OrderRequest, at: number): void {
  const { accounts, modes, evaluation, limits, modeTimes } = book.risk
  const { checks, terms } = evaluation
  const row = terms[TERM.limits]!
  const account = request.accountIndex * ACCOUNT_STRIDE
  const mode = accounts[account + ACCOUNT.mode]!
  const modeRow = mode * ACCOUNT_STRIDE
  const added = request.replacing === null ? 0.5 : -0.5
  checks[SLOT.openOrders * VERDICT_STRIDE + OBSERVED] = accounts[account + ACCOUNT.openOrders]! + added
  checks[SLOT.openOrdersMode * VERDICT_STRIDE + OBSERVED] = modes[modeRow + ACCOUNT.openOrders]! + added
  if (limits.merged[row + SLOT.orderRate] !== Number.POSITIVE_INFINITY) {
    const times = book.accounts[request.accountIndex]!.orderTimes
    checks[SLOT.orderRate * VERDICT_STRIDE + OBSERVED] = requestsInWindow(accounts, account, times, at) + 0.5
  }
  if (limits.merged[row + SLOT.orderRateMode] !== Number.POSITIVE_INFINITY) {
    checks[SLOT.orderRateMode * VERDICT_STRIDE + OBSERVED] =
      requestsInWindow(modes, modeRow, modeTimes[mode]!, at) + 0.5
  }
}

/** The cash that the order needs, against what is available in the instrument's currency: the doubles of `orderReservation`. */
export function judgeCash(book: Book, request: OrderRequest, reduces: boolean): number {
  const { evaluation, instruments, available, currencyStride } = book.risk
  const { checks, terms } = evaluation
  const row = request.instrumentIndex * INSTRUMENT_STRIDE
  const free = available[request.accountIndex * currencyStride + instruments[row + INSTRUMENT.currency]!]!
  const freed = request.replacing === null ? 0 : toNumber(request.replacing.reserved)
  const highest = Math.abs(terms[TERM.highest]!)
  const lots = terms[TERM.lots]!
  const held = terms[TERM.held]!
  const isBuy = terms[TERM.side]! > 0
  const closing = held < 0 ? Math.min(lots, Math.max(0, -held - terms[TERM.working]!)) : 0
  const opening = lots - closing
  const perTick = instruments[row + INSTRUMENT.tickLotValue]!
  const feeRate = instruments[row + INSTRUMENT.feeRate]!
  const marginRate = instruments[row + INSTRUMENT.marginRate]!
  const fees = opening * instruments[row + INSTRUMENT.feePerLot]!
  const high = opening * highest * perTick
  const feeHigh = Math.max(high * feeRate + fees, 0)
  let need = high + feeHigh
  let size = high
  if (instruments[row + INSTRUMENT.margined] !== 0) need = high * marginRate + feeHigh
  else if (!isBuy) {
    const constant = opening * instruments[row + INSTRUMENT.shortConstant]!
    const slope = instruments[row + INSTRUMENT.shortHigh]! - instruments[row + INSTRUMENT.shortLow]!
    const low = opening * Math.abs(terms[TERM.lowest]!) * perTick
    const needLow = Math.max(constant + slope * low, 0) + Math.max(low * feeRate + fees, 0)
    need = Math.max(Math.max(constant + slope * high, 0) + feeHigh, needLow)
    size = high + low + constant
  }
  const margin =
    FEE_STEP + (size * (2 + marginRate + feeRate) + Math.abs(fees) + Math.abs(free) + freed) * RELATIVE
  const excess = need - free - freed
  let verdict = excess > margin ? FAILED : excess < -margin ? PASSED : AMBIGUOUS
  if (highest !== highest) verdict = opening === 0 ? AMBIGUOUS : FAILED
  if (reduces) verdict = PASSED
  checks[SLOT.availableCash * VERDICT_STRIDE + OBSERVED] = need
  checks[SLOT.availableCash * VERDICT_STRIDE] = verdict
  return verdict
}
