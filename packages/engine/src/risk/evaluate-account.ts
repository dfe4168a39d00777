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
import { SLOT } from './slots.ts'
import { TERM } from './terms.ts'
import { EXACT_STEP as STEP, sumAccountExposure } from './totals.ts'

const { ACCOUNT, INSTRUMENT, LEVEL_BIT, LIMIT, SUM } = layout

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
const ACCOUNT_STRIDE = layout.ACCOUNT_STRIDE
const EXACT_STEP = STEP
const INSTRUMENT_ASSET_CLASS = INSTRUMENT.assetClass
const INSTRUMENT_STRIDE = layout.INSTRUMENT_STRIDE
const LEVEL_BIT_ACCOUNT = LEVEL_BIT.ACCOUNT
const LEVEL_BIT_EQUITY = LEVEL_BIT.EQUITY
const LEVEL_BIT_NARROW = LEVEL_BIT.NARROW
const LIMIT_LEVELS = LIMIT.levels
const LIMIT_SURE = layout.LIMIT_SURE
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
const SUM_LOW = SUM.low
const SUM_STRIDE = layout.SUM_STRIDE
const TERM_AFTER = TERM.after
const TERM_LOTS = TERM.lots
const TERM_RATE = TERM.rate
const TERM_REPLACED = TERM.replaced
const TERM_SIDE = TERM.side
const TERM_VALUE = TERM.value
const TERM_WORST_AFTER = TERM.worstAfter
const TERM_WORST_BEFORE = TERM.worstBefore

