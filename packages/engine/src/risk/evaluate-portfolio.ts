/** The kernel's portfolio checks: exposure, leverage, concentration, caps, loss and drawdown. Rules: SPEC.md RK-21 to RK-36. */

import type { Book } from '../book/book.ts'
import type { Market } from '../book/market.ts'
import { isMarkedToday, sumAccountEquity, sumModeEquity, turnDay } from './equity-totals.ts'
import { freshRate } from './evaluate-order.ts'
import { FX_AGE_MAX } from './fx.ts'
import {
  ACCOUNT,
  ACCOUNT_STRIDE,
  AMBIGUOUS,
  FAILED,
  INSTRUMENT,
  INSTRUMENT_STRIDE,
  LEVEL_BIT,
  LIMIT,
  MODE_LOTS,
  MODE_LOTS_STRIDE,
  PASSED,
  SUM,
  SUM_STRIDE,
} from './layout.ts'
import type { OrderRequest } from './request.ts'
import { SLOT, SLOT_COUNT } from './slots.ts'
import { TERM } from './terms.ts'
import { EXACT_STEP, sumAccountExposure, sumModeExposure } from './totals.ts'
import { judge, RELATIVE, settle } from './verdict.ts'

/** All portfolio checks; those of levels without a limit are marked skipped. */
export function judgePortfolio(
  book: Book,
  market: Market,
  request: OrderRequest,
  at: number,
  reduces: boolean,
): number {
  const { evaluation, limits } = book.risk
  const row = evaluation.terms[TERM.limits]!
  const levels = limits.merged[row + LIMIT.levels]!
  if (reduces || levels === 0) return settleAll(evaluation.checks, limits.merged, row, PASSED)
  let seen = judgeAccount(book, market, request, at, levels)
  seen |= levels & LEVEL_BIT.NARROW ? judgeNarrow(book, market, request, at) : skipNarrow(evaluation.checks)
  return (
    seen |
    (levels & LEVEL_BIT.MODE ? judgeMode(book, market, request, at, levels) : skipMode(evaluation.checks))
  )
}

function settleAll(checks: Float64Array, merged: Float64Array, row: number, verdict: number): number {
  let seen = 0
  for (let slot: number = SLOT.grossExposure; slot < SLOT_COUNT; slot += 1) {
    seen |= settle(checks, slot, verdict, merged[row + slot]!)
  }
  return seen
}

const NONE = Number.POSITIVE_INFINITY

function skipNarrow(checks: Float64Array): number {
  settle(checks, SLOT.grossExposureClass, PASSED, NONE)
  settle(checks, SLOT.grossExposureInstrument, PASSED, NONE)
  settle(checks, SLOT.netExposureClass, PASSED, NONE)
  settle(checks, SLOT.netExposureInstrument, PASSED, NONE)
  settle(checks, SLOT.leverageClass, PASSED, NONE)
  return settle(checks, SLOT.leverageInstrument, PASSED, NONE)
}

function skipMode(checks: Float64Array): number {
  settle(checks, SLOT.grossExposureMode, PASSED, NONE)
  settle(checks, SLOT.netExposureMode, PASSED, NONE)
  settle(checks, SLOT.leverageMode, PASSED, NONE)
  settle(checks, SLOT.concentrationMode, PASSED, NONE)
  settle(checks, SLOT.assetClassCapMode, PASSED, NONE)
  settle(checks, SLOT.dailyLossMode, PASSED, NONE)
  return settle(checks, SLOT.drawdownMode, PASSED, NONE)
}

/** True where sums of a row can be relied on: nothing unknown, no rate too old. */
function holds(rows: Float64Array, missing: number, rateAt: number, at: number): boolean {
  return rows[missing] === 0 && at - rows[rateAt]! <= FX_AGE_MAX
}

