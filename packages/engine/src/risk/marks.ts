/**
 * What accounts are worth at the market: equity, unrealized profit, and the day's start and high that losses are counted from.
 *
 * Each currency is summed in itself and converted once, rounded half to even at 10^-18. Rules: SPEC.md RK-21 and RK-22.
 */

import { formatDecimal } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import { MONEY_SCALE, type AccountState, type Book, type Money, type PositionState } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import type { Market } from '../book/market.ts'
import { utcDay } from './day.ts'
import { conversionRate, convert, missingRate } from './fx.ts'
import { markValue, twiceReferenceTicks } from './quote.ts'
import { accountPositions, syncMarket } from './rows.ts'
import type { Times } from './mode-equity.ts'
import { accountSums } from './sums/account-sums.ts'

export { conversionRate } from './fx.ts'
export type { ConversionRate } from './fx.ts'

/** A position at the reference price, in the instrument's currency. */
export interface PositionMark {
  /** Signed market value. */
  readonly value: Money
  readonly unrealizedPnl: Money
  /** Distance of the value from zero. */
  readonly exposure: Money
}

/** The position at the market; null where its instrument has no reference price. A flat position needs none. */
export function positionMark(book: Book, market: Market, position: PositionState): PositionMark | null {
  if (position.lots === 0) return { value: 0n, unrealizedPnl: 0n, exposure: 0n }
  const instrument = book.instruments[position.instrumentIndex]
  const ticks = twiceReferenceTicks(market, position.instrumentIndex)
  if (instrument === undefined || ticks === null) return null
  const value = markValue(instrument, ticks, BigInt(position.lots))
  return { value, unrealizedPnl: value - position.cost, exposure: value < 0n ? -value : value }
}

/** What keeps an account from being valued, in words; or its equity in its own currency. */
export type Equity =
  | {
      readonly ok: true
      readonly equity: Money
      /** When the oldest rate in it was received; Infinity where it needs none. */
      readonly rateAt: Micros
    }
  | { readonly ok: false; readonly missing: string }

/** Amounts by currency that an account is worth; a currency is there when cash or an open position is in it. */
export function worthByCurrency(
  book: Book,
  market: Market,
  account: AccountState,
): Map<string, Money> | string {
  syncMarket(book, market)
  const kept = accountSums(book, market, account.index)
  if (kept.unvalued > 0) return `a quote of ${unmarked(book, market, account)}`
  const sums = new Map<string, Money>()
  for (const cash of account.cash) if (cash.cash !== 0n) sums.set(cash.currency, cash.cash)
  for (const { currency, amount, lines } of kept.worths)
    if (lines > 0) sums.set(currency, (sums.get(currency) ?? 0n) + amount)
  return sums
}

/** The first instrument of an open position that has no mark. */
function unmarked(book: Book, market: Market, account: AccountState): string {
  for (const position of accountPositions(book, account.index)) {
    if (position.lots !== 0 && positionMark(book, market, position) === null)
      return book.instruments[position.instrumentIndex]?.terms.id ?? 'an instrument'
  }
  return 'an instrument'
}

/** Cash plus what positions add to it: full value where paid in full, profit or loss where margined. */
export function valueAccount(book: Book, market: Market, account: AccountState, at: Micros): Equity {
  const sums = worthByCurrency(book, market, account)
  if (typeof sums === 'string') return { ok: false, missing: sums }
  return sumInCurrency(book, market, { sums, to: account.currency, at })
}

/** Amounts by currency as one sum in the currency `to`. */
export function sumInCurrency(
  book: Book,
  market: Market,
  of: { readonly sums: ReadonlyMap<string, Money>; readonly to: string; readonly at: Micros },
): Equity {
  let equity = 0n
  let rateAt = Number.POSITIVE_INFINITY
  for (const [currency, sum] of of.sums) {
    const rate = conversionRate(book, market, currency, of.to, of.at)
    if (rate === null)
      return { ok: false, missing: missingRate(book, market, { ...of, from: of.sums.keys() }) }
    equity += convert(sum, rate)
    if (rate.receivedAt < rateAt) rateAt = rate.receivedAt
  }
  return { ok: true, equity, rateAt }
}

/** Equity in the account's currency; null while a mark or an FX rate is missing. */
export function accountEquity(
  book: Book,
  market: Market,
  accountIndex: number,
  at: Micros = book.at,
): Money | null {
  const account = book.accounts[accountIndex]
  if (account === undefined) return null
  const valued = valueAccount(book, market, account, at)
  return valued.ok ? valued.equity : null
}

export interface AccountMark {
  readonly accountId: string
  readonly day: string
  readonly dayStartEquity: Decimal
  readonly dayHighEquity: Decimal
}

/** The accounts whose day begins, or whose day's high is passed, at these marks. */
export function decideMarks(book: Book, market: Market, times: Times): readonly AccountMark[] {
  return book.accounts.map((account) => markOf(book, market, account, times)).filter((mark) => mark !== null)
}

/** The mark with which the account's day begins; null where it has begun, or the account has no mark now. */
export function decideDayStart(
  book: Book,
  market: Market,
  account: AccountState,
  times: Times,
): AccountMark | null {
  return account.day === utcDay(times.bookAt) ? null : markOf(book, market, account, times)
}

/**
 * What cannot be valued does not move. Nor does an account in which nothing was ever booked: a day that started at zero would
 * count its first money as profit, and hide losses of that size.
 */
function markOf(book: Book, market: Market, account: AccountState, times: Times): AccountMark | null {
  if (account.ledger.length === 0) return null
  const equity = accountEquity(book, market, account.index, times.at)
  if (equity === null) return null
  const day = utcDay(times.bookAt)
  const isNewDay = account.day !== day
  if (!isNewDay && equity <= account.dayHighEquity) return null
  return {
    accountId: account.id,
    day,
    dayStartEquity: formatDecimal(isNewDay ? equity : account.dayStartEquity, MONEY_SCALE),
    dayHighEquity: formatDecimal(equity, MONEY_SCALE),
  }
}
