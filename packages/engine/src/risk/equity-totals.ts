/**
 * Equity in doubles, with a bound of its error: of an account in its currency, and of all accounts of a mode in the base
 * currency together with their losses since the day's start and their distances from the day's high.
 */

import type { Book } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import { QUOTE, QUOTE_STRIDE as STRIDE, type Market } from '../book/market.ts'
import { dayNumber, MICROS_PER_DAY } from './day.ts'
import { FX_AGE_MAX } from './fx.ts'
import * as layout from './layout.ts'
import { EXACT_STEP, rateBetween, rateTime, TERM_ROUNDINGS } from './totals.ts'

const { ACCOUNT, INSTRUMENT, POSITION } = layout

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_CURRENCY = ACCOUNT.currency
const ACCOUNT_DAY_FROM = ACCOUNT.dayFrom
const ACCOUNT_DAY_HIGH = ACCOUNT.dayHigh
const ACCOUNT_DAY_START = ACCOUNT.dayStart
const ACCOUNT_EQUITY = ACCOUNT.equity
const ACCOUNT_EQUITY_ERROR = ACCOUNT.equityError
const ACCOUNT_EQUITY_HIGH = ACCOUNT.equityHigh
const ACCOUNT_EQUITY_LOW = ACCOUNT.equityLow
const ACCOUNT_EQUITY_MISSING = ACCOUNT.equityMissing
const ACCOUNT_EQUITY_RATE_AT = ACCOUNT.equityRateAt
const ACCOUNT_EQUITY_TERMS = ACCOUNT.equityTerms
const ACCOUNT_EQUITY_UNTIL = ACCOUNT.equityUntil
const ACCOUNT_EQUITY_VERSION = ACCOUNT.equityVersion
const ACCOUNT_FALL = ACCOUNT.fall
const ACCOUNT_FALL_FROM = ACCOUNT.fallFrom
const ACCOUNT_FALL_HIGH = ACCOUNT.fallHigh
const ACCOUNT_FALL_LOW = ACCOUNT.fallLow
const ACCOUNT_HIGH = ACCOUNT.high
const ACCOUNT_LOSS = ACCOUNT.loss
const ACCOUNT_LOSS_HIGH = ACCOUNT.lossHigh
const ACCOUNT_LOSS_LOW = ACCOUNT.lossLow
const ACCOUNT_STRIDE = layout.ACCOUNT_STRIDE
const BAND = layout.BAND
const INSTRUMENT_CURRENCY = INSTRUMENT.currency
const INSTRUMENT_MARGINED = INSTRUMENT.margined
const INSTRUMENT_STRIDE = layout.INSTRUMENT_STRIDE
const INSTRUMENT_TICK_LOT_VALUE = INSTRUMENT.tickLotValue
const POSITION_COST = POSITION.cost
const POSITION_INSTRUMENT = POSITION.instrument
const POSITION_LOTS = POSITION.lots
const POSITION_STRIDE = layout.POSITION_STRIDE
const QUOTE_ASK_TICKS = QUOTE.askTicks
const QUOTE_BID_TICKS = QUOTE.bidTicks
const QUOTE_LAST_TICKS = QUOTE.lastTicks
const QUOTE_STRIDE = STRIDE
const RELATIVE = layout.RELATIVE
const ROUNDOFF = layout.ROUNDOFF

/** The magnitude whose share the rounding of one exact term is, and that of a term and its rate of 1. */
const STEP_SIZE = EXACT_STEP / (ROUNDOFF * TERM_ROUNDINGS)
const OWN_STEP = STEP_SIZE * 2

/** Brings an account's equity up to the market. */
export function sumAccountEquity(book: Book, market: Market, accountIndex: number): void {
  const risk = book.risk
  const rows = risk.accounts
  const row = accountIndex * ACCOUNT_STRIDE
  if (rows[row + ACCOUNT_EQUITY_VERSION] === market.version) return
  rows.fill(0, row + ACCOUNT_EQUITY, row + ACCOUNT_EQUITY_MISSING + 1)
  rows[row + ACCOUNT_EQUITY_TERMS] = 0
  rows[row + ACCOUNT_EQUITY_RATE_AT] = Number.POSITIVE_INFINITY
  const cash = accountIndex * risk.currencyStride
  const currencies = risk.currencies.names.length
  for (let currency = 0; currency < currencies; currency += 1) {
    const amount = risk.cash[cash + currency]!
    if (amount !== 0) addWorth(book, market, row, currency, amount, Math.abs(amount))
  }
  const indexes = risk.positionsByAccount[accountIndex]!
  addPositions(book, market, row, indexes)
  const terms = currencies + indexes.length + TERM_ROUNDINGS
  rows[row + ACCOUNT_EQUITY_ERROR] = rows[row + ACCOUNT_EQUITY_ERROR]! * terms * ROUNDOFF
  const equity = rows[row + ACCOUNT_EQUITY]!
  const start = rows[row + ACCOUNT_DAY_START]!
  const high = rows[row + ACCOUNT_DAY_HIGH]!
  const error = rows[row + ACCOUNT_EQUITY_ERROR]! + (Math.abs(start) + Math.abs(high)) * RELATIVE
  finishEquity(rows, row)
  finishLosses(rows, row, { loss: start - equity, fall: high - equity, high, error })
  rows[row + ACCOUNT_EQUITY_VERSION] = market.version
}