function judgeAccount(book: Book, market: Market, request: OrderRequest, at: number, levels: number): number {
  const risk = book.risk
  const { checks, terms } = risk.evaluation
  const merged = risk.limits.merged
  const row = terms[TERM.limits]!
  const account = request.accountIndex * ACCOUNT_STRIDE
  const rows = risk.accounts
  const value = terms[TERM.value]!
  sumAccountExposure(book, market, request.accountIndex)
  let seen = 0
  const exposureHolds =
    value === value && holds(rows, account + ACCOUNT.exposureMissing, account + ACCOUNT.exposureRateAt, at)
  const gross = rows[account + SUM.gross]! + (terms[TERM.worstAfter]! - terms[TERM.worstBefore]!) * value
  const error = exposureError(rows, account, terms, value, terms[TERM.rate]!)
  const group =
    account +
    SUM_STRIDE * (1 + risk.instruments[request.instrumentIndex * INSTRUMENT_STRIDE + INSTRUMENT.assetClass]!)
  const classGross = rows[group + SUM.gross]! + (terms[TERM.worstAfter]! - terms[TERM.worstBefore]!) * value
  if (exposureHolds) {
    seen |= judge(checks, SLOT.grossExposure, gross, merged[row + SLOT.grossExposure]!, error)
    seen |= judge(
      checks,
      SLOT.netExposure,
      netAfter(rows, account, terms, value),
      merged[row + SLOT.netExposure]!,
      error,
    )
    seen |= judge(checks, SLOT.assetClassCap, classGross, merged[row + SLOT.assetClassCap]!, error)
  } else {
    seen |= settle(checks, SLOT.grossExposure, FAILED, merged[row + SLOT.grossExposure]!)
    seen |= settle(checks, SLOT.netExposure, FAILED, merged[row + SLOT.netExposure]!)
    seen |= settle(checks, SLOT.assetClassCap, FAILED, merged[row + SLOT.assetClassCap]!)
  }
  const leverage = merged[row + SLOT.leverage]!
  const concentration = merged[row + SLOT.concentration]!
  if ((levels & LEVEL_BIT.EQUITY) === 0) {
    settle(checks, SLOT.leverage, PASSED, NONE)
    settle(checks, SLOT.concentration, PASSED, NONE)
    settle(checks, SLOT.dailyLoss, PASSED, NONE)
    return seen | settle(checks, SLOT.drawdown, PASSED, NONE)
  }
  sumAccountEquity(book, market, request.accountIndex)
  turnDay(book, at)
  const equity = rows[account + ACCOUNT.equity]!
  const equityError = rows[account + ACCOUNT.equityError]!
  if (!holds(rows, account + ACCOUNT.equityMissing, account + ACCOUNT.equityRateAt, at)) {
    seen |=
      settle(checks, SLOT.leverage, FAILED, leverage) |
      settle(checks, SLOT.concentration, FAILED, concentration)
    seen |= settle(checks, SLOT.dailyLoss, FAILED, merged[row + SLOT.dailyLoss]!)
    return seen | settle(checks, SLOT.drawdown, FAILED, merged[row + SLOT.drawdown]!)
  }
  if (exposureHolds) seen |= judgeRatio(checks, SLOT.leverage, gross, leverage, equity, error, equityError)
  else seen |= settle(checks, SLOT.leverage, FAILED, leverage)
  const own = terms[TERM.worstAfter]! * value
  const ownError = own * RELATIVE + EXACT_STEP * (1 + terms[TERM.rate]!)
  if (value === value)
    seen |= judgeRatio(checks, SLOT.concentration, own, concentration, equity, ownError, equityError)
  else seen |= settle(checks, SLOT.concentration, FAILED, concentration)
  const isMarked = isMarkedToday(book, request.accountIndex)
  const loss = isMarked ? rows[account + ACCOUNT.dayStart]! - equity : 0
  const size = Math.abs(rows[account + ACCOUNT.dayStart]!) + Math.abs(rows[account + ACCOUNT.dayHigh]!)
  seen |= judge(
    checks,
    SLOT.dailyLoss,
    loss,
    merged[row + SLOT.dailyLoss]!,
    isMarked ? equityError + size * RELATIVE : 0,
  )
  const high = rows[account + ACCOUNT.dayHigh]!
  if (!isMarked) return seen | settle(checks, SLOT.drawdown, PASSED, merged[row + SLOT.drawdown]!)
  return (
    seen |
    judgeFall(
      checks,
      SLOT.drawdown,
      high - equity,
      high,
      merged[row + SLOT.drawdown]!,
      equityError + size * RELATIVE,
    )
  )
}

/** Exposure that the whole side of the order would make, in the order's direction. */
function netAfter(rows: Float64Array, sums: number, terms: Float64Array, value: number): number {
  const moved = (terms[TERM.lots]! - terms[TERM.replaced]!) * value
  return terms[TERM.side]! > 0 ? rows[sums + SUM.high]! + moved : moved - rows[sums + SUM.low]!
}

function exposureError(
  rows: Float64Array,
  row: number,
  terms: Float64Array,
  value: number,
  rate: number,
): number {
  const moved =
    (terms[TERM.worstAfter]! + terms[TERM.worstBefore]! + terms[TERM.lots]! + terms[TERM.replaced]!) * value
  return (
    rows[row + ACCOUNT.exposureError]! + (rows[row + SUM.gross]! + moved) * RELATIVE + EXACT_STEP * (1 + rate)
  )
}

