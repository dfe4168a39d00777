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

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_MODE = ACCOUNT.mode
const ACCOUNT_OPEN_ORDERS = ACCOUNT.openOrders
const CHECK_AVAILABLE_CASH = SLOT.availableCash * VERDICT_STRIDE
const CHECK_OPEN_ORDERS = SLOT.openOrders * VERDICT_STRIDE
const CHECK_OPEN_ORDERS_MODE = SLOT.openOrdersMode * VERDICT_STRIDE
const CHECK_ORDER_NOTIONAL = SLOT.orderNotional * VERDICT_STRIDE
const CHECK_ORDER_QUANTITY = SLOT.orderQuantity * VERDICT_STRIDE
const CHECK_ORDER_RATE = SLOT.orderRate * VERDICT_STRIDE
const CHECK_ORDER_RATE_MODE = SLOT.orderRateMode * VERDICT_STRIDE
const CHECK_POSITION_NOTIONAL = SLOT.positionNotional * VERDICT_STRIDE
const CHECK_POSITION_NOTIONAL_MODE = SLOT.positionNotionalMode * VERDICT_STRIDE
const CHECK_POSITION_QUANTITY = SLOT.positionQuantity * VERDICT_STRIDE
const CHECK_POSITION_QUANTITY_MODE = SLOT.positionQuantityMode * VERDICT_STRIDE
const CHECK_PRICE_COLLAR = SLOT.priceCollar * VERDICT_STRIDE
const CHECK_RESTRICTED = SLOT.restricted * VERDICT_STRIDE
const INSTRUMENT_CURRENCY = INSTRUMENT.currency
const INSTRUMENT_FEE_PER_LOT = INSTRUMENT.feePerLot
const INSTRUMENT_FEE_RATE = INSTRUMENT.feeRate
const INSTRUMENT_MARGINED = INSTRUMENT.margined
const INSTRUMENT_MARGIN_RATE = INSTRUMENT.marginRate
const INSTRUMENT_QUANTITY_PER_LOT = INSTRUMENT.quantityPerLot
const INSTRUMENT_SHORT_CONSTANT = INSTRUMENT.shortConstant
const INSTRUMENT_SHORT_HIGH = INSTRUMENT.shortHigh
const INSTRUMENT_SHORT_LOW = INSTRUMENT.shortLow
const INSTRUMENT_TICK_LOT_VALUE = INSTRUMENT.tickLotValue
const MODE_LOTS_BUY = MODE_LOTS.buy
const MODE_LOTS_LOTS = MODE_LOTS.lots
const MODE_LOTS_SELL = MODE_LOTS.sell
const SLOT_ORDER_RATE = SLOT.orderRate
const SLOT_ORDER_RATE_MODE = SLOT.orderRateMode
const TERM_AFTER = TERM.after
const TERM_BASE_RATE = TERM.baseRate
const TERM_BASE_VALUE = TERM.baseValue
const TERM_HELD = TERM.held
const TERM_HIGHEST = TERM.highest
const TERM_LIMITS = TERM.limits
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

/** A fee is rounded at 8 decimals: how far the exact one may lie from its double. */
const FEE_STEP = 1e-8

/** Restriction, quantity, notional and collar. */
export function measureOrder(book: Book, request: OrderRequest, reduces: boolean): void {
  const { evaluation, instruments } = book.risk
  const { checks, terms } = evaluation
  const instrument = request.instrumentIndex * INSTRUMENT_STRIDE
  const lots = request.quantityLots
  checks[CHECK_RESTRICTED + OBSERVED] = reduces ? -1 : 1
  checks[CHECK_ORDER_QUANTITY + OBSERVED] = lots * instruments[instrument + INSTRUMENT_QUANTITY_PER_LOT]!
  const highest = Math.abs(terms[TERM_HIGHEST]!)
  const worth = highest * lots * instruments[instrument + INSTRUMENT_TICK_LOT_VALUE]!
  const notional = worth * terms[TERM_RATE]!
  let seen = notional
  if (notional !== notional) seen = reduces && highest === highest ? -BEYOND : BEYOND
  checks[CHECK_ORDER_NOTIONAL + OBSERVED] = seen
  checks[CHECK_ORDER_NOTIONAL + ERROR] = notional === notional ? EXACT_STEP * (1 + worth) : 0
  measureCollar(request, checks, terms)
}

