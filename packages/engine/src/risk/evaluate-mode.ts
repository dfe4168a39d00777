/**
 * What the kernel judges of the portfolio over all accounts of the order's mode, in the base currency.
 * Rules: SPEC.md RK-15 to RK-17.
 */

import type { Book } from '../book/book.ts'
import type { Market } from '../book/market.ts'
import { MICROS_PER_DAY as DAY } from './day.ts'
import { sumModeEquity } from './equity-totals.ts'
import { doubt } from './evaluation.ts'
import * as layout from './layout.ts'
import type { OrderRequest } from './request.ts'
import type { RiskRows } from './rows.ts'
import { SLOT } from './slots.ts'
import { oldestInMode } from './sums/mark-age.ts'
import { TERM } from './terms.ts'
import { EXACT_STEP as STEP, sumModeExposure } from './totals.ts'

const { ACCOUNT, LEVEL_BIT, LIMIT, MODE_LOTS, SUM } = layout

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_BEYOND_WHOLE = ACCOUNT.beyondWhole
const ACCOUNT_DAY_FROM = ACCOUNT.dayFrom
const ACCOUNT_EQUITY_HIGH = ACCOUNT.equityHigh
const ACCOUNT_EQUITY_LOW = ACCOUNT.equityLow
const ACCOUNT_EQUITY_UNTIL = ACCOUNT.equityUntil
const ACCOUNT_EQUITY_VERSION = ACCOUNT.equityVersion
const ACCOUNT_EXPOSURE = ACCOUNT.exposure
const ACCOUNT_EXPOSURE_ERROR = ACCOUNT.exposureError
const ACCOUNT_EXPOSURE_UNTIL = ACCOUNT.exposureUntil
const ACCOUNT_EXPOSURE_VERSION = ACCOUNT.exposureVersion
const ACCOUNT_FALL_FROM = ACCOUNT.fallFrom
const ACCOUNT_FALL_HIGH = ACCOUNT.fallHigh
const ACCOUNT_FALL_LOW = ACCOUNT.fallLow
const ACCOUNT_LOSS_HIGH = ACCOUNT.lossHigh
const ACCOUNT_LOSS_LOW = ACCOUNT.lossLow
const ACCOUNT_MARK_AT = ACCOUNT.markAt
const ACCOUNT_STRIDE = layout.ACCOUNT_STRIDE
const EXACT_STEP = STEP
const LEVEL_BIT_MODE = LEVEL_BIT.MODE
const LEVEL_BIT_MODE_EQUITY = LEVEL_BIT.MODE_EQUITY
const LIMIT_LEVELS = LIMIT.levels
const LIMIT_MARK_AGE = LIMIT.markAgeMicros
const MICROS_PER_DAY = DAY
const MODE_LOTS_STRIDE = layout.MODE_LOTS_STRIDE
const MODE_LOTS_WORST = MODE_LOTS.worst
const RELATIVE = layout.RELATIVE
const SLOT_ASSET_CLASS_CAP_MODE = SLOT.assetClassCapMode
const SLOT_CONCENTRATION_MODE = SLOT.concentrationMode
const SLOT_DAILY_LOSS_MODE = SLOT.dailyLossMode
const SLOT_DRAWDOWN_MODE = SLOT.drawdownMode
const SLOT_GROSS_EXPOSURE_MODE = SLOT.grossExposureMode
const SLOT_LEVERAGE_MODE = SLOT.leverageMode
const SLOT_NET_EXPOSURE_MODE = SLOT.netExposureMode
const SUM_GROSS = SUM.gross
const SUM_HIGH = SUM.high
const SURE = layout.LIMIT_SURE
const TERM_BASE_RATE = TERM.baseRate
const TERM_BASE_VALUE = TERM.baseValue
const TERM_MOVED = TERM.moved
const TERM_SIDE = TERM.side
const TERM_SIZE = TERM.size
const TERM_WORST_ADDED = TERM.worstAdded

