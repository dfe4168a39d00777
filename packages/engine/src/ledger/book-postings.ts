/** Books postings into the totals and the cash of their accounts; asserts that they balance. */

import type { AccountState, Book, CashState, LedgerAccount, Posting } from '../book/book.ts'

/** Adds the lines to the ledger; every currency must sum to zero (LE-01), else the books are broken and nothing may go on. */
export function bookPostings(book: Book, postings: readonly Posting[]): void {
  assertBalanced(postings)
  for (const posting of postings) {
    const account = book.accounts[posting.accountIndex]
    if (account === undefined) throw new Error('Invariant: a posting names an account of its book')
    ledgerTotal(account, posting.ledgerAccount, posting.currency).total += posting.amount
    if (posting.ledgerAccount === 'CASH') cashOf(account, posting.currency).cash += posting.amount
  }
}

/** The account's cash in a currency; made at first use. */
export function cashOf(account: AccountState, currency: string): CashState {
  for (const cash of account.cash) if (cash.currency === currency) return cash
  const opened: CashState = { currency, cash: 0n, reservedForOrders: 0n, marginUsed: 0n }
  account.cash.push(opened)
  return opened
}

/** Cash that may be spent: cash - reserved for orders - margin. Negative after losses or fees beyond the reservation. */
export function availableCash(account: AccountState, currency: string): bigint {
  const cash = account.cash.find((candidate) => candidate.currency === currency)
  return cash === undefined ? 0n : cash.cash - cash.reservedForOrders - cash.marginUsed
}

function ledgerTotal(
  account: AccountState,
  ledgerAccount: LedgerAccount,
  currency: string,
): { total: bigint } {
  for (const line of account.ledger)
    if (line.ledgerAccount === ledgerAccount && line.currency === currency) return line
  const opened = { ledgerAccount, currency, total: 0n }
  account.ledger.push(opened)
  return opened
}

function assertBalanced(postings: readonly Posting[]): void {
  let sum = 0n
  let isOne = true
  for (const { currency, amount } of postings) {
    sum += amount
    isOne &&= currency === postings[0]!.currency
  }
  // A fill is booked in one currency: its lines are added up, and nothing is made for that.
  if (sum === 0n && isOne) return
  const sums = new Map<string, bigint>()
  for (const { currency, amount } of postings) sums.set(currency, (sums.get(currency) ?? 0n) + amount)
  for (const [currency, left] of sums) {
    if (left !== 0n) throw new Error(`Invariant: postings sum to zero in ${currency}, not ${left}`)
  }
}