/** Judges observed / equity <= limit as a product, so that no equity of zero or less ever divides. */
function judgeRatio(
  checks: Float64Array,
  slot: number,
  observed: number,
  limit: number,
  equity: number,
  error: number,
  equityError: number,
): number {
  if (limit === NONE) return settle(checks, slot, PASSED, limit)
  return judge(checks, slot, observed, limit * equity, error + limit * equityError)
}

/** Judges fall <= limit x high. A high that may not be positive makes no share: settled exactly. */
function judgeFall(
  checks: Float64Array,
  slot: number,
  fall: number,
  high: number,
  limit: number,
  error: number,
): number {
  if (limit === NONE) return settle(checks, slot, PASSED, limit)
  if (high <= error) return settle(checks, slot, AMBIGUOUS, limit)
  return judge(checks, slot, fall, limit * high, error * (1 + limit))
}

/** Limits that a class's or an instrument's own policy sets on its exposure in the account. */
function judgeNarrow(book: Book, market: Market, request: OrderRequest, at: number): number {
  const risk = book.risk
  const { checks, terms } = risk.evaluation
  const merged = risk.limits.merged
  const row = terms[TERM.limits]!
  const account = request.accountIndex * ACCOUNT_STRIDE
  const rows = risk.accounts
  const value = terms[TERM.value]!
  const group =
    account +
    SUM_STRIDE * (1 + risk.instruments[request.instrumentIndex * INSTRUMENT_STRIDE + INSTRUMENT.assetClass]!)
  const error = exposureError(rows, account, terms, value, terms[TERM.rate]!)
  const gross = rows[group + SUM.gross]! + (terms[TERM.worstAfter]! - terms[TERM.worstBefore]!) * value
  const own = terms[TERM.worstAfter]! * value
  const leverageClass = merged[row + SLOT.leverageClass]!
  const leverageInstrument = merged[row + SLOT.leverageInstrument]!
  let seen = 0
  if (value !== value) {
    for (const slot of NARROW_SLOTS) seen |= settle(checks, slot, FAILED, merged[row + slot]!)
    return seen
  }
  seen |= judge(checks, SLOT.grossExposureInstrument, own, merged[row + SLOT.grossExposureInstrument]!, error)
  const net = terms[TERM.after]! * value
  seen |= judge(checks, SLOT.netExposureInstrument, net, merged[row + SLOT.netExposureInstrument]!, error)
  const exposureHolds = holds(rows, account + ACCOUNT.exposureMissing, account + ACCOUNT.exposureRateAt, at)
  if (exposureHolds) {
    seen |= judge(checks, SLOT.grossExposureClass, gross, merged[row + SLOT.grossExposureClass]!, error)
    seen |= judge(
      checks,
      SLOT.netExposureClass,
      netAfter(rows, group, terms, value),
      merged[row + SLOT.netExposureClass]!,
      error,
    )
  } else {
    seen |= settle(checks, SLOT.grossExposureClass, FAILED, merged[row + SLOT.grossExposureClass]!)
    seen |= settle(checks, SLOT.netExposureClass, FAILED, merged[row + SLOT.netExposureClass]!)
  }
  if (leverageClass === NONE && leverageInstrument === NONE) {
    return (
      seen |
      settle(checks, SLOT.leverageClass, PASSED, NONE) |
      settle(checks, SLOT.leverageInstrument, PASSED, NONE)
    )
  }
  sumAccountEquity(book, market, request.accountIndex)
  const equity = rows[account + ACCOUNT.equity]!
  const equityError = rows[account + ACCOUNT.equityError]!
  const equityHolds = holds(rows, account + ACCOUNT.equityMissing, account + ACCOUNT.equityRateAt, at)
  if (equityHolds)
    seen |= judgeRatio(checks, SLOT.leverageInstrument, own, leverageInstrument, equity, error, equityError)
  else seen |= settle(checks, SLOT.leverageInstrument, FAILED, leverageInstrument)
  if (equityHolds && exposureHolds) {
    return seen | judgeRatio(checks, SLOT.leverageClass, gross, leverageClass, equity, error, equityError)
  }
  return seen | settle(checks, SLOT.leverageClass, FAILED, leverageClass)
}

const NARROW_SLOTS: readonly number[] = [
  SLOT.grossExposureClass,
  SLOT.grossExposureInstrument,
  SLOT.netExposureClass,
  SLOT.netExposureInstrument,
  SLOT.leverageClass,
  SLOT.leverageInstrument,
]

const MODE_SLOTS: readonly number[] = [
  SLOT.grossExposureMode,
  SLOT.netExposureMode,
  SLOT.leverageMode,
  SLOT.concentrationMode,
  SLOT.assetClassCapMode,
  SLOT.dailyLossMode,
  SLOT.drawdownMode,
]

