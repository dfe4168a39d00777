/**
 * Equity as the kernel compares it: between which doubles the exact one lies, with the loss since the day's start and the fall
 * from the day's high; of an account in its currency, and of all accounts of a mode in the base currency.
 */

import type { Book, Money } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import type { Market } from '../book/market.ts'
import { largerOf } from '../number/rounding.ts'
import { dayNumber, MICROS_PER_DAY } from './day.ts'
import { FX_AGE_MAX } from './fx.ts'
import { toNumber } from './instrument-row.ts'
import { ACCOUNT, ACCOUNT_STRIDE, BAND, RELATIVE } from './layout.ts'
import { valueAccount } from './marks.ts'
import { modeEquity, type Times } from './mode-equity.ts'
import { accountSums } from './sums/account-sums.ts'

/** Brings an account's equity up to the market; losses are those of the day that was last marked. */
export function sumAccountEquity(book: Book, market: Market, accountIndex: number, at: Micros): void {
  const rows = book.risk.accounts
  const row = accountIndex * ACCOUNT_STRIDE
  const account = book.accounts[accountIndex]!
  const { worthVersion } = accountSums(book, market, accountIndex)
  const rates = book.risk.rates.version
  const isMoved =
    rows[row + ACCOUNT.equityVersion] === -1 ||
    rows[row + ACCOUNT.equitySeen] !== worthVersion ||
    rows[row + ACCOUNT.equitySeenRates] !== rates
  rows[row + ACCOUNT.equityVersion] = market.version
  if (!isMoved) return
  rows[row + ACCOUNT.equitySeen] = worthVersion
  rows[row + ACCOUNT.equitySeenRates] = rates
  const valued = valueAccount(book, market, account, at)
  if (!valued.ok) {
    rows[row + ACCOUNT.equityUntil] = Number.NEGATIVE_INFINITY
    return
  }
  const { equity, rateAt } = valued
  const high = largerOf(account.dayHighEquity, equity)
  rows[row + ACCOUNT.equityUntil] = rateAt + FX_AGE_MAX
  takeEquity(rows, row, { equity, loss: account.dayStartEquity - equity, fall: high - equity, high })
}

/** Brings the equity of all accounts of a mode up to the market, with their losses as of the book's day. */
export function sumModeEquity(book: Book, market: Market, mode: number, times: Times): void {
  const rows = book.risk.modes
  const row = mode * ACCOUNT_STRIDE
  const valued = modeEquity(book, market, mode, times)
  rows[row + ACCOUNT.dayFrom] = dayNumber(times.bookAt) * MICROS_PER_DAY
  rows[row + ACCOUNT.equityVersion] = market.version
  if (!valued.ok) {
    rows[row + ACCOUNT.equityUntil] = Number.NEGATIVE_INFINITY
    return
  }
  rows[row + ACCOUNT.equityUntil] = valued.rateAt + FX_AGE_MAX
  takeEquity(rows, row, valued)
}

interface Taken {
  readonly equity: Money
  readonly loss: Money
  readonly fall: Money
  readonly high: Money
}

/** Writes between what the exact numbers lie. A fall of nothing is none, and a share of anything. */
function takeEquity(rows: Float64Array, row: number, of: Taken): void {
  const equity = toNumber(of.equity)
  // Twice the band of the limits: a limit times a negative equity must err to the same side.
  const error = Math.abs(equity) * 2 * BAND
  rows[row + ACCOUNT.equityLow] = equity - error
  rows[row + ACCOUNT.equityHigh] = equity + error
  const loss = toNumber(of.loss)
  rows[row + ACCOUNT.lossLow] = loss - Math.abs(loss) * RELATIVE
  rows[row + ACCOUNT.lossHigh] = loss + Math.abs(loss) * RELATIVE
  const fall = toNumber(of.fall)
  const isNone = of.fall === 0n
  rows[row + ACCOUNT.fallLow] = isNone ? -1 : fall * (1 - RELATIVE)
  rows[row + ACCOUNT.fallHigh] = isNone ? -1 : fall * (1 + RELATIVE)
  rows[row + ACCOUNT.fallFrom] = isNone ? 0 : of.high > 0n ? toNumber(of.high) : Number.NaN
}
