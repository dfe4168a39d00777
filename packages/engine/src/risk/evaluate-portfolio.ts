/**
 * What the kernel measures of the portfolio around an order: exposure, leverage, concentration, caps, loss and drawdown, in its
 * account and over all accounts of its mode. Rules: SPEC.md RK-15 to RK-17.
 */

import type { Book } from '../book/book.ts'
import type { Market } from '../book/market.ts'
import { isMarkedToday, sumAccountEquity, sumModeEquity, turnDay } from './equity-totals.ts'
import { FX_AGE_MAX } from './fx.ts'
import * as layout from './layout.ts'
import type { OrderRequest } from './request.ts'
import { SLOT, SLOT_COUNT } from './slots.ts'
import { TERM } from './terms.ts'
import { EXACT_STEP, sumAccountExposure, sumModeExposure } from './totals.ts'

const { ACCOUNT, ACCOUNT_STRIDE, INSTRUMENT, INSTRUMENT_STRIDE, LEVEL_BIT, LIMIT, MODE_LOTS } = layout
const { BEYOND, MODE_LOTS_STRIDE, RELATIVE, SUM, SUM_STRIDE, VERDICT, VERDICT_STRIDE } = layout
const { observed: OBSERVED, factor: FACTOR, error: ERROR } = VERDICT

/** Measures the levels at which a limit is set; the others are skipped for want of one. */
export function measurePortfolio(
  book: Book,
  market: Market,
  request: OrderRequest,
  at: number,
  reduces: boolean,
): void {
  const { evaluation, limits, accounts, modeBeyondWhole } = book.risk
  const levels = limits.merged[evaluation.terms[TERM.limits]! + LIMIT.levels]!
  if (levels === 0) return
  if (reduces) return fill(evaluation.checks, SLOT.grossExposure, -BEYOND, 0)
  if ((levels & (LEVEL_BIT.ACCOUNT | LEVEL_BIT.NARROW)) !== 0) {
    measureExposure(book, market, request, at)
    if ((levels & LEVEL_BIT.EQUITY) !== 0) measureEquity(book, market, request, at)
  }
  if ((levels & LEVEL_BIT.MODE) === 0) return
  const mode = accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT.mode]!
  if (modeBeyondWhole[mode] === true) return fillMode(evaluation.checks)
  measureModeExposure(book, market, request, at)
  if ((levels & LEVEL_BIT.MODE_EQUITY) !== 0) measureModeEquity(book, market, request, at)
}

function fill(checks: Float64Array, first: number, observed: number, error: number): void {
  for (let check = first * VERDICT_STRIDE; check < SLOT_COUNT * VERDICT_STRIDE; check += VERDICT_STRIDE) {
    checks[check + OBSERVED] = observed
    checks[check + FACTOR] = 1
    checks[check + ERROR] = error
  }
}

const MODE_SLOTS: readonly number[] = [
  SLOT.grossExposureMode,
  SLOT.netExposureMode,
  SLOT.leverageMode,
  SLOT.concentrationMode,
  SLOT.assetClassCapMode,
  SLOT.dailyLossMode,
  SLOT.drawdownMode,
]

/** Lots of the mode are past what doubles hold: everything over it is settled exactly. */
function fillMode(checks: Float64Array): void {
  for (const slot of MODE_SLOTS) {
    checks[slot * VERDICT_STRIDE + OBSERVED] = 0
    checks[slot * VERDICT_STRIDE + FACTOR] = 1
    checks[slot * VERDICT_STRIDE + ERROR] = Number.POSITIVE_INFINITY
  }
}

