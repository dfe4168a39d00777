/** What account events change: accounts, cash, and the marks that losses are counted from. */

import { decimalUnits } from '@quarterdeck/sdk'
import { MONEY_SCALE, ORDER_RATE_RING, type AccountState, type Book, type Posting } from '../book/book.ts'
import type { AccountMarked, AccountOpened, CashConverted, FundsDeposited } from '../book/event.ts'
import { bookPostings, cashOf } from '../ledger/book-postings.ts'
import { conversionPostings, depositPostings } from '../ledger/postings.ts'
import { refreshAccount } from '../risk/rows.ts'
import { convertTerms, depositTerms } from './funding-terms.ts'

export function evolveAccountOpened(book: Book, event: AccountOpened): void {
  const account: AccountState = {
    index: book.accounts.length,
    id: event.accountId,
    name: event.name,
    mode: event.mode,
    currency: event.currency,
    connectionId: event.connectionId,
    liveEnabled: false,
    live: null,
    openedAt: event.at,
    cash: [],
    ledger: [],
    day: null,
    dayStartEquity: 0n,
    dayHighEquity: 0n,
    openOrderCount: 0,
    orderTimes: new Float64Array(ORDER_RATE_RING),
    orderTimesHead: 0,
    fundingKeys: new Map(),
    foreignOrders: [],
  }
  // The base currency is shown from the start, at zero.
  cashOf(account, account.currency)
  book.accounts.push(account)
  book.accountIndexById.set(account.id, account.index)
  refreshAccount(book, account.index)
}

export function evolveFundsDeposited(book: Book, event: FundsDeposited): readonly Posting[] {
  const account = knownAccount(book, event.accountId)
  const postings = depositPostings(account.index, event.currency, decimalUnits(event.amount, MONEY_SCALE))
  bookPostings(book, postings)
  account.fundingKeys.set(event.idempotencyKey, depositTerms(event.amount, event.currency))
  const rise = event.dayMarksRise === undefined ? 0n : decimalUnits(event.dayMarksRise, MONEY_SCALE)
  account.dayStartEquity += rise
  account.dayHighEquity += rise
  refreshAccount(book, account.index)
  return postings
}

export function evolveCashConverted(book: Book, event: CashConverted): readonly Posting[] {
  const account = knownAccount(book, event.accountId)
  const { fromCurrency, toCurrency } = event
  const postings = conversionPostings({
    accountIndex: account.index,
    fromCurrency,
    toCurrency,
    fromAmount: decimalUnits(event.fromAmount, MONEY_SCALE),
    toAmount: decimalUnits(event.toAmount, MONEY_SCALE),
  })
  bookPostings(book, postings)
  account.fundingKeys.set(event.idempotencyKey, convertTerms(event.fromAmount, fromCurrency, toCurrency))
  refreshAccount(book, account.index)
  return postings
}

export function evolveAccountMarked(book: Book, event: AccountMarked): void {
  const account = knownAccount(book, event.accountId)
  account.day = event.day
  account.dayStartEquity = decimalUnits(event.dayStartEquity, MONEY_SCALE)
  account.dayHighEquity = decimalUnits(event.dayHighEquity, MONEY_SCALE)
  refreshAccount(book, account.index)
}

/** The account of an event; one that the book has not breaks an invariant. */
export function knownAccount(book: Book, accountId: string): AccountState {
  const index = book.accountIndexById.get(accountId)
  const account = index === undefined ? undefined : book.accounts[index]
  if (account === undefined) throw new Error(`Invariant: account ${accountId} of an event is in the book`)
  return account
}
