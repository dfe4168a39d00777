/**
 * Equity of all accounts of a mode, exact, in the base currency: the accounts that are summed as groups, and the others one by one.
 */

import type { AccountState, Book, Money } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import type { Market } from '../book/market.ts'
import { largerOf } from '../number/rounding.ts'
import { utcDay } from './day.ts'
import { conversionRate, convert } from './fx.ts'
import { sumInCurrency, worthByCurrency } from './marks.ts'
import { groupSums, modeGroups, type WorthSums } from './sums/mode-worth.ts'

/** Equity of a mode, with the losses since the day's start and the distances from the day's high of its accounts. */
export type ModeEquity =
  | {
      readonly ok: true
      readonly equity: Money
      readonly loss: Money
      readonly fall: Money
      readonly high: Money
      /** When the oldest rate in it was received; Infinity where it needs none. */
      readonly rateAt: Micros
    }
  | { readonly ok: false; readonly missing: string }

/** Now, on the clock that quotes are received by, and in the book, whose time never goes back. */
export interface Times {
  readonly at: Micros
  readonly bookAt: Micros
}

/** Equity of the mode at the market, and losses as of the book's day. */
export function modeEquity(book: Book, market: Market, mode: number, times: Times): ModeEquity {
  const members = book.risk.accountsByMode[mode] ?? []
  const groups = modeGroups(book, market, mode, times.bookAt)
  const total = groups === null ? { equity: 0n, loss: 0n, fall: 0n, high: 0n } : groupSums(groups)
  let rateAt = Number.POSITIVE_INFINITY
  for (const index of groups === null ? members : groups.apart) {
    const account = book.accounts[index]
    if (account === undefined) continue
    const added = addAccount(book, market, { account, times, total })
    if (typeof added === 'string')
      return { ok: false, missing: firstMissing(book, market, times, members) ?? added }
    if (added < rateAt) rateAt = added
  }
  return { ok: true, ...total, rateAt }
}

/** What is missing of the first account in order of opening: the accounts apart stand in the order in which they came to be so. */
function firstMissing(book: Book, market: Market, times: Times, members: readonly number[]): string | null {
  for (const index of members) {
    const account = book.accounts[index]
    if (account === undefined) continue
    const total = { equity: 0n, loss: 0n, fall: 0n, high: 0n }
    const added = addAccount(book, market, { account, times, total })
    if (typeof added === 'string') return added
  }
  return null
}

interface Adding {
  readonly account: AccountState
  readonly times: Times
  readonly total: WorthSums
}

/** Adds one account; answers when the oldest rate that it needed was received, or what is missing. */
function addAccount(book: Book, market: Market, { account, times, total }: Adding): Micros | string {
  const { at } = times
  const worth = worthByCurrency(book, market, account)
  if (typeof worth === 'string') return worth
  const isMarked = account.day === utcDay(times.bookAt)
  if (worth.size === 0 && !(isMarked && (account.dayStartEquity !== 0n || account.dayHighEquity !== 0n)))
    return Number.POSITIVE_INFINITY
  const valued = sumInCurrency(book, market, { sums: worth, to: account.currency, at })
  if (!valued.ok) return valued.missing
  const rate = conversionRate(book, market, account.currency, book.baseCurrency, at)
  if (rate === null) return `a rate from ${account.currency} to ${book.baseCurrency}`
  const { equity } = valued
  const start = isMarked ? account.dayStartEquity : equity
  const high = isMarked ? largerOf(account.dayHighEquity, equity) : equity
  total.equity += convert(equity, rate)
  total.loss += convert(start - equity, rate)
  total.fall += convert(high - equity, rate)
  total.high += convert(high, rate)
  return Math.min(valued.rateAt, rate.receivedAt)
}
