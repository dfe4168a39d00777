/**
 * The cash that an order needs, against what is available in its currency: the doubles of `orderCash`.
 * Rules: SPEC.md RK-13.
 */

import { note } from './evaluation.ts'
import { toNumber } from './instrument-row.ts'
import * as layout from './layout.ts'
import type { OrderRequest } from './request.ts'
import type { RiskRows } from './rows.ts'
import { SLOT } from './slots.ts'
import { TERM } from './terms.ts'

const { INSTRUMENT } = layout

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const AMBIGUOUS = layout.AMBIGUOUS
const FAILED = layout.FAILED
const INSTRUMENT_CASH_RATE = INSTRUMENT.cashRate
const INSTRUMENT_CURRENCY = INSTRUMENT.currency
const INSTRUMENT_FEE_PER_LOT = INSTRUMENT.feePerLot
const INSTRUMENT_FEE_RATE = INSTRUMENT.feeRate
const INSTRUMENT_MARGINED = INSTRUMENT.margined
const INSTRUMENT_MARGIN_RATE = INSTRUMENT.marginRate
const INSTRUMENT_SHORT_CONSTANT = INSTRUMENT.shortConstant
const INSTRUMENT_SHORT_HIGH = INSTRUMENT.shortHigh
const INSTRUMENT_SHORT_LOW = INSTRUMENT.shortLow
const INSTRUMENT_STRIDE = layout.INSTRUMENT_STRIDE
const INSTRUMENT_TICK_LOT_VALUE = INSTRUMENT.tickLotValue
const RELATIVE = layout.RELATIVE
const SLOT_AVAILABLE_CASH = SLOT.availableCash
const TERM_HELD = TERM.held
const TERM_HIGHEST = TERM.highest
const TERM_LOTS = TERM.lots
const TERM_LOWEST = TERM.lowest
const TERM_WORKING = TERM.working

/** A fee is rounded at 8 decimals: how far the exact one may lie from its double. */
const FEE_STEP = 1e-8

/** Judges an order that does not only reduce. */
export function judgeCash(risk: RiskRows, request: OrderRequest): void {
  const { evaluation, instruments, available, currencyStride } = risk
  const { terms } = evaluation
  const row = request.instrumentIndex * INSTRUMENT_STRIDE
  const free = available[request.accountIndex * currencyStride + instruments[row + INSTRUMENT_CURRENCY]!]!
  const freed = request.replacing === null ? 0 : toNumber(request.replacing.reserved)
  const highest = Math.abs(terms[TERM_HIGHEST]!)
  const lots = terms[TERM_LOTS]!
  const held = terms[TERM_HELD]!
  const closing = held < 0 ? Math.min(lots, Math.max(0, -held - terms[TERM_WORKING]!)) : 0
  const opening = lots - closing
  const perTick = instruments[row + INSTRUMENT_TICK_LOT_VALUE]!
  const feeRate = instruments[row + INSTRUMENT_FEE_RATE]!
  const fees = opening * instruments[row + INSTRUMENT_FEE_PER_LOT]!
  const high = opening * highest * perTick
  const feeHigh = Math.max(high * feeRate + fees, 0)
  let need = high * instruments[row + INSTRUMENT_CASH_RATE]! + feeHigh
  let size = high
  if (evaluation.sells === 1 && instruments[row + INSTRUMENT_MARGINED] === 0) {
    const constant = opening * instruments[row + INSTRUMENT_SHORT_CONSTANT]!
    const slope = instruments[row + INSTRUMENT_SHORT_HIGH]! - instruments[row + INSTRUMENT_SHORT_LOW]!
    const low = opening * Math.abs(terms[TERM_LOWEST]!) * perTick
    const needLow = Math.max(constant + slope * low, 0) + Math.max(low * feeRate + fees, 0)
    need = Math.max(Math.max(constant + slope * high, 0) + feeHigh, needLow)
    size = high + low + constant
  }
  const rates = 2 + feeRate + instruments[row + INSTRUMENT_MARGIN_RATE]!
  const margin = FEE_STEP + (size * rates + Math.abs(fees) + Math.abs(free) + freed) * RELATIVE
  const excess = need - free - freed
  // Where other orders close the position beside it, which of them open is for the exact path to say.
  if (held < 0 && terms[TERM_WORKING]! > 0) {
    note(evaluation, SLOT_AVAILABLE_CASH, AMBIGUOUS)
    return
  }
  if (!(excess < -margin)) note(evaluation, SLOT_AVAILABLE_CASH, excess > margin ? FAILED : AMBIGUOUS)
}