/** Writes between what the exact equity lies, and how long that holds. */
function finishEquity(rows: Float64Array, row: number): void {
  const equity = rows[row + ACCOUNT_EQUITY]!
  // Twice the band of the limits: a limit times a negative equity must err to the same side.
  const error = rows[row + ACCOUNT_EQUITY_ERROR]! + Math.abs(equity) * 2 * BAND
  rows[row + ACCOUNT_EQUITY_LOW] = equity - error
  rows[row + ACCOUNT_EQUITY_HIGH] = equity + error
  const isKnown = rows[row + ACCOUNT_EQUITY_MISSING] === 0
  rows[row + ACCOUNT_EQUITY_UNTIL] = isKnown
    ? rows[row + ACCOUNT_EQUITY_RATE_AT]! + FX_AGE_MAX
    : Number.NEGATIVE_INFINITY
}

/** Writes between what the exact loss and fall lie; a fall surely below zero is none, and a share of anything. */
function finishLosses(
  rows: Float64Array,
  row: number,
  of: { readonly loss: number; readonly fall: number; readonly high: number; readonly error: number },
): void {
  const { loss, fall, high, error } = of
  const isAtHigh = fall < -error
  rows[row + ACCOUNT_LOSS_LOW] = loss - error
  rows[row + ACCOUNT_LOSS_HIGH] = loss + error
  rows[row + ACCOUNT_FALL_LOW] = isAtHigh ? -1 : fall - error
  rows[row + ACCOUNT_FALL_HIGH] = isAtHigh ? -1 : fall + error
  rows[row + ACCOUNT_FALL_FROM] = isAtHigh ? 0 : high > error ? high : Number.NaN
}

/** Adds what positions are worth: those in the account's own currency, the most by far, without a call each. */
function addPositions(book: Book, market: Market, row: number, indexes: readonly number[]): void {
  const { accounts, positions, instruments } = book.risk
  const quotes = market.rows
  const to = accounts[row + ACCOUNT_CURRENCY]!
  let terms = 0
  let equity = 0
  let error = 0
  for (let entry = 0; entry < indexes.length; entry += 1) {
    const position = indexes[entry]! * POSITION_STRIDE
    const lots = positions[position + POSITION_LOTS]!
    if (lots === 0) continue
    const index = positions[position + POSITION_INSTRUMENT]! | 0
    const instrument = index * INSTRUMENT_STRIDE
    const quote = index * QUOTE_STRIDE
    const mid = (quotes[quote + QUOTE_BID_TICKS]! + quotes[quote + QUOTE_ASK_TICKS]!) * 0.5
    const ticks = mid === mid ? mid : quotes[quote + QUOTE_LAST_TICKS]!
    const value = lots * ticks * instruments[instrument + INSTRUMENT_TICK_LOT_VALUE]!
    const cost = instruments[instrument + INSTRUMENT_MARGINED]! * positions[position + POSITION_COST]!
    const size = Math.abs(value) + Math.abs(cost)
    const currency = instruments[instrument + INSTRUMENT_CURRENCY]!
    if (currency !== to || value !== value) addWorth(book, market, row, currency, value - cost, size)
    else {
      terms += 1
      equity += value - cost
      error += size + OWN_STEP
    }
  }
  accounts[row + ACCOUNT_EQUITY_TERMS] = accounts[row + ACCOUNT_EQUITY_TERMS]! + terms
  accounts[row + ACCOUNT_EQUITY] = accounts[row + ACCOUNT_EQUITY]! + equity
  accounts[row + ACCOUNT_EQUITY_ERROR] = accounts[row + ACCOUNT_EQUITY_ERROR]! + error
}