/** Limits over all accounts of the order's mode, in the base currency. */
function judgeMode(book: Book, market: Market, request: OrderRequest, at: number, levels: number): number {
  const risk = book.risk
  const { checks, terms } = risk.evaluation
  const merged = risk.limits.merged
  const row = terms[TERM.limits]!
  const mode = risk.accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT.mode]!
  let seen = 0
  if (risk.modeBeyondWhole[mode] === true) {
    for (const slot of MODE_SLOTS) seen |= settle(checks, slot, AMBIGUOUS, merged[row + slot]!)
    return seen
  }
  const sums = mode * ACCOUNT_STRIDE
  const rows = risk.modes
  const instrument = request.instrumentIndex * INSTRUMENT_STRIDE
  const rate = freshRate(book, market, risk.instruments[instrument + INSTRUMENT.currency]!, risk.baseCode, at)
  const value =
    Math.abs(terms[TERM.reference]!) * risk.instruments[instrument + INSTRUMENT.tickLotValue]! * rate
  sumModeExposure(book, market, mode)
  const exposureHolds =
    value === value && holds(rows, sums + ACCOUNT.exposureMissing, sums + ACCOUNT.exposureRateAt, at)
  const added = terms[TERM.worstAfter]! - terms[TERM.worstBefore]!
  const gross = rows[sums + SUM.gross]! + added * value
  const error = exposureError(rows, sums, terms, value, rate)
  const group = sums + SUM_STRIDE * (1 + risk.instruments[instrument + INSTRUMENT.assetClass]!)
  if (exposureHolds) {
    seen |= judge(checks, SLOT.grossExposureMode, gross, merged[row + SLOT.grossExposureMode]!, error)
    seen |= judge(
      checks,
      SLOT.netExposureMode,
      netAfter(rows, sums, terms, value),
      merged[row + SLOT.netExposureMode]!,
      error,
    )
    const classGross = rows[group + SUM.gross]! + added * value
    seen |= judge(checks, SLOT.assetClassCapMode, classGross, merged[row + SLOT.assetClassCapMode]!, error)
  } else {
    seen |= settle(checks, SLOT.grossExposureMode, FAILED, merged[row + SLOT.grossExposureMode]!)
    seen |= settle(checks, SLOT.netExposureMode, FAILED, merged[row + SLOT.netExposureMode]!)
    seen |= settle(checks, SLOT.assetClassCapMode, FAILED, merged[row + SLOT.assetClassCapMode]!)
  }
  if ((levels & LEVEL_BIT.MODE_EQUITY) === 0) {
    settle(checks, SLOT.leverageMode, PASSED, NONE)
    settle(checks, SLOT.concentrationMode, PASSED, NONE)
    settle(checks, SLOT.dailyLossMode, PASSED, NONE)
    return seen | settle(checks, SLOT.drawdownMode, PASSED, NONE)
  }
  const leverage = merged[row + SLOT.leverageMode]!
  const concentration = merged[row + SLOT.concentrationMode]!
  sumModeEquity(book, market, mode, at)
  if (!holds(rows, sums + ACCOUNT.equityMissing, sums + ACCOUNT.equityRateAt, at)) {
    seen |=
      settle(checks, SLOT.leverageMode, FAILED, leverage) |
      settle(checks, SLOT.concentrationMode, FAILED, concentration)
    seen |= settle(checks, SLOT.dailyLossMode, FAILED, merged[row + SLOT.dailyLossMode]!)
    return seen | settle(checks, SLOT.drawdownMode, FAILED, merged[row + SLOT.drawdownMode]!)
  }
  const equity = rows[sums + ACCOUNT.equity]!
  const equityError = rows[sums + ACCOUNT.equityError]!
  if (exposureHolds)
    seen |= judgeRatio(checks, SLOT.leverageMode, gross, leverage, equity, error, equityError)
  else seen |= settle(checks, SLOT.leverageMode, FAILED, leverage)
  const cell = (mode * risk.instrumentCapacity + request.instrumentIndex) * MODE_LOTS_STRIDE
  const own = (risk.modeLots[cell + MODE_LOTS.worst]! + added) * value
  if (value === value)
    seen |= judgeRatio(checks, SLOT.concentrationMode, own, concentration, equity, error, equityError)
  else seen |= settle(checks, SLOT.concentrationMode, FAILED, concentration)
  seen |= judge(
    checks,
    SLOT.dailyLossMode,
    rows[sums + ACCOUNT.loss]!,
    merged[row + SLOT.dailyLossMode]!,
    equityError,
  )
  return (
    seen |
    judgeFall(
      checks,
      SLOT.drawdownMode,
      rows[sums + ACCOUNT.fall]!,
      rows[sums + ACCOUNT.high]!,
      merged[row + SLOT.drawdownMode]!,
      equityError,
    )
  )
}
