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

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_DAY_HIGH = ACCOUNT.dayHigh
const ACCOUNT_DAY_START = ACCOUNT.dayStart
const ACCOUNT_EQUITY = ACCOUNT.equity
const ACCOUNT_EQUITY_ERROR = ACCOUNT.equityError
const ACCOUNT_EQUITY_MISSING = ACCOUNT.equityMissing
const ACCOUNT_EQUITY_RATE_AT = ACCOUNT.equityRateAt
const ACCOUNT_EQUITY_VERSION = ACCOUNT.equityVersion
const ACCOUNT_EXPOSURE_ERROR = ACCOUNT.exposureError
const ACCOUNT_EXPOSURE_MISSING = ACCOUNT.exposureMissing
const ACCOUNT_EXPOSURE_RATE_AT = ACCOUNT.exposureRateAt
const ACCOUNT_EXPOSURE_VERSION = ACCOUNT.exposureVersion
const ACCOUNT_FALL = ACCOUNT.fall
const ACCOUNT_HIGH = ACCOUNT.high
const ACCOUNT_LOSS = ACCOUNT.loss
const ACCOUNT_MODE = ACCOUNT.mode
const CHECK_ASSET_CLASS_CAP = SLOT.assetClassCap * VERDICT_STRIDE
const CHECK_ASSET_CLASS_CAP_MODE = SLOT.assetClassCapMode * VERDICT_STRIDE
const CHECK_CONCENTRATION = SLOT.concentration * VERDICT_STRIDE
const CHECK_CONCENTRATION_MODE = SLOT.concentrationMode * VERDICT_STRIDE
const CHECK_DAILY_LOSS = SLOT.dailyLoss * VERDICT_STRIDE
const CHECK_DAILY_LOSS_MODE = SLOT.dailyLossMode * VERDICT_STRIDE
const CHECK_DRAWDOWN = SLOT.drawdown * VERDICT_STRIDE
const CHECK_DRAWDOWN_MODE = SLOT.drawdownMode * VERDICT_STRIDE
const CHECK_GROSS_EXPOSURE = SLOT.grossExposure * VERDICT_STRIDE
const CHECK_GROSS_EXPOSURE_CLASS = SLOT.grossExposureClass * VERDICT_STRIDE
const CHECK_GROSS_EXPOSURE_INSTRUMENT = SLOT.grossExposureInstrument * VERDICT_STRIDE
const CHECK_GROSS_EXPOSURE_MODE = SLOT.grossExposureMode * VERDICT_STRIDE
const CHECK_LEVERAGE_MODE = SLOT.leverageMode * VERDICT_STRIDE
const CHECK_NET_EXPOSURE = SLOT.netExposure * VERDICT_STRIDE
const CHECK_NET_EXPOSURE_CLASS = SLOT.netExposureClass * VERDICT_STRIDE
const CHECK_NET_EXPOSURE_INSTRUMENT = SLOT.netExposureInstrument * VERDICT_STRIDE
const CHECK_NET_EXPOSURE_MODE = SLOT.netExposureMode * VERDICT_STRIDE
const INSTRUMENT_ASSET_CLASS = INSTRUMENT.assetClass
const LEVEL_BIT_ACCOUNT = LEVEL_BIT.ACCOUNT
const LEVEL_BIT_EQUITY = LEVEL_BIT.EQUITY
const LEVEL_BIT_MODE = LEVEL_BIT.MODE
const LEVEL_BIT_MODE_EQUITY = LEVEL_BIT.MODE_EQUITY
const LEVEL_BIT_NARROW = LEVEL_BIT.NARROW
const LIMIT_LEVELS = LIMIT.levels
const MODE_LOTS_WORST = MODE_LOTS.worst
const SLOT_ASSET_CLASS_CAP_MODE = SLOT.assetClassCapMode
const SLOT_CONCENTRATION = SLOT.concentration
const SLOT_CONCENTRATION_MODE = SLOT.concentrationMode
const SLOT_DAILY_LOSS_MODE = SLOT.dailyLossMode
const SLOT_DRAWDOWN = SLOT.drawdown
const SLOT_DRAWDOWN_MODE = SLOT.drawdownMode
const SLOT_GROSS_EXPOSURE = SLOT.grossExposure
const SLOT_GROSS_EXPOSURE_MODE = SLOT.grossExposureMode
const SLOT_LEVERAGE = SLOT.leverage
const SLOT_LEVERAGE_INSTRUMENT = SLOT.leverageInstrument
const SLOT_LEVERAGE_MODE = SLOT.leverageMode
const SLOT_NET_EXPOSURE_MODE = SLOT.netExposureMode
const SUM_GROSS = SUM.gross
const SUM_HIGH = SUM.high
const SUM_LOW = SUM.low
const TERM_AFTER = TERM.after
const TERM_BASE_RATE = TERM.baseRate
const TERM_BASE_VALUE = TERM.baseValue
const TERM_LIMITS = TERM.limits
const TERM_LOTS = TERM.lots
const TERM_RATE = TERM.rate
const TERM_REPLACED = TERM.replaced
const TERM_SIDE = TERM.side
const TERM_VALUE = TERM.value
const TERM_WORST_AFTER = TERM.worstAfter
const TERM_WORST_BEFORE = TERM.worstBefore

