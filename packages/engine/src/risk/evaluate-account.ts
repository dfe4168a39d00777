/**
 * What the kernel judges of the portfolio in the order's account: exposure, leverage, concentration, caps, loss and drawdown.
 * Rules: SPEC.md RK-15 to RK-17.
 */

import type { Book } from '../book/book.ts'
import type { Market } from '../book/market.ts'
import { MICROS_PER_DAY as DAY } from './day.ts'
import { sumAccountEquity } from './equity-totals.ts'
import { doubt } from './evaluation.ts'
import * as layout from './layout.ts'
import type { OrderRequest } from './request.ts'
import type { RiskRows } from './rows.ts'
import { SLOT } from './slots.ts'
import { oldestInAccount } from './sums/mark-age.ts'
import { TERM } from './terms.ts'
import { EXACT_STEP as STEP, sumAccountExposure } from './totals.ts'

const { ACCOUNT, LEVEL_BIT, LIMIT, SUM } = layout

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
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
const LEVEL_BIT_ACCOUNT = LEVEL_BIT.ACCOUNT
const LEVEL_BIT_EQUITY = LEVEL_BIT.EQUITY
const LEVEL_BIT_NARROW = LEVEL_BIT.NARROW
const LIMIT_LEVELS = LIMIT.levels
const LIMIT_MARK_AGE = LIMIT.markAgeMicros
const MICROS_PER_DAY = DAY
const RELATIVE = layout.RELATIVE
const SLOT_ASSET_CLASS_CAP = SLOT.assetClassCap
const SLOT_CONCENTRATION = SLOT.concentration
const SLOT_DAILY_LOSS = SLOT.dailyLoss
const SLOT_DRAWDOWN = SLOT.drawdown
const SLOT_GROSS_EXPOSURE = SLOT.grossExposure
const SLOT_GROSS_EXPOSURE_CLASS = SLOT.grossExposureClass
const SLOT_GROSS_EXPOSURE_INSTRUMENT = SLOT.grossExposureInstrument
const SLOT_LEVERAGE = SLOT.leverage
const SLOT_LEVERAGE_CLASS = SLOT.leverageClass
const SLOT_LEVERAGE_INSTRUMENT = SLOT.leverageInstrument
const SLOT_NET_EXPOSURE = SLOT.netExposure
const SLOT_NET_EXPOSURE_CLASS = SLOT.netExposureClass
const SLOT_NET_EXPOSURE_INSTRUMENT = SLOT.netExposureInstrument
const SUM_GROSS = SUM.gross
const SUM_HIGH = SUM.high
const SURE = layout.LIMIT_SURE
const TERM_AFTER = TERM.after
const TERM_CLASS_GROSS = TERM.classGross
const TERM_EQUITY_HIGH = TERM.equityHigh
const TERM_EQUITY_LOW = TERM.equityLow
const TERM_ERROR = TERM.error
const TERM_MOVED = TERM.moved
const TERM_MOVED_VALUE = TERM.movedValue
const TERM_RATE = TERM.rate
const TERM_SIDE = TERM.side
const TERM_SIZE = TERM.size
const TERM_VALUE = TERM.value
const TERM_WORST_ADDED = TERM.worstAdded
const TERM_WORST_AFTER = TERM.worstAfter