/** Judges the levels at which a limit is set, for an order that does not only reduce. */
export function judgeAccount(book: Book, market: Market, request: OrderRequest, at: number): void {
  const risk = book.risk
  const { evaluation, accounts } = risk
  const { terms, limitRow } = evaluation
  const limits = risk.limits.merged
  const levels = limits[limitRow + LIMIT_LEVELS]! | 0
  if ((levels & (LEVEL_BIT_ACCOUNT | LEVEL_BIT_NARROW)) === 0) return
  const row = request.accountIndex * ACCOUNT_STRIDE
  if (accounts[row + ACCOUNT_EXPOSURE_VERSION] !== market.version)
    sumAccountExposure(book, market, request.accountIndex)
  const value = terms[TERM_VALUE]!
  const worst = terms[TERM_WORST_AFTER]!
  const worstBefore = terms[TERM_WORST_BEFORE]!
  const lots = terms[TERM_LOTS]!
  const replaced = terms[TERM_REPLACED]!
  // Sums in which a line is unknown, or a rate too old, are over every limit.
  const unknown = at <= accounts[row + ACCOUNT_EXPOSURE_UNTIL]! ? 0 : Number.POSITIVE_INFINITY
  const total = accounts[row + ACCOUNT_EXPOSURE + SUM_GROSS]!
  const size = (worst + worstBefore + lots + replaced) * value
  const error =
    accounts[row + ACCOUNT_EXPOSURE_ERROR]! +
    (total + size) * RELATIVE +
    EXACT_STEP * (1 + terms[TERM_RATE]! + size)
  const added = (worst - worstBefore) * value + unknown
  const moved = (lots - replaced) * value + unknown
  const isBuy = terms[TERM_SIDE]! > 0
  const assetClass = risk.instruments[request.instrumentIndex * INSTRUMENT_STRIDE + INSTRUMENT_ASSET_CLASS]!
  const group = row + ACCOUNT_EXPOSURE + SUM_STRIDE * (1 + assetClass)
  const gross = total + added
  const classGross = accounts[group + SUM_GROSS]! + added
  const own = worst * value
  const net = isBuy
    ? accounts[row + ACCOUNT_EXPOSURE + SUM_HIGH]! + moved
    : moved - accounts[row + ACCOUNT_EXPOSURE + SUM_LOW]!
  if (!(gross + error <= limits[limitRow + SLOT_GROSS_EXPOSURE]!))
    doubt(
      evaluation,
      limits,
      SLOT_GROSS_EXPOSURE,
      gross - error > limits[limitRow + SLOT_GROSS_EXPOSURE + LIMIT_SURE]!,
    )
  if (!(net + error <= limits[limitRow + SLOT_NET_EXPOSURE]!))
    doubt(
      evaluation,
      limits,
      SLOT_NET_EXPOSURE,
      net - error > limits[limitRow + SLOT_NET_EXPOSURE + LIMIT_SURE]!,
    )
  if (!(classGross + error <= limits[limitRow + SLOT_ASSET_CLASS_CAP]!))
    doubt(
      evaluation,
      limits,
      SLOT_ASSET_CLASS_CAP,
      classGross - error > limits[limitRow + SLOT_ASSET_CLASS_CAP + LIMIT_SURE]!,
    )
  if ((levels & LEVEL_BIT_NARROW) !== 0) {
    const classNet = isBuy ? accounts[group + SUM_HIGH]! + moved : moved - accounts[group + SUM_LOW]!
    const ownNet = terms[TERM_AFTER]! * value
    if (!(classGross + error <= limits[limitRow + SLOT_GROSS_EXPOSURE_CLASS]!))
      doubt(
        evaluation,
        limits,
        SLOT_GROSS_EXPOSURE_CLASS,
        classGross - error > limits[limitRow + SLOT_GROSS_EXPOSURE_CLASS + LIMIT_SURE]!,
      )
    if (!(own + error <= limits[limitRow + SLOT_GROSS_EXPOSURE_INSTRUMENT]!))
      doubt(
        evaluation,
        limits,
        SLOT_GROSS_EXPOSURE_INSTRUMENT,
        own - error > limits[limitRow + SLOT_GROSS_EXPOSURE_INSTRUMENT + LIMIT_SURE]!,
      )
    if (!(classNet + error <= limits[limitRow + SLOT_NET_EXPOSURE_CLASS]!))
      doubt(
        evaluation,
        limits,
        SLOT_NET_EXPOSURE_CLASS,
        classNet - error > limits[limitRow + SLOT_NET_EXPOSURE_CLASS + LIMIT_SURE]!,
      )
    if (!(ownNet + error <= limits[limitRow + SLOT_NET_EXPOSURE_INSTRUMENT]!))
      doubt(
        evaluation,
        limits,
        SLOT_NET_EXPOSURE_INSTRUMENT,
        ownNet - error > limits[limitRow + SLOT_NET_EXPOSURE_INSTRUMENT + LIMIT_SURE]!,
      )
  }
  if ((levels & LEVEL_BIT_EQUITY) === 0) return

  if (accounts[row + ACCOUNT_EQUITY_VERSION] !== market.version)
    sumAccountEquity(book, market, request.accountIndex)
  const isValued = at <= accounts[row + ACCOUNT_EQUITY_UNTIL]!
  const low = isValued ? accounts[row + ACCOUNT_EQUITY_LOW]! : Number.NEGATIVE_INFINITY
  const high = isValued ? accounts[row + ACCOUNT_EQUITY_HIGH]! : Number.NEGATIVE_INFINITY
  if (!(gross + error <= limits[limitRow + SLOT_LEVERAGE]! * low))
    doubt(
      evaluation,
      limits,
      SLOT_LEVERAGE,
      gross - error > limits[limitRow + SLOT_LEVERAGE + LIMIT_SURE]! * high,
    )
  if (!(own + error <= limits[limitRow + SLOT_CONCENTRATION]! * low))
    doubt(
      evaluation,
      limits,
      SLOT_CONCENTRATION,
      own - error > limits[limitRow + SLOT_CONCENTRATION + LIMIT_SURE]! * high,
    )
  if ((levels & LEVEL_BIT_NARROW) !== 0) {
    if (!(classGross + error <= limits[limitRow + SLOT_LEVERAGE_CLASS]! * low))
      doubt(
        evaluation,
        limits,
        SLOT_LEVERAGE_CLASS,
        classGross - error > limits[limitRow + SLOT_LEVERAGE_CLASS + LIMIT_SURE]! * high,
      )
    if (!(own + error <= limits[limitRow + SLOT_LEVERAGE_INSTRUMENT]! * low))
      doubt(
        evaluation,
        limits,
        SLOT_LEVERAGE_INSTRUMENT,
        own - error > limits[limitRow + SLOT_LEVERAGE_INSTRUMENT + LIMIT_SURE]! * high,
      )
  }
  if (!isValued) {
    doubt(evaluation, limits, SLOT_DAILY_LOSS, true)
    doubt(evaluation, limits, SLOT_DRAWDOWN, true)
    return
  }
  // A day that was not marked begins with the order: nothing is lost in it yet.
  const dayFrom = accounts[row + ACCOUNT_DAY_FROM]!
  if (!(at >= dayFrom && at < dayFrom + MICROS_PER_DAY)) return
  const fallFrom = accounts[row + ACCOUNT_FALL_FROM]!
  if (!(accounts[row + ACCOUNT_LOSS_HIGH]! <= limits[limitRow + SLOT_DAILY_LOSS]!))
    doubt(
      evaluation,
      limits,
      SLOT_DAILY_LOSS,
      accounts[row + ACCOUNT_LOSS_LOW]! > limits[limitRow + SLOT_DAILY_LOSS + LIMIT_SURE]!,
    )
  if (!(accounts[row + ACCOUNT_FALL_HIGH]! <= limits[limitRow + SLOT_DRAWDOWN]! * fallFrom))
    doubt(
      evaluation,
      limits,
      SLOT_DRAWDOWN,
      accounts[row + ACCOUNT_FALL_LOW]! > limits[limitRow + SLOT_DRAWDOWN + LIMIT_SURE]! * fallFrom,
    )
}
