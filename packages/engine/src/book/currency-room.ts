/** Bounds the currencies of a book: whoever may deposit must not be able to fill it with invented codes. */

import type { Book } from './book.ts'
import type { Refusal } from './outcome.ts'
import { badInput } from './refusal.ts'

/** Currencies that a book may hold; half of what its risk rows have room for, so that listings never run out. */
export const CURRENCIES_IN_BOOK_MAX = 512

/** Refuses a currency that is new to a full book. */
export function currencyRoomFault(book: Book, field: string, currency: string): Refusal | null {
  const { codes } = book.risk.currencies
  if (codes.has(currency) || codes.size < CURRENCIES_IN_BOOK_MAX) return null
  return badInput(
    field,
    `must be one of the ${CURRENCIES_IN_BOOK_MAX} currencies that are in use; the book takes no further`,
  )
}
