/**
 * Equity in doubles, with a bound of its error: of an account in its currency, and of all accounts of a mode in the base
 * currency together with their losses since the day's start and their distances from the day's high.
 */

import type { Book } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import type { Market } from '../book/market.ts'
import { dayNumber, MICROS_PER_DAY } from './day.ts'
import { FX_AGE_MAX } from './fx.ts'
import {
  ACCOUNT,
  ACCOUNT_STRIDE,
  BAND,
  INSTRUMENT,
  INSTRUMENT_STRIDE,
  POSITION,
  POSITION_STRIDE,
  RELATIVE,
  ROUNDOFF,
} from './layout.ts'
import { EXACT_STEP, rateBetween, rateTime, referenceTicks, TERM_ROUNDINGS } from './totals.ts'

/** Brings an account's equity up to the market. */
export function sumAccountEquity(book: Book, market: Market, accountIndex: number): void {
  const risk = book.risk
  const rows = risk.accounts
  const row = accountIndex * ACCOUNT_STRIDE
  if (rows[row + ACCOUNT.equityVersion] === market.version) return
  rows.fill(0, row + ACCOUNT.equity, row + ACCOUNT.equityMissing + 1)
  rows[row + ACCOUNT.equityTerms] = 0
  rows[row + ACCOUNT.equityRateAt] = Number.POSITIVE_INFINITY
  const cash = accountIndex * risk.currencyStride
  const currencies = risk.currencies.names.length
  for (let currency = 0; currency < currencies; currency += 1) {
    const amount = risk.cash[cash + currency]!
    if (amount !== 0) addWorth(book, market, row, currency, amount, Math.abs(amount))
  }
  const indexes = risk.positionsByAccount[accountIndex]!
  for (let entry = 0; entry < indexes.length; entry += 1) {
    const position = indexes[entry]! * POSITION_STRIDE
    const lots = risk.positions[position + POSITION.lots]!
    if (lots === 0) continue
    const instrument = risk.positions[position + POSITION.instrument]!
    const instrumentRow = instrument * INSTRUMENT_STRIDE
    const value =
      lots * referenceTicks(market, instrument) * risk.instruments[instrumentRow + INSTRUMENT.tickLotValue]!
    const cost =
      risk.instruments[instrumentRow + INSTRUMENT.margined]! * risk.positions[position + POSITION.cost]!
    const currency = risk.instruments[instrumentRow + INSTRUMENT.currency]!
    addWorth(book, market, row, currency, value - cost, Math.abs(value) + Math.abs(cost))
  }
  const terms = currencies + indexes.length + TERM_ROUNDINGS
  rows[row + ACCOUNT.equityError] = rows[row + ACCOUNT.equityError]! * terms * ROUNDOFF
  const equity = rows[row + ACCOUNT.equity]!
  const start = rows[row + ACCOUNT.dayStart]!
  const high = rows[row + ACCOUNT.dayHigh]!
  const error = rows[row + ACCOUNT.equityError]! + (Math.abs(start) + Math.abs(high)) * RELATIVE
  finishEquity(rows, row)
  finishLosses(rows, row, { loss: start - equity, fall: high - equity, high, error })
  rows[row + ACCOUNT.equityVersion] = market.version
}

/** Writes between what the exact equity lies, and how long that holds. */
function finishEquity(rows: Float64Array, row: number): void {
  const equity = rows[row + ACCOUNT.equity]!
  // Twice the band of the limits: a limit times a negative equity must err to the same side.
  const error = rows[row + ACCOUNT.equityError]! + Math.abs(equity) * 2 * BAND
  rows[row + ACCOUNT.equityLow] = equity - error
  rows[row + ACCOUNT.equityHigh] = equity + error
  const isKnown = rows[row + ACCOUNT.equityMissing] === 0
  rows[row + ACCOUNT.equityUntil] = isKnown
    ? rows[row + ACCOUNT.equityRateAt]! + FX_AGE_MAX
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
  rows[row + ACCOUNT.lossLow] = loss - error
  rows[row + ACCOUNT.lossHigh] = loss + error
  rows[row + ACCOUNT.fallLow] = isAtHigh ? -1 : fall - error
  rows[row + ACCOUNT.fallHigh] = isAtHigh ? -1 : fall + error
  rows[row + ACCOUNT.fallFrom] = isAtHigh ? 0 : high > error ? high : Number.NaN
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
  const to = rows[row + ACCOUNT.currency]!
  rows[row + ACCOUNT.equityTerms] = rows[row + ACCOUNT.equityTerms]! + 1
  const rate = rateBetween(book, market, currency, to)
  const worth = amount * rate
  if (worth !== worth) {
    rows[row + ACCOUNT.equityMissing] = rows[row + ACCOUNT.equityMissing]! + 1
    return
  }
  rows[row + ACCOUNT.equity] = rows[row + ACCOUNT.equity]! + worth
  const step = (EXACT_STEP / (ROUNDOFF * TERM_ROUNDINGS)) * (1 + rate)
  rows[row + ACCOUNT.equityError] = rows[row + ACCOUNT.equityError]! + size * rate + step
  const rateAt = rateTime(book, market, currency, to)
  if (rateAt < rows[row + ACCOUNT.equityRateAt]!) rows[row + ACCOUNT.equityRateAt] = rateAt
}

