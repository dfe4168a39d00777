/** What the commands of LIVE accounts are about. */

import type { AccountState, Book } from '../book/book.ts'
import type { Refusal } from '../book/outcome.ts'
import { badInput, notFound } from '../book/refusal.ts'
import { accountOf } from '../account/decide.ts'

/** The LIVE account of an id; or why it is not asked this. */
export function liveAccountOf(book: Book, accountId: string): AccountState | Refusal {
  const account = accountOf(book, accountId)
  if (account === null) return notFound('accountId')
  return account.mode === 'LIVE'
    ? account
    : badInput('accountId', `is ${account.mode}; only LIVE accounts are asked this`)
}

/** Null: the book lists no such instrument. */
export function instrumentIndexOf(book: Book, instrumentId: string): number | null {
  return book.instrumentIndexById.get(instrumentId) ?? null
}
