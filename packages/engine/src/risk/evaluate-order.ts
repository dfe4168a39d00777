/** What the kernel judges of the order itself: restriction, size, price, position and activity. Rules: SPEC.md RK-09 to RK-14. */

import type { Book } from '../book/book.ts'
import { doubt } from './evaluation.ts'
import * as layout from './layout.ts'
import type { OrderRequest } from './request.ts'
import { requestsInWindow } from './request-times.ts'
import type { RiskRows } from './rows.ts'
import { SLOT } from './slots.ts'
import { TERM } from './terms.ts'
import { EXACT_STEP as STEP } from './totals.ts'

const { ACCOUNT, INSTRUMENT, MODE_LOTS } = layout

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_BEYOND_WHOLE = ACCOUNT.beyondWhole
const ACCOUNT_OPEN_ORDERS = ACCOUNT.openOrders
const ACCOUNT_ORDERS_HEAD = ACCOUNT.ordersHead
const ACCOUNT_RATE_AT = ACCOUNT.rateAt
const ACCOUNT_RATE_TAIL = ACCOUNT.rateTail
const ACCOUNT_STRIDE = layout.ACCOUNT_STRIDE
const EXACT_STEP = STEP
const INSTRUMENT_QUANTITY_PER_LOT = INSTRUMENT.quantityPerLot
const INSTRUMENT_STRIDE = layout.INSTRUMENT_STRIDE
const INSTRUMENT_TICK_LOT_VALUE = INSTRUMENT.tickLotValue
const MODE_LOTS_BUY = MODE_LOTS.buy
const MODE_LOTS_LOTS = MODE_LOTS.lots
const MODE_LOTS_STRIDE = layout.MODE_LOTS_STRIDE
const RELATIVE = layout.RELATIVE
const SKIP_PRICE_COLLAR = 1 << SLOT.priceCollar
const SLOT_OPEN_ORDERS = SLOT.openOrders
const SLOT_OPEN_ORDERS_MODE = SLOT.openOrdersMode
const SLOT_ORDER_NOTIONAL = SLOT.orderNotional
const SLOT_ORDER_QUANTITY = SLOT.orderQuantity
const SLOT_ORDER_RATE = SLOT.orderRate
const SLOT_ORDER_RATE_MODE = SLOT.orderRateMode
const SLOT_POSITION_NOTIONAL = SLOT.positionNotional
const SLOT_POSITION_NOTIONAL_MODE = SLOT.positionNotionalMode
const SLOT_POSITION_QUANTITY = SLOT.positionQuantity
const SLOT_POSITION_QUANTITY_MODE = SLOT.positionQuantityMode
const SLOT_PRICE_COLLAR = SLOT.priceCollar
const SLOT_RESTRICTED = SLOT.restricted
const SURE = layout.LIMIT_SURE
const TERM_AFTER = TERM.after
const TERM_BASE_RATE = TERM.baseRate
const TERM_BASE_VALUE = TERM.baseValue
const TERM_HIGHEST = TERM.highest
const TERM_LIMIT_TICKS = TERM.limitTicks
const TERM_MOVED = TERM.moved
const TERM_RATE = TERM.rate
const TERM_REFERENCE = TERM.reference
const TERM_SIDE = TERM.side
const TERM_STOP_TICKS = TERM.stopTicks
const TERM_TOUCH = TERM.touch
const TERM_VALUE = TERM.value
const TERM_WORTH = TERM.worth

/** Restriction, quantity, notional and collar. */
export function judgeOrder(risk: RiskRows, request: OrderRequest): void {
  const { evaluation, instruments } = risk
  const { terms, policy } = evaluation
  const limits = risk.limits.merged
  const instrument = request.instrumentIndex * INSTRUMENT_STRIDE
  const lots = request.quantityLots
  if (limits[policy + SLOT_RESTRICTED]! < 1 && !evaluation.reduces) doubt(risk, SLOT_RESTRICTED, true)
  const quantity = lots * instruments[instrument + INSTRUMENT_QUANTITY_PER_LOT]!
  if (!(quantity <= limits[policy + SLOT_ORDER_QUANTITY]!))
    doubt(risk, SLOT_ORDER_QUANTITY, quantity > limits[policy + SLOT_ORDER_QUANTITY + SURE]!)
  const worth = Math.abs(terms[TERM_HIGHEST]!) * lots * instruments[instrument + INSTRUMENT_TICK_LOT_VALUE]!
  const notional = worth * terms[TERM_RATE]!
  const error = EXACT_STEP * (1 + worth)
  if (!(notional + error <= limits[policy + SLOT_ORDER_NOTIONAL]!))
    doubt(risk, SLOT_ORDER_NOTIONAL, notional - error > limits[policy + SLOT_ORDER_NOTIONAL + SURE]!)

  const { orderType } = request
  if (orderType === 'STOP') {
    evaluation.skips |= SKIP_PRICE_COLLAR
    return
  }
  const side = terms[TERM_SIDE]!
  const price = orderType === 'MARKET' ? terms[TERM_TOUCH]! : terms[TERM_LIMIT_TICKS]!
  const stop = terms[TERM_STOP_TICKS]!
  let anchor = terms[TERM_REFERENCE]!
  if (orderType === 'STOP_LIMIT' && (stop - anchor) * side > 0) anchor = stop
  // Without a positive anchor nothing is a share of it: left to the exact path, as NaN is.
  if (!(anchor > 0)) anchor = Number.NaN
  const worse = (price - anchor) * side
  const rounding = (Math.abs(price) + anchor) * RELATIVE
  if (!(worse + rounding <= limits[policy + SLOT_PRICE_COLLAR]! * anchor))
    doubt(risk, SLOT_PRICE_COLLAR, worse - rounding > limits[policy + SLOT_PRICE_COLLAR + SURE]! * anchor)
}