/** Measures the levels at which a limit is set; the others are skipped for want of one. */
export function measurePortfolio(
  book: Book,
  market: Market,
  request: OrderRequest,
  at: number,
  reduces: boolean,
): void {
  const { evaluation, limits, accounts, modeBeyondWhole } = book.risk
  const levels = limits.merged[evaluation.terms[TERM_LIMITS]! + LIMIT_LEVELS]!
  if (levels === 0) return
  if (reduces) return fill(evaluation.checks, SLOT_GROSS_EXPOSURE, -BEYOND, 0)
  if ((levels & (LEVEL_BIT_ACCOUNT | LEVEL_BIT_NARROW)) !== 0) {
    measureExposure(book, market, request, at)
    if ((levels & LEVEL_BIT_EQUITY) !== 0) measureEquity(book, market, request, at)
  }
  if ((levels & LEVEL_BIT_MODE) === 0) return
  const mode = accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT_MODE]!
  if (modeBeyondWhole[mode] === true) return fillMode(evaluation.checks)
  measureModeExposure(book, market, request, at)
  if ((levels & LEVEL_BIT_MODE_EQUITY) !== 0) measureModeEquity(book, market, request, at)
}

function fill(checks: Float64Array, first: number, observed: number, error: number): void {
  for (let check = first * VERDICT_STRIDE; check < SLOT_COUNT * VERDICT_STRIDE; check += VERDICT_STRIDE) {
    checks[check + OBSERVED] = observed
    checks[check + FACTOR] = 1
    checks[check + ERROR] = error
  }
}

