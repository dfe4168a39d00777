/**
 * How old the marks of a portfolio are: while a market is open, its mark must be heard of again. A closed or halted market's last
 * mark stands, as there is no newer one. Rule: SPEC.md RK-30.
 */

import type { AccountState, Book } from '../../book/book.ts'
import type { Micros } from '../../book/command.ts'
import { QUOTE, QUOTE_STRIDE, STATUS_CODE, type Market } from '../../book/market.ts'
import { ACCOUNT, ACCOUNT_STRIDE, MODE_LOTS, MODE_LOTS_STRIDE } from '../layout.ts'

/** When the reference price of an instrument was received: both sides of the quote, else the last trade; NaN without one. */
export function markTime(market: Market, instrumentIndex: number): Micros {
  const { rows } = market
  const row = instrumentIndex * QUOTE_STRIDE
  const mid = rows[row + QUOTE.bidTicks]! + rows[row + QUOTE.askTicks]!
  if (mid === mid) return rows[row + QUOTE.receivedAt]!
  const last = rows[row + QUOTE.lastTicks]!
  return last === last ? rows[row + QUOTE.lastAt]! : Number.NaN
}

/** The same where the mark ages; Infinity where it stands. Before its session is known to be over, a market counts as open. */
export function ageingMarkTime(market: Market, instrumentIndex: number, at: Micros): Micros {
  const { rows } = market
  const row = instrumentIndex * QUOTE_STRIDE
  const status = rows[row + QUOTE.status]!
  const isOver = at >= rows[row + QUOTE.sessionEndsAt]!
  if (status === STATUS_CODE.CLOSED || status === STATUS_CODE.HALTED || isOver)
    return Number.POSITIVE_INFINITY
  return markTime(market, instrumentIndex)
}

/** The oldest mark of a portfolio that ages, and whose it is. */
export interface OldestMark {
  readonly at: Micros
  readonly instrumentIndex: number
}

/** The oldest mark of what the account holds or has at work; kept as its bound from here on. */
export function oldestInAccount(book: Book, market: Market, account: AccountState, at: Micros): OldestMark {
  let oldest: OldestMark = NONE
  for (const index of book.risk.positionsByAccount[account.index] ?? []) {
    const position = book.positions[index]
    if (position === undefined) continue
    if (position.lots === 0 && position.workingBuyLots === 0 && position.workingSellLots === 0) continue
    oldest = older(market, oldest, position.instrumentIndex, at)
  }
  const sums = book.risk.sums.accounts[account.index]
  if (sums !== undefined) sums.markAt = oldest.at
  book.risk.accounts[account.index * ACCOUNT_STRIDE + ACCOUNT.markAt] = oldest.at
  return oldest
}

/** The oldest mark of what all accounts of the mode hold or have at work. */
export function oldestInMode(book: Book, market: Market, mode: number, at: Micros): OldestMark {
  let oldest: OldestMark = NONE
  const { modeLots, instrumentCapacity, sums, modes } = book.risk
  for (const { index } of book.instruments) {
    const cell = (mode * instrumentCapacity + index) * MODE_LOTS_STRIDE
    if (modeLots[cell + MODE_LOTS.worst] !== 0) oldest = older(market, oldest, index, at)
  }
  const kept = sums.modes[mode]
  if (kept !== undefined) kept.markAt = oldest.at
  modes[mode * ACCOUNT_STRIDE + ACCOUNT.markAt] = oldest.at
  return oldest
}

const NONE: OldestMark = { at: Number.POSITIVE_INFINITY, instrumentIndex: -1 }

function older(market: Market, oldest: OldestMark, instrumentIndex: number, at: Micros): OldestMark {
  const received = ageingMarkTime(market, instrumentIndex, at)
  return received < oldest.at ? { at: received, instrumentIndex } : oldest
}