/** Exposures of the account, of the order's class and of its instrument in it. */
function measureExposure(book: Book, market: Market, request: OrderRequest, at: number): void {
  const risk = book.risk
  const { checks, terms } = risk.evaluation
  const rows = risk.accounts
  const row = request.accountIndex * ACCOUNT_STRIDE
  if (rows[row + ACCOUNT.exposureVersion] !== market.version)
    sumAccountExposure(book, market, request.accountIndex)
  const value = terms[TERM.value]!
  const isOwnKnown = value === value
  const isKnown =
    isOwnKnown &&
    rows[row + ACCOUNT.exposureMissing] === 0 &&
    at - rows[row + ACCOUNT.exposureRateAt]! <= FX_AGE_MAX
  const worst = terms[TERM.worstAfter]!
  const added = (worst - terms[TERM.worstBefore]!) * value
  const moved = (terms[TERM.lots]! - terms[TERM.replaced]!) * value
  const isBuy = terms[TERM.side]! > 0
  const group =
    row +
    SUM_STRIDE * (1 + risk.instruments[request.instrumentIndex * INSTRUMENT_STRIDE + INSTRUMENT.assetClass]!)
  const size = (worst + terms[TERM.worstBefore]! + terms[TERM.lots]! + terms[TERM.replaced]!) * value
  const total = rows[row + SUM.gross]!
  const error =
    rows[row + ACCOUNT.exposureError]! +
    (total + size) * RELATIVE +
    EXACT_STEP * (1 + terms[TERM.rate]! + size)
  const gross = isKnown ? total + added : BEYOND
  const classGross = isKnown ? rows[group + SUM.gross]! + added : BEYOND
  const net = isBuy ? rows[row + SUM.high]! + moved : moved - rows[row + SUM.low]!
  const classNet = isBuy ? rows[group + SUM.high]! + moved : moved - rows[group + SUM.low]!
  const own = isOwnKnown ? worst * value : BEYOND
  const sumError = isKnown ? error : 0
  const ownError = isOwnKnown ? error : 0
  checks[SLOT.grossExposure * VERDICT_STRIDE + OBSERVED] = gross
  checks[SLOT.grossExposure * VERDICT_STRIDE + ERROR] = sumError
  checks[SLOT.grossExposureClass * VERDICT_STRIDE + OBSERVED] = classGross
  checks[SLOT.grossExposureClass * VERDICT_STRIDE + ERROR] = sumError
  checks[SLOT.grossExposureInstrument * VERDICT_STRIDE + OBSERVED] = own
  checks[SLOT.grossExposureInstrument * VERDICT_STRIDE + ERROR] = ownError
  checks[SLOT.netExposure * VERDICT_STRIDE + OBSERVED] = isKnown ? net : BEYOND
  checks[SLOT.netExposure * VERDICT_STRIDE + ERROR] = sumError
  checks[SLOT.netExposureClass * VERDICT_STRIDE + OBSERVED] = isKnown ? classNet : BEYOND
  checks[SLOT.netExposureClass * VERDICT_STRIDE + ERROR] = sumError
  checks[SLOT.netExposureInstrument * VERDICT_STRIDE + OBSERVED] = isOwnKnown
    ? terms[TERM.after]! * value
    : BEYOND
  checks[SLOT.netExposureInstrument * VERDICT_STRIDE + ERROR] = ownError
  checks[SLOT.assetClassCap * VERDICT_STRIDE + OBSERVED] = classGross
  checks[SLOT.assetClassCap * VERDICT_STRIDE + ERROR] = sumError
}