/** Judges the mode where a limit over it is set, for an order that does not only reduce. */
export function judgeMode(
  book: Book,
  market: Market,
  request: OrderRequest,
  at: number,
  bookAt: number,
): void {
  const risk = book.risk
  const { modes, modeLots, evaluation } = risk
  const { terms, policy, mode } = evaluation
  const limits = risk.limits.merged
  const levels = limits[policy + LIMIT_LEVELS]! | 0
  if ((levels & LEVEL_BIT_MODE) === 0) return
  const row = mode * ACCOUNT_STRIDE
  if (modes[row + ACCOUNT_EXPOSURE_VERSION] !== market.version) sumModeExposure(book, market, mode)
  // Lots past what doubles hold make the value NaN, and every exposure over the mode is settled exactly.
  const value = terms[TERM_BASE_VALUE]! + modes[row + ACCOUNT_BEYOND_WHOLE]!
  const cell = (mode * risk.instrumentCapacity + request.instrumentIndex) * MODE_LOTS_STRIDE
  const worst = modeLots[cell + MODE_LOTS_WORST]!
  const age = limits[policy + LIMIT_MARK_AGE]!
  // The oldest mark is looked for again before it is called too old.
  const isFresh =
    at - modes[row + ACCOUNT_MARK_AT]! <= age || at - oldestInMode(book, market, mode, at).at <= age
  const unknown = isFresh && at <= modes[row + ACCOUNT_EXPOSURE_UNTIL]! ? 0 : Number.POSITIVE_INFINITY
  const total = modes[row + ACCOUNT_EXPOSURE + SUM_GROSS]!
  const size = (worst + terms[TERM_SIZE]!) * value
  const error =
    modes[row + ACCOUNT_EXPOSURE_ERROR]! +
    (total + size) * RELATIVE +
    EXACT_STEP * (1 + terms[TERM_BASE_RATE]! + size)
  const worstAdded = terms[TERM_WORST_ADDED]!
  const added = worstAdded * value + unknown
  const moved = terms[TERM_MOVED]! * value + unknown
  const gross = total + added
  const classGross = modes[row + ACCOUNT_EXPOSURE + evaluation.classSums + SUM_GROSS]! + added
  const own = (worst + worstAdded) * value
  const net = moved + modes[row + ACCOUNT_EXPOSURE + SUM_HIGH + evaluation.sells]! * terms[TERM_SIDE]!
  if (!(gross + error <= limits[policy + SLOT_GROSS_EXPOSURE_MODE]!))
    doubt(risk, SLOT_GROSS_EXPOSURE_MODE, gross - error > limits[policy + SLOT_GROSS_EXPOSURE_MODE + SURE]!)
  if (!(net + error <= limits[policy + SLOT_NET_EXPOSURE_MODE]!))
    doubt(risk, SLOT_NET_EXPOSURE_MODE, net - error > limits[policy + SLOT_NET_EXPOSURE_MODE + SURE]!)
  if (!(classGross + error <= limits[policy + SLOT_ASSET_CLASS_CAP_MODE]!))
    doubt(
      risk,
      SLOT_ASSET_CLASS_CAP_MODE,
      classGross - error > limits[policy + SLOT_ASSET_CLASS_CAP_MODE + SURE]!,
    )
  if ((levels & LEVEL_BIT_MODE_EQUITY) === 0) return

  const dayFrom = modes[row + ACCOUNT_DAY_FROM]!
  const isToday = bookAt >= dayFrom && bookAt < dayFrom + MICROS_PER_DAY
  if (!isToday || modes[row + ACCOUNT_EQUITY_VERSION] !== market.version)
    sumModeEquity(book, market, mode, { at, bookAt })
  const isValued = isFresh && at <= modes[row + ACCOUNT_EQUITY_UNTIL]!
  const low = isValued ? modes[row + ACCOUNT_EQUITY_LOW]! : Number.NEGATIVE_INFINITY
  const high = isValued ? modes[row + ACCOUNT_EQUITY_HIGH]! : Number.NEGATIVE_INFINITY
  if (!(gross + error <= limits[policy + SLOT_LEVERAGE_MODE]! * low))
    doubt(risk, SLOT_LEVERAGE_MODE, gross - error > limits[policy + SLOT_LEVERAGE_MODE + SURE]! * high)
  if (!(own + error <= limits[policy + SLOT_CONCENTRATION_MODE]! * low))
    doubt(
      risk,
      SLOT_CONCENTRATION_MODE,
      own - error > limits[policy + SLOT_CONCENTRATION_MODE + SURE]! * high,
    )
  if (isValued) judgeLosses(risk, row)
  else lossesUnknown(risk)
}

/** Losses of the day and falls from the day's highs, of all accounts of the mode: as they stand, whatever the order. */
function judgeLosses(risk: RiskRows, row: number): void {
  const { modes, evaluation } = risk
  const { policy } = evaluation
  const limits = risk.limits.merged
  const from = modes[row + ACCOUNT_FALL_FROM]!
  if (!(modes[row + ACCOUNT_LOSS_HIGH]! <= limits[policy + SLOT_DAILY_LOSS_MODE]!)) {
    const sure = limits[policy + SLOT_DAILY_LOSS_MODE + SURE]!
    doubt(risk, SLOT_DAILY_LOSS_MODE, modes[row + ACCOUNT_LOSS_LOW]! > sure)
  }
  if (!(modes[row + ACCOUNT_FALL_HIGH]! <= limits[policy + SLOT_DRAWDOWN_MODE]! * from)) {
    const sure = limits[policy + SLOT_DRAWDOWN_MODE + SURE]! * from
    doubt(risk, SLOT_DRAWDOWN_MODE, modes[row + ACCOUNT_FALL_LOW]! > sure)
  }
}

/** Without an equity there is no telling what was lost of it. */
function lossesUnknown(risk: RiskRows): void {
  doubt(risk, SLOT_DAILY_LOSS_MODE, true)
  doubt(risk, SLOT_DRAWDOWN_MODE, true)
}