const MODE_SLOTS: readonly number[] = [
  SLOT_GROSS_EXPOSURE_MODE,
  SLOT_NET_EXPOSURE_MODE,
  SLOT_LEVERAGE_MODE,
  SLOT_CONCENTRATION_MODE,
  SLOT_ASSET_CLASS_CAP_MODE,
  SLOT_DAILY_LOSS_MODE,
  SLOT_DRAWDOWN_MODE,
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
  if (rows[row + ACCOUNT_EXPOSURE_VERSION] !== market.version)
    sumAccountExposure(book, market, request.accountIndex)
  const value = terms[TERM_VALUE]!
  const isOwnKnown = value === value
  const isKnown =
    isOwnKnown &&
    rows[row + ACCOUNT_EXPOSURE_MISSING] === 0 &&
    at - rows[row + ACCOUNT_EXPOSURE_RATE_AT]! <= FX_AGE_MAX
  const worst = terms[TERM_WORST_AFTER]!
  const added = (worst - terms[TERM_WORST_BEFORE]!) * value
  const moved = (terms[TERM_LOTS]! - terms[TERM_REPLACED]!) * value
  const isBuy = terms[TERM_SIDE]! > 0
  const group =
    row +
    SUM_STRIDE * (1 + risk.instruments[request.instrumentIndex * INSTRUMENT_STRIDE + INSTRUMENT_ASSET_CLASS]!)
  const size = (worst + terms[TERM_WORST_BEFORE]! + terms[TERM_LOTS]! + terms[TERM_REPLACED]!) * value
  const total = rows[row + SUM_GROSS]!
  const error =
    rows[row + ACCOUNT_EXPOSURE_ERROR]! +
    (total + size) * RELATIVE +
    EXACT_STEP * (1 + terms[TERM_RATE]! + size)
  const gross = isKnown ? total + added : BEYOND
  const classGross = isKnown ? rows[group + SUM_GROSS]! + added : BEYOND
  const net = isBuy ? rows[row + SUM_HIGH]! + moved : moved - rows[row + SUM_LOW]!
  const classNet = isBuy ? rows[group + SUM_HIGH]! + moved : moved - rows[group + SUM_LOW]!
  const own = isOwnKnown ? worst * value : BEYOND
  const sumError = isKnown ? error : 0
  const ownError = isOwnKnown ? error : 0
  checks[CHECK_GROSS_EXPOSURE + OBSERVED] = gross
  checks[CHECK_GROSS_EXPOSURE + ERROR] = sumError
  checks[CHECK_GROSS_EXPOSURE_CLASS + OBSERVED] = classGross
  checks[CHECK_GROSS_EXPOSURE_CLASS + ERROR] = sumError
  checks[CHECK_GROSS_EXPOSURE_INSTRUMENT + OBSERVED] = own
  checks[CHECK_GROSS_EXPOSURE_INSTRUMENT + ERROR] = ownError
  checks[CHECK_NET_EXPOSURE + OBSERVED] = isKnown ? net : BEYOND
  checks[CHECK_NET_EXPOSURE + ERROR] = sumError
  checks[CHECK_NET_EXPOSURE_CLASS + OBSERVED] = isKnown ? classNet : BEYOND
  checks[CHECK_NET_EXPOSURE_CLASS + ERROR] = sumError
  checks[CHECK_NET_EXPOSURE_INSTRUMENT + OBSERVED] = isOwnKnown ? terms[TERM_AFTER]! * value : BEYOND
  checks[CHECK_NET_EXPOSURE_INSTRUMENT + ERROR] = ownError
  checks[CHECK_ASSET_CLASS_CAP + OBSERVED] = classGross
  checks[CHECK_ASSET_CLASS_CAP + ERROR] = sumError
}