/** Sums the equity of all accounts of a mode at the market, and their losses as of the day of `at`. */
export function sumModeEquity(book: Book, market: Market, mode: number, at: Micros): void {
  const risk = book.risk
  const rows = risk.modes
  const row = mode * ACCOUNT_STRIDE
  rows[row + ACCOUNT.dayFrom] = dayNumber(at) * MICROS_PER_DAY
  rows.fill(0, row + ACCOUNT.equity, row + ACCOUNT.equityMissing + 1)
  rows.fill(0, row + ACCOUNT.loss, row + ACCOUNT.high + 1)
  rows[row + ACCOUNT.equityRateAt] = Number.POSITIVE_INFINITY
  let size = 0
  const members = risk.accountsByMode[mode]!
  for (let entry = 0; entry < members.length; entry += 1)
    size += addAccount(book, market, row, members[entry]!)
  rows[row + ACCOUNT.equityError] =
    rows[row + ACCOUNT.equityError]! + size * (2 * members.length + TERM_ROUNDINGS) * ROUNDOFF
  finishEquity(rows, row)
  finishLosses(rows, row, {
    loss: rows[row + ACCOUNT.loss]!,
    fall: rows[row + ACCOUNT.fall]!,
    high: rows[row + ACCOUNT.high]!,
    error: rows[row + ACCOUNT.equityError]!,
  })
  rows[row + ACCOUNT.equityVersion] = market.version
}

/** Adds one account to the sums of its mode; answers the magnitude of what it added. */
function addAccount(book: Book, market: Market, row: number, accountIndex: number): number {
  const risk = book.risk
  sumAccountEquity(book, market, accountIndex)
  const account = accountIndex * ACCOUNT_STRIDE
  const { accounts, modes } = risk
  const currency = accounts[account + ACCOUNT.currency]!
  const rate = rateBetween(book, market, currency, risk.baseCode)
  const equity = accounts[account + ACCOUNT.equity]!
  const isMarked = accounts[account + ACCOUNT.dayFrom] === modes[row + ACCOUNT.dayFrom]
  const start = isMarked ? accounts[account + ACCOUNT.dayStart]! : equity
  const high = Math.max(equity, isMarked ? accounts[account + ACCOUNT.dayHigh]! : equity)
  const size = Math.abs(equity) + Math.abs(start) + Math.abs(high)
  if (accounts[account + ACCOUNT.equityTerms] === 0 && start === 0 && high === 0) return 0
  if (rate !== rate || accounts[account + ACCOUNT.equityMissing]! > 0) {
    modes[row + ACCOUNT.equityMissing] = modes[row + ACCOUNT.equityMissing]! + 1
    return 0
  }
  modes[row + ACCOUNT.equity] = modes[row + ACCOUNT.equity]! + equity * rate
  modes[row + ACCOUNT.loss] = modes[row + ACCOUNT.loss]! + (start - equity) * rate
  modes[row + ACCOUNT.fall] = modes[row + ACCOUNT.fall]! + (high - equity) * rate
  modes[row + ACCOUNT.high] = modes[row + ACCOUNT.high]! + high * rate
  const error = accounts[account + ACCOUNT.equityError]! * rate * 2 + EXACT_STEP * (1 + rate)
  modes[row + ACCOUNT.equityError] = modes[row + ACCOUNT.equityError]! + error
  const rateAt = Math.min(
    accounts[account + ACCOUNT.equityRateAt]!,
    rateTime(book, market, currency, risk.baseCode),
  )
  if (rateAt < modes[row + ACCOUNT.equityRateAt]!) modes[row + ACCOUNT.equityRateAt] = rateAt
  return size * rate
}