/** Adds an amount to the equity; its magnitude, and what exact rounding may add, to what the error is a share of. */
function addWorth(
  book: Book,
  market: Market,
  row: number,
  currency: number,
  amount: number,
  size: number,
): void {
  const rows = book.risk.accounts
  const to = rows[row + ACCOUNT_CURRENCY]!
  rows[row + ACCOUNT_EQUITY_TERMS] = rows[row + ACCOUNT_EQUITY_TERMS]! + 1
  const rate = rateBetween(book, market, currency, to)
  const worth = amount * rate
  if (worth !== worth) {
    rows[row + ACCOUNT_EQUITY_MISSING] = rows[row + ACCOUNT_EQUITY_MISSING]! + 1
    return
  }
  rows[row + ACCOUNT_EQUITY] = rows[row + ACCOUNT_EQUITY]! + worth
  const step = STEP_SIZE * (1 + rate)
  rows[row + ACCOUNT_EQUITY_ERROR] = rows[row + ACCOUNT_EQUITY_ERROR]! + size * rate + step
  const rateAt = rateTime(book, market, currency, to)
  if (rateAt < rows[row + ACCOUNT_EQUITY_RATE_AT]!) rows[row + ACCOUNT_EQUITY_RATE_AT] = rateAt
}

/** Sums the equity of all accounts of a mode at the market, and their losses as of the day of `at`. */
export function sumModeEquity(book: Book, market: Market, mode: number, at: Micros): void {
  const risk = book.risk
  const rows = risk.modes
  const row = mode * ACCOUNT_STRIDE
  rows[row + ACCOUNT_DAY_FROM] = dayNumber(at) * MICROS_PER_DAY
  rows.fill(0, row + ACCOUNT_EQUITY, row + ACCOUNT_EQUITY_MISSING + 1)
  rows.fill(0, row + ACCOUNT_LOSS, row + ACCOUNT_HIGH + 1)
  rows[row + ACCOUNT_EQUITY_RATE_AT] = Number.POSITIVE_INFINITY
  let size = 0
  const members = risk.accountsByMode[mode]!
  for (let entry = 0; entry < members.length; entry += 1)
    size += addAccount(book, market, row, members[entry]!)
  rows[row + ACCOUNT_EQUITY_ERROR] =
    rows[row + ACCOUNT_EQUITY_ERROR]! + size * (2 * members.length + TERM_ROUNDINGS) * ROUNDOFF
  finishEquity(rows, row)
  finishLosses(rows, row, {
    loss: rows[row + ACCOUNT_LOSS]!,
    fall: rows[row + ACCOUNT_FALL]!,
    high: rows[row + ACCOUNT_HIGH]!,
    error: rows[row + ACCOUNT_EQUITY_ERROR]!,
  })
  rows[row + ACCOUNT_EQUITY_VERSION] = market.version
}

/** Adds one account to the sums of its mode; answers the magnitude of what it added. */
function addAccount(book: Book, market: Market, row: number, accountIndex: number): number {
  const risk = book.risk
  sumAccountEquity(book, market, accountIndex)
  const account = accountIndex * ACCOUNT_STRIDE
  const { accounts, modes } = risk
  const currency = accounts[account + ACCOUNT_CURRENCY]!
  const rate = rateBetween(book, market, currency, risk.baseCode)
  const equity = accounts[account + ACCOUNT_EQUITY]!
  const isMarked = accounts[account + ACCOUNT_DAY_FROM] === modes[row + ACCOUNT_DAY_FROM]
  const start = isMarked ? accounts[account + ACCOUNT_DAY_START]! : equity
  const high = Math.max(equity, isMarked ? accounts[account + ACCOUNT_DAY_HIGH]! : equity)
  const size = Math.abs(equity) + Math.abs(start) + Math.abs(high)
  if (accounts[account + ACCOUNT_EQUITY_TERMS] === 0 && start === 0 && high === 0) return 0
  if (rate !== rate || accounts[account + ACCOUNT_EQUITY_MISSING]! > 0) {
    modes[row + ACCOUNT_EQUITY_MISSING] = modes[row + ACCOUNT_EQUITY_MISSING]! + 1
    return 0
  }
  modes[row + ACCOUNT_EQUITY] = modes[row + ACCOUNT_EQUITY]! + equity * rate
  modes[row + ACCOUNT_LOSS] = modes[row + ACCOUNT_LOSS]! + (start - equity) * rate
  modes[row + ACCOUNT_FALL] = modes[row + ACCOUNT_FALL]! + (high - equity) * rate
  modes[row + ACCOUNT_HIGH] = modes[row + ACCOUNT_HIGH]! + high * rate
  const error = accounts[account + ACCOUNT_EQUITY_ERROR]! * rate * 2 + EXACT_STEP * (1 + rate)
  modes[row + ACCOUNT_EQUITY_ERROR] = modes[row + ACCOUNT_EQUITY_ERROR]! + error
  const rateAt = Math.min(
    accounts[account + ACCOUNT_EQUITY_RATE_AT]!,
    rateTime(book, market, currency, risk.baseCode),
  )
  if (rateAt < modes[row + ACCOUNT_EQUITY_RATE_AT]!) modes[row + ACCOUNT_EQUITY_RATE_AT] = rateAt
  return size * rate
}