/** Ratios to the account's equity, its loss and its drawdown; the exposures are measured. */
function measureEquity(book: Book, market: Market, request: OrderRequest, at: number): void {
  const risk = book.risk
  const { checks, terms } = risk.evaluation
  const limits = risk.limits.merged
  const limitRow = terms[TERM_LIMITS]!
  const rows = risk.accounts
  const row = request.accountIndex * ACCOUNT_STRIDE
  if (rows[row + ACCOUNT_EQUITY_VERSION] !== market.version)
    sumAccountEquity(book, market, request.accountIndex)
  turnDay(book, at)
  const isKnown =
    rows[row + ACCOUNT_EQUITY_MISSING] === 0 && at - rows[row + ACCOUNT_EQUITY_RATE_AT]! <= FX_AGE_MAX
  const equity = rows[row + ACCOUNT_EQUITY]!
  const error = rows[row + ACCOUNT_EQUITY_ERROR]!
  // Leverage at its three levels: as the gross exposures, against equity.
  for (let slot: number = SLOT_LEVERAGE; slot <= SLOT_LEVERAGE_INSTRUMENT; slot += 1) {
    const gross = (slot - SLOT_LEVERAGE + SLOT_GROSS_EXPOSURE) * VERDICT_STRIDE
    const check = slot * VERDICT_STRIDE
    const observed = checks[gross + OBSERVED]!
    const isMeasured = isKnown && observed !== BEYOND
    checks[check + OBSERVED] = isMeasured ? observed : BEYOND
    checks[check + FACTOR] = isMeasured ? equity : 1
    checks[check + ERROR] = isMeasured ? checks[gross + ERROR]! + limits[limitRow + slot]! * error : 0
  }
  const own = CHECK_GROSS_EXPOSURE_INSTRUMENT
  const concentration = CHECK_CONCENTRATION
  const isMeasured = isKnown && checks[own + OBSERVED] !== BEYOND
  checks[concentration + OBSERVED] = isMeasured ? checks[own + OBSERVED]! : BEYOND
  checks[concentration + FACTOR] = isMeasured ? equity : 1
  checks[concentration + ERROR] = isMeasured
    ? checks[own + ERROR]! + limits[limitRow + SLOT_CONCENTRATION]! * error
    : 0

  const isMarked = isMarkedToday(book, request.accountIndex)
  const start = rows[row + ACCOUNT_DAY_START]!
  const high = rows[row + ACCOUNT_DAY_HIGH]!
  const dayError = isMarked ? error + (Math.abs(start) + Math.abs(high)) * RELATIVE : 0
  const loss = CHECK_DAILY_LOSS
  checks[loss + OBSERVED] = isKnown ? (isMarked ? start - equity : 0) : BEYOND
  checks[loss + ERROR] = isKnown ? dayError : 0
  const drawdown = CHECK_DRAWDOWN
  checks[drawdown + OBSERVED] = isKnown ? (isMarked ? high - equity : -BEYOND) : BEYOND
  checks[drawdown + FACTOR] = isKnown && isMarked ? high : 1
  // A high that may not be positive makes no share: settled exactly.
  const fallError =
    high <= dayError ? Number.POSITIVE_INFINITY : dayError * (1 + limits[limitRow + SLOT_DRAWDOWN]!)
  checks[drawdown + ERROR] = isKnown && isMarked ? fallError : 0
}

/** Exposures over all accounts of the order's mode, in the base currency. */
function measureModeExposure(book: Book, market: Market, request: OrderRequest, at: number): void {
  const risk = book.risk
  const { checks, terms } = risk.evaluation
  const rows = risk.modes
  const mode = risk.accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT_MODE]!
  const row = mode * ACCOUNT_STRIDE
  if (rows[row + ACCOUNT_EXPOSURE_VERSION] !== market.version) sumModeExposure(book, market, mode)
  const value = terms[TERM_BASE_VALUE]!
  const isKnown =
    value === value &&
    rows[row + ACCOUNT_EXPOSURE_MISSING] === 0 &&
    at - rows[row + ACCOUNT_EXPOSURE_RATE_AT]! <= FX_AGE_MAX
  const change = terms[TERM_WORST_AFTER]! - terms[TERM_WORST_BEFORE]!
  const moved = (terms[TERM_LOTS]! - terms[TERM_REPLACED]!) * value
  const group =
    row +
    SUM_STRIDE * (1 + risk.instruments[request.instrumentIndex * INSTRUMENT_STRIDE + INSTRUMENT_ASSET_CLASS]!)
  const cell = (mode * risk.instrumentCapacity + request.instrumentIndex) * MODE_LOTS_STRIDE
  const own = (risk.modeLots[cell + MODE_LOTS_WORST]! + change) * value
  const lots =
    terms[TERM_WORST_AFTER]! + terms[TERM_WORST_BEFORE]! + terms[TERM_LOTS]! + terms[TERM_REPLACED]!
  const size = (risk.modeLots[cell + MODE_LOTS_WORST]! + lots) * value
  const total = rows[row + SUM_GROSS]!
  const error =
    rows[row + ACCOUNT_EXPOSURE_ERROR]! +
    (total + size) * RELATIVE +
    EXACT_STEP * (1 + terms[TERM_BASE_RATE]! + size)
  const net = terms[TERM_SIDE]! > 0 ? rows[row + SUM_HIGH]! + moved : moved - rows[row + SUM_LOW]!
  const sumError = isKnown ? error : 0
  checks[CHECK_GROSS_EXPOSURE_MODE + OBSERVED] = isKnown ? total + change * value : BEYOND
  checks[CHECK_GROSS_EXPOSURE_MODE + ERROR] = sumError
  checks[CHECK_NET_EXPOSURE_MODE + OBSERVED] = isKnown ? net : BEYOND
  checks[CHECK_NET_EXPOSURE_MODE + ERROR] = sumError
  checks[CHECK_ASSET_CLASS_CAP_MODE + OBSERVED] = isKnown ? rows[group + SUM_GROSS]! + change * value : BEYOND
  checks[CHECK_ASSET_CLASS_CAP_MODE + ERROR] = sumError
  checks[CHECK_CONCENTRATION_MODE + OBSERVED] = value === value ? own : BEYOND
  checks[CHECK_CONCENTRATION_MODE + ERROR] = value === value ? error : 0
}

