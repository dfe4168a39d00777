/**
 * How the marks that losses are counted from follow money that comes or goes without a trade: it is neither gain nor loss.
 * Rules: SPEC.md, RK-24, AJ-03.
 */

import type { AccountState, Book, Money } from '../book/book.ts'
import type { Market } from '../book/market.ts'
import { utcDay } from '../risk/day.ts'
import { convert } from '../risk/fx.ts'
import { conversionRate } from '../risk/marks.ts'
import type { Times } from '../risk/mode-equity.ts'

export interface Moved {
  readonly currency: string
  readonly amount: Money
  readonly times: Times
}

/**
 * What the day's start and high rise by, in the account's currency; null where the day is not marked yet, as its first mark will
 * hold the money. 'UNKNOWN': without a rate the marks could not follow, and the money would pass for a gain or a loss.
 */
export function dayMarksRise(
  book: Book,
  market: Market,
  account: AccountState,
  { currency, amount, times }: Moved,
): Money | null | 'UNKNOWN' {
  if (account.day !== utcDay(times.bookAt)) return null
  const rate = conversionRate(book, market, currency, account.currency, times.at)
  return rate === null ? 'UNKNOWN' : convert(amount, rate)
}