/** Judges the levels at which a limit is set, for an order that does not only reduce. */
export function judgeAccount(
  book: Book,
  market: Market,
  request: OrderRequest,
  at: number,
  bookAt: number,
): void {
  const risk = book.risk
  const { accounts, evaluation } = risk
  const { terms, policy } = evaluation
  const limits = risk.limits.merged
  const levels = limits[policy + LIMIT_LEVELS]! | 0
  if ((levels & (LEVEL_BIT_ACCOUNT | LEVEL_BIT_NARROW)) === 0) return
  const row = request.accountIndex * ACCOUNT_STRIDE
  if (accounts[row + ACCOUNT_EXPOSURE_VERSION] !== market.version)
    sumAccountExposure(book, market, request.accountIndex)
  const value = terms[TERM_VALUE]!
  // Sums in which a line is unknown, or a mark or rate too old, are over every limit.
  const isFresh = hasFreshMarks(book, market, request, at)
  const unknown = isFresh && at <= accounts[row + ACCOUNT_EXPOSURE_UNTIL]! ? 0 : Number.POSITIVE_INFINITY
  const total = accounts[row + ACCOUNT_EXPOSURE + SUM_GROSS]!
  const size = terms[TERM_SIZE]! * value
  const error =
    accounts[row + ACCOUNT_EXPOSURE_ERROR]! +
    (total + size) * RELATIVE +
    EXACT_STEP * (1 + terms[TERM_RATE]! + size)
  const added = terms[TERM_WORST_ADDED]! * value + unknown
  const moved = terms[TERM_MOVED]! * value + unknown
  const group = row + ACCOUNT_EXPOSURE + evaluation.classSums
  const gross = total + added
  const classGross = accounts[group + SUM_GROSS]! + added
  const own = terms[TERM_WORST_AFTER]! * value
  const net = moved + accounts[row + ACCOUNT_EXPOSURE + SUM_HIGH + evaluation.sells]! * terms[TERM_SIDE]!
  if (!(gross + error <= limits[policy + SLOT_GROSS_EXPOSURE]!))
    doubt(risk, SLOT_GROSS_EXPOSURE, gross - error > limits[policy + SLOT_GROSS_EXPOSURE + SURE]!)
  if (!(net + error <= limits[policy + SLOT_NET_EXPOSURE]!))
    doubt(risk, SLOT_NET_EXPOSURE, net - error > limits[policy + SLOT_NET_EXPOSURE + SURE]!)
  if (!(classGross + error <= limits[policy + SLOT_ASSET_CLASS_CAP]!))
    doubt(risk, SLOT_ASSET_CLASS_CAP, classGross - error > limits[policy + SLOT_ASSET_CLASS_CAP + SURE]!)
  terms[TERM_ERROR] = error
  terms[TERM_CLASS_GROSS] = classGross
  terms[TERM_MOVED_VALUE] = moved
  if ((levels & LEVEL_BIT_NARROW) !== 0) judgeNarrow(risk, group)
  if ((levels & LEVEL_BIT_EQUITY) === 0) return

  if (accounts[row + ACCOUNT_EQUITY_VERSION] !== market.version)
    sumAccountEquity(book, market, request.accountIndex, at)
  const isValued = isFresh && at <= accounts[row + ACCOUNT_EQUITY_UNTIL]!
  const low = isValued ? accounts[row + ACCOUNT_EQUITY_LOW]! : Number.NEGATIVE_INFINITY
  const high = isValued ? accounts[row + ACCOUNT_EQUITY_HIGH]! : Number.NEGATIVE_INFINITY
  if (!(gross + error <= limits[policy + SLOT_LEVERAGE]! * low))
    doubt(risk, SLOT_LEVERAGE, gross - error > limits[policy + SLOT_LEVERAGE + SURE]! * high)
  if (!(own + error <= limits[policy + SLOT_CONCENTRATION]! * low))
    doubt(risk, SLOT_CONCENTRATION, own - error > limits[policy + SLOT_CONCENTRATION + SURE]! * high)
  terms[TERM_EQUITY_LOW] = low
  terms[TERM_EQUITY_HIGH] = high
  if ((levels & LEVEL_BIT_NARROW) !== 0) judgeNarrowLeverage(risk)
  if (!isValued) return lossesUnknown(risk)
  judgeLosses(risk, row, bookAt)
}

/** Loss of the day and fall from its high, as they stand. A day that was not marked begins with the order: nothing is lost yet. */
function judgeLosses(risk: RiskRows, row: number, bookAt: number): void {
  const { accounts, evaluation } = risk
  const { policy } = evaluation
  const limits = risk.limits.merged
  const dayFrom = accounts[row + ACCOUNT_DAY_FROM]!
  if (!(bookAt >= dayFrom && bookAt < dayFrom + MICROS_PER_DAY)) return
  const from = accounts[row + ACCOUNT_FALL_FROM]!
  if (!(accounts[row + ACCOUNT_LOSS_HIGH]! <= limits[policy + SLOT_DAILY_LOSS]!)) {
    const sure = limits[policy + SLOT_DAILY_LOSS + SURE]!
    doubt(risk, SLOT_DAILY_LOSS, accounts[row + ACCOUNT_LOSS_LOW]! > sure)
  }
  if (!(accounts[row + ACCOUNT_FALL_HIGH]! <= limits[policy + SLOT_DRAWDOWN]! * from)) {
    const sure = limits[policy + SLOT_DRAWDOWN + SURE]! * from
    doubt(risk, SLOT_DRAWDOWN, accounts[row + ACCOUNT_FALL_LOW]! > sure)
  }
}