function measureCollar(request: OrderRequest, checks: Float64Array, terms: Float64Array): void {
  const row = CHECK_PRICE_COLLAR
  const { orderType } = request
  const side = terms[TERM_SIDE]!
  const price = orderType === 'MARKET' ? terms[TERM_TOUCH]! : terms[TERM_LIMIT_TICKS]!
  const stop = terms[TERM_STOP_TICKS]!
  let anchor = terms[TERM_REFERENCE]!
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
  const perLot = instruments[request.instrumentIndex * INSTRUMENT_STRIDE + INSTRUMENT_QUANTITY_PER_LOT]!
  const mode = accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT_MODE]!
  const cell = (mode * book.risk.instrumentCapacity + request.instrumentIndex) * MODE_LOTS_STRIDE
  const isBuy = terms[TERM_SIDE]! > 0
  const working = modeLots[cell + (isBuy ? MODE_LOTS_BUY : MODE_LOTS_SELL)]! - terms[TERM_REPLACED]!
  const after = terms[TERM_AFTER]!
  const modeAfter = modeLots[cell + MODE_LOTS_LOTS]! * terms[TERM_SIDE]! + working + terms[TERM_LOTS]!
  const value = after * terms[TERM_VALUE]!
  const modeValue = modeAfter * terms[TERM_BASE_VALUE]!
  checks[CHECK_POSITION_QUANTITY + OBSERVED] = reduces ? -BEYOND : after * perLot
  checks[CHECK_POSITION_QUANTITY_MODE + OBSERVED] = reduces ? -BEYOND : modeAfter * perLot
  checks[CHECK_POSITION_NOTIONAL + OBSERVED] = reduces ? -BEYOND : value === value ? value : BEYOND
  checks[CHECK_POSITION_NOTIONAL_MODE + OBSERVED] = reduces
    ? -BEYOND
    : modeValue === modeValue
      ? modeValue
      : BEYOND
  // Money is rounded at 10^-18 in the instrument's currency, and the rate as well: both times what they multiply.
  const rate = terms[TERM_RATE]!
  const baseRate = terms[TERM_BASE_RATE]!
  const beyond = !reduces && modeBeyondWhole[mode] === true ? Number.POSITIVE_INFINITY : 0
  checks[CHECK_POSITION_NOTIONAL + ERROR] =
    value === value ? EXACT_STEP * (1 + rate + Math.abs(value) / rate) : 0
  checks[CHECK_POSITION_QUANTITY_MODE + ERROR] = beyond
  checks[CHECK_POSITION_NOTIONAL_MODE + ERROR] =
    beyond + (modeValue === modeValue ? EXACT_STEP * (1 + baseRate + Math.abs(modeValue) / baseRate) : 0)
}

/** Open orders and requests of the last second, this one included; half a unit less, so that whole numbers are never close. */
export function measureActivity(book: Book, request: OrderRequest, at: number): void {
  const { accounts, modes, evaluation, limits, modeTimes } = book.risk
  const { checks, terms } = evaluation
  const row = terms[TERM_LIMITS]!
  const account = request.accountIndex * ACCOUNT_STRIDE
  const mode = accounts[account + ACCOUNT_MODE]!
  const modeRow = mode * ACCOUNT_STRIDE
  const added = request.replacing === null ? 0.5 : -0.5
  checks[CHECK_OPEN_ORDERS + OBSERVED] = accounts[account + ACCOUNT_OPEN_ORDERS]! + added
  checks[CHECK_OPEN_ORDERS_MODE + OBSERVED] = modes[modeRow + ACCOUNT_OPEN_ORDERS]! + added
  if (limits.merged[row + SLOT_ORDER_RATE] !== Number.POSITIVE_INFINITY) {
    const times = book.accounts[request.accountIndex]!.orderTimes
    checks[CHECK_ORDER_RATE + OBSERVED] = requestsInWindow(accounts, account, times, at) + 0.5
  }
  if (limits.merged[row + SLOT_ORDER_RATE_MODE] !== Number.POSITIVE_INFINITY) {
    checks[CHECK_ORDER_RATE_MODE + OBSERVED] = requestsInWindow(modes, modeRow, modeTimes[mode]!, at) + 0.5
  }
}

/** The cash that the order needs, against what is available in the instrument's currency: the doubles of `orderReservation`. */
export function judgeCash(book: Book, request: OrderRequest, reduces: boolean): number {
  const { evaluation, instruments, available, currencyStride } = book.risk
  const { checks, terms } = evaluation
  const row = request.instrumentIndex * INSTRUMENT_STRIDE
  const free = available[request.accountIndex * currencyStride + instruments[row + INSTRUMENT_CURRENCY]!]!
  const freed = request.replacing === null ? 0 : toNumber(request.replacing.reserved)
  const highest = Math.abs(terms[TERM_HIGHEST]!)
  const lots = terms[TERM_LOTS]!
  const held = terms[TERM_HELD]!
  const isBuy = terms[TERM_SIDE]! > 0
  const closing = held < 0 ? Math.min(lots, Math.max(0, -held - terms[TERM_WORKING]!)) : 0
  const opening = lots - closing
  const perTick = instruments[row + INSTRUMENT_TICK_LOT_VALUE]!
  const feeRate = instruments[row + INSTRUMENT_FEE_RATE]!
  const marginRate = instruments[row + INSTRUMENT_MARGIN_RATE]!
  const fees = opening * instruments[row + INSTRUMENT_FEE_PER_LOT]!
  const high = opening * highest * perTick
  const feeHigh = Math.max(high * feeRate + fees, 0)
  let need = high + feeHigh
  let size = high
  if (instruments[row + INSTRUMENT_MARGINED] !== 0) need = high * marginRate + feeHigh
  else if (!isBuy) {
    const constant = opening * instruments[row + INSTRUMENT_SHORT_CONSTANT]!
    const slope = instruments[row + INSTRUMENT_SHORT_HIGH]! - instruments[row + INSTRUMENT_SHORT_LOW]!
    const low = opening * Math.abs(terms[TERM_LOWEST]!) * perTick
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
  checks[CHECK_AVAILABLE_CASH + OBSERVED] = need
  checks[CHECK_AVAILABLE_CASH] = verdict
  return verdict
}