/** Ratios to the account's equity, its loss and its drawdown; the exposures are measured. */
function measureEquity(book: Book, market: Market, request: OrderRequest, at: number): void {
  const risk = book.risk
  const { checks, terms } = risk.evaluation
  const limits = risk.limits.merged
  const limitRow = terms[TERM.limits]!
  const rows = risk.accounts
  const row = request.accountIndex * ACCOUNT_STRIDE
  if (rows[row + ACCOUNT.equityVersion] !== market.version)
    sumAccountEquity(book, market, request.accountIndex)
  turnDay(book, at)
  const isKnown =
    rows[row + ACCOUNT.equityMissing] === 0 && at - rows[row + ACCOUNT.equityRateAt]! <= FX_AGE_MAX
  const equity = rows[row + ACCOUNT.equity]!
  const error = rows[row + ACCOUNT.equityError]!
  // Leverage at its three levels: as the gross exposures, against equity.
  for (let slot: number = SLOT.leverage; slot <= SLOT.leverageInstrument; slot += 1) {
    const gross = (slot - SLOT.leverage + SLOT.grossExposure) * VERDICT_STRIDE
    const check = slot * VERDICT_STRIDE
    const observed = checks[gross + OBSERVED]!
    const isMeasured = isKnown && observed !== BEYOND
    checks[check + OBSERVED] = isMeasured ? observed : BEYOND
    checks[check + FACTOR] = isMeasured ? equity : 1
    checks[check + ERROR] = isMeasured ? checks[gross + ERROR]! + limits[limitRow + slot]! * error : 0
  }
  const own = SLOT.grossExposureInstrument * VERDICT_STRIDE
  const concentration = SLOT.concentration * VERDICT_STRIDE
  const isMeasured = isKnown && checks[own + OBSERVED] !== BEYOND
  checks[concentration + OBSERVED] = isMeasured ? checks[own + OBSERVED]! : BEYOND
  checks[concentration + FACTOR] = isMeasured ? equity : 1
  checks[concentration + ERROR] = isMeasured
    ? checks[own + ERROR]! + limits[limitRow + SLOT.concentration]! * error
    : 0

  const isMarked = isMarkedToday(book, request.accountIndex)
  const start = rows[row + ACCOUNT.dayStart]!
  const high = rows[row + ACCOUNT.dayHigh]!
  const dayError = isMarked ? error + (Math.abs(start) + Math.abs(high)) * RELATIVE : 0
  const loss = SLOT.dailyLoss * VERDICT_STRIDE
  checks[loss + OBSERVED] = isKnown ? (isMarked ? start - equity : 0) : BEYOND
  checks[loss + ERROR] = isKnown ? dayError : 0
  const drawdown = SLOT.drawdown * VERDICT_STRIDE
  checks[drawdown + OBSERVED] = isKnown ? (isMarked ? high - equity : -BEYOND) : BEYOND
  checks[drawdown + FACTOR] = isKnown && isMarked ? high : 1
  // A high that may not be positive makes no share: settled exactly.
  const fallError =
    high <= dayError ? Number.POSITIVE_INFINITY : dayError * (1 + limits[limitRow + SLOT.drawdown]!)
  checks[drawdown + ERROR] = isKnown && isMarked ? fallError : 0
}

/** Exposures over all accounts of the order's mode, in the base currency. */
function measureModeExposure(book: Book, market: Market, request: OrderRequest, at: number): void {
  const risk = book.risk
  const { checks, terms } = risk.evaluation
  const rows = risk.modes
  const mode = risk.accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT.mode]!
  const row = mode * ACCOUNT_STRIDE
  if (rows[row + ACCOUNT.exposureVersion] !== market.version) sumModeExposure(book, market, mode)
  const value = terms[TERM.baseValue]!
  const isKnown =
    value === value &&
    rows[row + ACCOUNT.exposureMissing] === 0 &&
    at - rows[row + ACCOUNT.exposureRateAt]! <= FX_AGE_MAX
  const change = terms[TERM.worstAfter]! - terms[TERM.worstBefore]!
  const moved = (terms[TERM.lots]! - terms[TERM.replaced]!) * value
  const group =
    row +
    SUM_STRIDE * (1 + risk.instruments[request.instrumentIndex * INSTRUMENT_STRIDE + INSTRUMENT.assetClass]!)
  const cell = (mode * risk.instrumentCapacity + request.instrumentIndex) * MODE_LOTS_STRIDE
  const own = (risk.modeLots[cell + MODE_LOTS.worst]! + change) * value
  const lots = terms[TERM.worstAfter]! + terms[TERM.worstBefore]! + terms[TERM.lots]! + terms[TERM.replaced]!
  const size = (risk.modeLots[cell + MODE_LOTS.worst]! + lots) * value
  const total = rows[row + SUM.gross]!
  const error =
    rows[row + ACCOUNT.exposureError]! +
    (total + size) * RELATIVE +
    EXACT_STEP * (1 + terms[TERM.baseRate]! + size)
  const net = terms[TERM.side]! > 0 ? rows[row + SUM.high]! + moved : moved - rows[row + SUM.low]!
  const sumError = isKnown ? error : 0
  checks[SLOT.grossExposureMode * VERDICT_STRIDE + OBSERVED] = isKnown ? total + change * value : BEYOND
  checks[SLOT.grossExposureMode * VERDICT_STRIDE + ERROR] = sumError
  checks[SLOT.netExposureMode * VERDICT_STRIDE + OBSERVED] = isKnown ? net : BEYOND
  checks[SLOT.netExposureMode * VERDICT_STRIDE + ERROR] = sumError
  checks[SLOT.assetClassCapMode * VERDICT_STRIDE + OBSERVED] = isKnown
    ? rows[group + SUM.gross]! + change * value
    : BEYOND
  checks[SLOT.assetClassCapMode * VERDICT_STRIDE + ERROR] = sumError
  checks[SLOT.concentrationMode * VERDICT_STRIDE + OBSERVED] = value === value ? own : BEYOND
  checks[SLOT.concentrationMode * VERDICT_STRIDE + ERROR] = value === value ? error : 0
}

