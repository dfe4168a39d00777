/**
 * Income of positions: dividends, funding of perpetuals, rollover interest. Whoever knows what was held says the amount; the books
 * say once what it was for. Rules: SPEC.md, AC-10, LE-05.
 */

import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import { MONEY_SCALE, type Book, type Money, type Posting } from '../book/book.ts'
import { INCOME_KINDS, type BookIncome } from '../book/command.ts'
import type { IncomeBooked } from '../book/event.ts'
import { CASH_UNITS_MAX, KEY_LENGTH_MAX } from '../book/limits.ts'
import type { Outcome } from '../book/outcome.ts'
import { accept, badInput, notFound, refuse } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { textFault, wordFault } from '../book/text.ts'
import { bookPostings } from '../ledger/book-postings.ts'
import { incomePostings } from '../ledger/postings.ts'
import { magnitude } from '../number/rounding.ts'
import { refreshAccount } from '../risk/rows.ts'
import { accountOf } from './decide.ts'
import { incomeTerms } from './funding-terms.ts'
import { signedAmount } from './signed-amount.ts'

const UNIT: Money = 10n ** BigInt(MONEY_SCALE)

export function decideBookIncome(book: Book, command: BookIncome): Outcome {
  const account = accountOf(book, command.accountId)
  if (account === null) return notFound('accountId')
  const index = book.instrumentIndexById.get(command.instrumentId)
  const instrument = index === undefined ? undefined : book.instruments[index]
  if (instrument === undefined) return notFound('instrumentId')
  const fault =
    textFault('idempotencyKey', command.idempotencyKey, KEY_LENGTH_MAX) ??
    wordFault('kind', command.kind, INCOME_KINDS) ??
    (account.mode === 'LIVE'
      ? badInput('accountId', 'is LIVE; its venue says what its positions brought')
      : null)
  if (fault !== null) return fault
  const units = signedAmount(command.amount)
  if (typeof units !== 'bigint') return units
  const { accountId, instrumentId, kind, idempotencyKey } = command
  const amount = formatDecimal(units, MONEY_SCALE)
  const terms = incomeTerms(kind, amount, instrumentId)
  const known = account.fundingKeys.get(idempotencyKey)
  if (known === terms) return accept([], { subjectId: accountId })
  if (known !== undefined) return refuse('CONFLICT', 'idempotencyKey', `was used for other terms: ${known}`)
  const { currency } = instrument.terms
  const held = account.cash.find((cash) => cash.currency === currency)?.cash ?? 0n
  if (magnitude(held + units) > CASH_UNITS_MAX * UNIT)
    return badInput('amount', `would take the cash in ${currency} beyond ${CASH_UNITS_MAX}`)
  return accept(
    [
      {
        type: 'IncomeBooked',
        ...stamp(book, command),
        accountId,
        instrumentId,
        kind,
        amount,
        currency,
        idempotencyKey,
      },
    ],
    { subjectId: accountId },
  )
}

export function evolveIncomeBooked(book: Book, event: IncomeBooked): readonly Posting[] {
  const account = accountOf(book, event.accountId)
  const index = book.instrumentIndexById.get(event.instrumentId)
  const instrument = index === undefined ? undefined : book.instruments[index]
  if (account === null || instrument === undefined)
    throw new Error(`Invariant: income of ${event.instrumentId} has its account and instrument in the book`)
  const { kind, amount, instrumentId, idempotencyKey } = event
  const postings = incomePostings(account.index, instrument, {
    kind,
    amount: decimalUnits(amount, MONEY_SCALE),
  })
  bookPostings(book, postings)
  account.fundingKeys.set(idempotencyKey, incomeTerms(kind, amount, instrumentId))
  refreshAccount(book, account.index)
  return postings
}