/** True where no mark of the account is too old; the oldest is looked for again before that is denied. */
function hasFreshMarks(book: Book, market: Market, request: OrderRequest, at: number): boolean {
  const { accounts, limits, evaluation } = book.risk
  const age = limits.merged[evaluation.policy + LIMIT_MARK_AGE]!
  if (at - accounts[request.accountIndex * ACCOUNT_STRIDE + ACCOUNT_MARK_AT]! <= age) return true
  return at - oldestInAccount(book, market, book.accounts[request.accountIndex]!, at).at <= age
}

/** Without an equity there is no telling what was lost of it. */
function lossesUnknown(risk: RiskRows): void {
  doubt(risk, SLOT_DAILY_LOSS, true)
  doubt(risk, SLOT_DRAWDOWN, true)
}

/** Exposures that policies of a class or an instrument limit; `group` is the row of the class in the account. */
function judgeNarrow(risk: RiskRows, group: number): void {
  const { accounts, evaluation } = risk
  const { terms, policy } = evaluation
  const limits = risk.limits.merged
  const error = terms[TERM_ERROR]!
  const classGross = terms[TERM_CLASS_GROSS]!
  const moved = terms[TERM_MOVED_VALUE]!
  const own = terms[TERM_WORST_AFTER]! * terms[TERM_VALUE]!
  const ownNet = terms[TERM_AFTER]! * terms[TERM_VALUE]!
  const classNet = moved + accounts[group + SUM_HIGH + evaluation.sells]! * terms[TERM_SIDE]!
  if (!(classGross + error <= limits[policy + SLOT_GROSS_EXPOSURE_CLASS]!))
    doubt(
      risk,
      SLOT_GROSS_EXPOSURE_CLASS,
      classGross - error > limits[policy + SLOT_GROSS_EXPOSURE_CLASS + SURE]!,
    )
  if (!(own + error <= limits[policy + SLOT_GROSS_EXPOSURE_INSTRUMENT]!))
    doubt(
      risk,
      SLOT_GROSS_EXPOSURE_INSTRUMENT,
      own - error > limits[policy + SLOT_GROSS_EXPOSURE_INSTRUMENT + SURE]!,
    )
  if (!(classNet + error <= limits[policy + SLOT_NET_EXPOSURE_CLASS]!))
    doubt(risk, SLOT_NET_EXPOSURE_CLASS, classNet - error > limits[policy + SLOT_NET_EXPOSURE_CLASS + SURE]!)
  if (!(ownNet + error <= limits[policy + SLOT_NET_EXPOSURE_INSTRUMENT]!))
    doubt(
      risk,
      SLOT_NET_EXPOSURE_INSTRUMENT,
      ownNet - error > limits[policy + SLOT_NET_EXPOSURE_INSTRUMENT + SURE]!,
    )
}

/** Leverage that policies of a class or an instrument limit. */
function judgeNarrowLeverage(risk: RiskRows): void {
  const { terms, policy } = risk.evaluation
  const limits = risk.limits.merged
  const error = terms[TERM_ERROR]!
  const classGross = terms[TERM_CLASS_GROSS]!
  const own = terms[TERM_WORST_AFTER]! * terms[TERM_VALUE]!
  const low = terms[TERM_EQUITY_LOW]!
  const high = terms[TERM_EQUITY_HIGH]!
  if (!(classGross + error <= limits[policy + SLOT_LEVERAGE_CLASS]! * low))
    doubt(risk, SLOT_LEVERAGE_CLASS, classGross - error > limits[policy + SLOT_LEVERAGE_CLASS + SURE]! * high)
  if (!(own + error <= limits[policy + SLOT_LEVERAGE_INSTRUMENT]! * low))
    doubt(
      risk,
      SLOT_LEVERAGE_INSTRUMENT,
      own - error > limits[policy + SLOT_LEVERAGE_INSTRUMENT + SURE]! * high,
    )
}