/** Ratios to the equity of the mode, its accounts' losses and their distances from their highs. */
function measureModeEquity(book: Book, market: Market, request: OrderRequest, at: number): void {
  const risk = book.risk
  const { checks, terms } = risk.evaluation
  const limits = risk.limits.merged
  const limitRow = terms[TERM.limits]!
  const mode = risk.accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT.mode]!
  const rows = risk.modes
  const row = mode * ACCOUNT_STRIDE
  sumModeEquity(book, market, mode, at)
  const isKnown =
    rows[row + ACCOUNT.equityMissing] === 0 && at - rows[row + ACCOUNT.equityRateAt]! <= FX_AGE_MAX
  const equity = rows[row + ACCOUNT.equity]!
  const error = rows[row + ACCOUNT.equityError]!
  const gross = SLOT.grossExposureMode * VERDICT_STRIDE
  const leverage = SLOT.leverageMode * VERDICT_STRIDE
  const isLeverage = isKnown && checks[gross + OBSERVED] !== BEYOND
  checks[leverage + OBSERVED] = isLeverage ? checks[gross + OBSERVED]! : BEYOND
  checks[leverage + FACTOR] = isLeverage ? equity : 1
  checks[leverage + ERROR] = isLeverage
    ? checks[gross + ERROR]! + limits[limitRow + SLOT.leverageMode]! * error
    : 0
  const concentration = SLOT.concentrationMode * VERDICT_STRIDE
  const isShare = isKnown && checks[concentration + OBSERVED] !== BEYOND
  checks[concentration + FACTOR] = isShare ? equity : 1
  if (isShare)
    checks[concentration + ERROR] =
      checks[concentration + ERROR]! + limits[limitRow + SLOT.concentrationMode]! * error
  else {
    checks[concentration + OBSERVED] = BEYOND
    checks[concentration + ERROR] = 0
  }
  const loss = SLOT.dailyLossMode * VERDICT_STRIDE
  checks[loss + OBSERVED] = isKnown ? rows[row + ACCOUNT.loss]! : BEYOND
  checks[loss + ERROR] = isKnown ? error : 0
  const drawdown = SLOT.drawdownMode * VERDICT_STRIDE
  const high = rows[row + ACCOUNT.high]!
  checks[drawdown + OBSERVED] = isKnown ? rows[row + ACCOUNT.fall]! : BEYOND
  checks[drawdown + FACTOR] = isKnown ? high : 1
  const fallError =
    high <= error ? Number.POSITIVE_INFINITY : error * (1 + limits[limitRow + SLOT.drawdownMode]!)
  checks[drawdown + ERROR] = isKnown ? fallError : 0
}