/** The position that the order can lead to, in the account and over its mode. */
export function judgePosition(risk: RiskRows, request: OrderRequest): void {
  const { evaluation, instruments, modes, modeLots } = risk
  const { terms, policy, mode } = evaluation
  const limits = risk.limits.merged
  const perLot = instruments[request.instrumentIndex * INSTRUMENT_STRIDE + INSTRUMENT_QUANTITY_PER_LOT]!
  const side = terms[TERM_SIDE]!
  const after = terms[TERM_AFTER]!
  const quantity = after * perLot
  if (!(quantity <= limits[policy + SLOT_POSITION_QUANTITY]!))
    doubt(risk, SLOT_POSITION_QUANTITY, quantity > limits[policy + SLOT_POSITION_QUANTITY + SURE]!)
  // Money is rounded at 10^-18 in the instrument's currency, and the rate as well: both times what they multiply.
  const worth = terms[TERM_WORTH]!
  const value = after * terms[TERM_VALUE]!
  const error = EXACT_STEP * (1 + terms[TERM_RATE]! + Math.abs(after) * worth)
  if (!(value + error <= limits[policy + SLOT_POSITION_NOTIONAL]!))
    doubt(risk, SLOT_POSITION_NOTIONAL, value - error > limits[policy + SLOT_POSITION_NOTIONAL + SURE]!)

  const cell = (mode * risk.instrumentCapacity + request.instrumentIndex) * MODE_LOTS_STRIDE
  const modeAfter =
    modeLots[cell + MODE_LOTS_LOTS]! * side +
    modeLots[cell + MODE_LOTS_BUY + evaluation.sells]! +
    terms[TERM_MOVED]! +
    modes[mode * ACCOUNT_STRIDE + ACCOUNT_BEYOND_WHOLE]!
  const modeQuantity = modeAfter * perLot
  if (!(modeQuantity <= limits[policy + SLOT_POSITION_QUANTITY_MODE]!))
    doubt(
      risk,
      SLOT_POSITION_QUANTITY_MODE,
      modeQuantity > limits[policy + SLOT_POSITION_QUANTITY_MODE + SURE]!,
    )
  const modeValue = modeAfter * terms[TERM_BASE_VALUE]!
  const modeError = EXACT_STEP * (1 + terms[TERM_BASE_RATE]! + Math.abs(modeAfter) * worth)
  if (!(modeValue + modeError <= limits[policy + SLOT_POSITION_NOTIONAL_MODE]!))
    doubt(
      risk,
      SLOT_POSITION_NOTIONAL_MODE,
      modeValue - modeError > limits[policy + SLOT_POSITION_NOTIONAL_MODE + SURE]!,
    )
}

/** Open orders and requests of the last second, this one included; half a unit less, so that whole numbers are never close. */
export function judgeActivity(book: Book, request: OrderRequest, at: number): void {
  const risk = book.risk
  const { accounts, modes, modeTimes } = risk
  const { policy, mode } = risk.evaluation
  const limits = risk.limits.merged
  const row = request.accountIndex * ACCOUNT_STRIDE
  const modeRow = mode * ACCOUNT_STRIDE
  const added = request.replacing === null ? 0.5 : -0.5
  if (!(accounts[row + ACCOUNT_OPEN_ORDERS]! + added <= limits[policy + SLOT_OPEN_ORDERS]!))
    doubt(risk, SLOT_OPEN_ORDERS, true)
  if (!(modes[modeRow + ACCOUNT_OPEN_ORDERS]! + added <= limits[policy + SLOT_OPEN_ORDERS_MODE]!))
    doubt(risk, SLOT_OPEN_ORDERS_MODE, true)
  // Requests that left the window as it was last seen are not in it now: only where those that stayed are too many, count anew.
  const kept = accounts[row + ACCOUNT_ORDERS_HEAD]! - accounts[row + ACCOUNT_RATE_TAIL]! + 0.5
  const limit = limits[policy + SLOT_ORDER_RATE]!
  if (!(kept <= limit && at >= accounts[row + ACCOUNT_RATE_AT]!)) {
    const times = book.accounts[request.accountIndex]!.orderTimes
    if (!(requestsInWindow(accounts, row, times, at) + 0.5 <= limit)) doubt(risk, SLOT_ORDER_RATE, true)
  }
  const modeKept = modes[modeRow + ACCOUNT_ORDERS_HEAD]! - modes[modeRow + ACCOUNT_RATE_TAIL]! + 0.5
  const modeLimit = limits[policy + SLOT_ORDER_RATE_MODE]!
  if (!(modeKept <= modeLimit && at >= modes[modeRow + ACCOUNT_RATE_AT]!)) {
    const times = modeTimes[mode]!
    if (!(requestsInWindow(modes, modeRow, times, at) + 0.5 <= modeLimit))
      doubt(risk, SLOT_ORDER_RATE_MODE, true)
  }
}