/** Ratios to the equity of the mode, its accounts' losses and their distances from their highs. */
function measureModeEquity(book: Book, market: Market, request: OrderRequest, at: number): void {
  const risk = book.risk
  const { checks, terms } = risk.evaluation
  const limits = risk.limits.merged
  const limitRow = terms[TERM_LIMITS]!
  const mode = risk.accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT_MODE]!
  const rows = risk.modes
  const row = mode * ACCOUNT_STRIDE
  sumModeEquity(book, market, mode, at)
  const isKnown =
    rows[row + ACCOUNT_EQUITY_MISSING] === 0 && at - rows[row + ACCOUNT_EQUITY_RATE_AT]! <= FX_AGE_MAX
  const equity = rows[row + ACCOUNT_EQUITY]!
  const error = rows[row + ACCOUNT_EQUITY_ERROR]!
  const gross = CHECK_GROSS_EXPOSURE_MODE
  const leverage = CHECK_LEVERAGE_MODE
  const isLeverage = isKnown && checks[gross + OBSERVED] !== BEYOND
  checks[leverage + OBSERVED] = isLeverage ? checks[gross + OBSERVED]! : BEYOND
  checks[leverage + FACTOR] = isLeverage ? equity : 1
  checks[leverage + ERROR] = isLeverage
    ? checks[gross + ERROR]! + limits[limitRow + SLOT_LEVERAGE_MODE]! * error
    : 0
  const concentration = CHECK_CONCENTRATION_MODE
  const isShare = isKnown && checks[concentration + OBSERVED] !== BEYOND
  checks[concentration + FACTOR] = isShare ? equity : 1
  if (isShare)
    checks[concentration + ERROR] =
      checks[concentration + ERROR]! + limits[limitRow + SLOT_CONCENTRATION_MODE]! * error
  else {
    checks[concentration + OBSERVED] = BEYOND
    checks[concentration + ERROR] = 0
  }
  const loss = CHECK_DAILY_LOSS_MODE
  checks[loss + OBSERVED] = isKnown ? rows[row + ACCOUNT_LOSS]! : BEYOND
  checks[loss + ERROR] = isKnown ? error : 0
  const drawdown = CHECK_DRAWDOWN_MODE
  const high = rows[row + ACCOUNT_HIGH]!
  checks[drawdown + OBSERVED] = isKnown ? rows[row + ACCOUNT_FALL]! : BEYOND
  checks[drawdown + FACTOR] = isKnown ? high : 1
  const fallError =
    high <= error ? Number.POSITIVE_INFINITY : error * (1 + limits[limitRow + SLOT_DRAWDOWN_MODE]!)
  checks[drawdown + ERROR] = isKnown ? fallError : 0
}
