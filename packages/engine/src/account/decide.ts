/**
 * Decides what the account commands mean: opening, simulated deposits, conversions of cash. Repeats are asked for first: the
 * same key with the same terms is a success again, with other terms a conflict. Rules: SPEC.md, AC.
 */

import { MODES, formatDecimal, parseDecimal } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import { MONEY_SCALE, type AccountState, type Book, type Money } from '../book/book.ts'
import type { ConvertCash, Deposit, OpenAccount } from '../book/command.ts'
import type { DecisionContext } from '../book/context.ts'
import { firstFault } from '../book/fault.ts'
import {
  ACCOUNTS_MAX,
  AMOUNT_UNITS_MAX,
  CASH_UNITS_MAX,
  ID_LENGTH_MAX,
  KEY_LENGTH_MAX,
  NAME_LENGTH_MAX,
} from '../book/limits.ts'
import type { Market } from '../book/market.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, badInput, notFound, refuse } from '../book/refusal.ts'
import { stamp, timesIn } from '../book/stamp.ts'
import { currencyRoomFault } from '../book/currency-room.ts'
import { currencyFault, textFault, wordFault } from '../book/text.ts'
import { entityId } from '../identity/entity-id.ts'
import { availableCash } from '../ledger/book-postings.ts'
import { FEE_SCALE, multiplyRate, roundToScale } from '../number/rounding.ts'
import { conversionRate } from '../risk/marks.ts'
import { dayMarksRise } from './day-marks-rise.ts'
import { convertTerms, depositTerms } from './funding-terms.ts'

const UNIT: Money = 10n ** BigInt(MONEY_SCALE)

export function decideOpenAccount(book: Book, command: OpenAccount, context: DecisionContext): Outcome {
  const fault = firstFault(
    () => textFault('name', command.name, NAME_LENGTH_MAX),
    () => wordFault('mode', command.mode, MODES),
    () => currencyFault('currency', command.currency),
    () => currencyRoomFault(book, 'currency', command.currency),
    () =>
      command.connectionId === null ? null : textFault('connectionId', command.connectionId, ID_LENGTH_MAX),
    () => (command.mode === 'LIVE' && context.embedded ? refuseLive() : null),
    () => (command.mode === 'LIVE' ? takenFault(book, command.connectionId) : null),
    () =>
      book.accounts.length < ACCOUNTS_MAX
        ? null
        : badInput('name', `cannot be opened: a book has at most ${ACCOUNTS_MAX} accounts`),
  )
  if (fault !== null) return fault
  const accountId = entityId(book.organizationId, 'account', book.seq + 1)
  const { name, mode, currency, connectionId } = command
  const event = {
    type: 'AccountOpened',
    ...stamp(book, command),
    accountId,
    name,
    mode,
    currency,
    connectionId,
  } as const
  return accept([event], { subjectId: accountId })
}

/** What a journal must be for real money, with the way out. */
export const POWER_SAFE_RULE = 'journal is not power-safe; set DATABASE_URL'

/** A venue tells of one account: what differs could not be said to be the one's or the other's. */
function takenFault(book: Book, connectionId: string | null): Refusal | null {
  const taken = book.accounts.find(
    (account) => account.mode === 'LIVE' && account.connectionId === connectionId,
  )
  if (connectionId === null || taken === undefined) return null
  return refuse(
    'CONFLICT',
    'connectionId',
    `trades for the LIVE account ${taken.name}: name another connection`,
  )
}

function refuseLive(): Refusal {
  return {
    kind: 'REFUSED',
    code: 'BAD_USER_INPUT',
    field: 'mode',
    message: POWER_SAFE_RULE,
  }
}

export function decideDeposit(book: Book, market: Market, command: Deposit): Outcome {
  const account = accountOf(book, command.accountId)
  if (account === null) return notFound('accountId')
  const fault = textFault('idempotencyKey', command.idempotencyKey, KEY_LENGTH_MAX)
  if (fault !== null) return fault
  const amount = amountOf(command.amount)
  if (typeof amount !== 'bigint') return amount
  const repeat = repeatOf(
    account,
    command.idempotencyKey,
    depositTerms(formatDecimal(amount, MONEY_SCALE), command.currency),
  )
  if (repeat !== null) return repeat
  const refused = firstFault(
    () => currencyFault('currency', command.currency),
    () => currencyRoomFault(book, 'currency', command.currency),
    () =>
      account.mode === 'LIVE'
        ? badInput('accountId', 'is LIVE; simulated funds go into PAPER and SHADOW accounts')
        : null,
    () => cashFault(account, command.currency, amount),
  )
  if (refused !== null) return refused
  const { accountId, currency, idempotencyKey } = command
  const rise = dayMarksRise(book, market, account, { currency, amount, times: timesIn(book, command) })
  if (rise === 'UNKNOWN') return noRate(account)
  const terms = { accountId, amount: formatDecimal(amount, MONEY_SCALE), currency, idempotencyKey }
  const marks = rise === null ? {} : { dayMarksRise: formatDecimal(rise, MONEY_SCALE) }
  return accept([{ type: 'FundsDeposited', ...stamp(book, command), ...terms, ...marks }], {
    subjectId: accountId,
  })
}

/** Without a rate the marks could not follow, and the deposit would pass for a gain. */
function noRate(account: AccountState): Refusal {
  return badInput(
    'currency',
    `has no fresh quote against ${account.currency} now, which the day's start and high of the account need to follow the ` +
      `deposit; nothing was deposited. Deposit ${account.currency}, or try again once a quote is there`,
  )
}

/** What is bought is rounded half to even at 8 decimals; both legs go through FX, which holds what the rounding leaves (AC-07). */
export function decideConvertCash(book: Book, market: Market, command: ConvertCash): Outcome {
  const account = accountOf(book, command.accountId)
  if (account === null) return notFound('accountId')
  const fault = textFault('idempotencyKey', command.idempotencyKey, KEY_LENGTH_MAX)
  if (fault !== null) return fault
  const amount = amountOf(command.amount)
  if (typeof amount !== 'bigint') return amount
  const { accountId, fromCurrency, toCurrency, idempotencyKey } = command
  const fromAmount = formatDecimal(amount, MONEY_SCALE)
  const repeat = repeatOf(account, idempotencyKey, convertTerms(fromAmount, fromCurrency, toCurrency))
  if (repeat !== null) return repeat
  const refused = firstFault(
    () => currencyFault('fromCurrency', fromCurrency),
    () => currencyFault('toCurrency', toCurrency),
    () => (fromCurrency === toCurrency ? badInput('toCurrency', 'must differ from fromCurrency') : null),
    () =>
      account.mode === 'LIVE' ? badInput('accountId', 'is LIVE; its cash is converted at its venue') : null,
    () => availableFault(account, fromCurrency, amount),
  )
  if (refused !== null) return refused

  const rate = conversionRate(book, market, fromCurrency, toCurrency, command.at)
  const instrument =
    rate === null || rate.instrumentIndex === null ? undefined : book.instruments[rate.instrumentIndex]
  if (rate === null || instrument === undefined) {
    return badInput('toCurrency', `has no fresh quote against ${fromCurrency} now; nothing was converted`)
  }
  const bought = roundToScale(multiplyRate(amount, rate.rate), FEE_SCALE)
  if (bought <= 0n)
    return badInput('amount', `is too small: it converts to less than 0.00000001 ${toCurrency}`)
  const tooMuch = cashFault(account, toCurrency, bought)
  if (tooMuch !== null) return tooMuch
  const event = {
    type: 'CashConverted',
    ...stamp(book, command),
    accountId,
    fromCurrency,
    toCurrency,
    fromAmount,
    toAmount: formatDecimal(bought, MONEY_SCALE),
    rate: formatDecimal(rate.rate, MONEY_SCALE),
    rateInstrumentId: instrument.terms.id,
    rateAt: rate.receivedAt,
    idempotencyKey,
  } as const
  return accept([event], { subjectId: accountId })
}

/** The account of an id; null where this book has none. */
export function accountOf(book: Book, accountId: string): AccountState | null {
  const index = book.accountIndexById.get(accountId)
  return index === undefined ? null : (book.accounts[index] ?? null)
}

function amountOf(amount: Decimal): Money | Refusal {
  const parsed = parseDecimal(String(amount), MONEY_SCALE)
  if (!parsed.ok) return badInput('amount', parsed.message)
  if (parsed.units <= 0n) return badInput('amount', 'must be greater than 0')
  if (parsed.units > AMOUNT_UNITS_MAX * UNIT) return badInput('amount', `must be at most ${AMOUNT_UNITS_MAX}`)
  return parsed.units
}

function repeatOf(account: AccountState, key: string, terms: string): Outcome | null {
  const known = account.fundingKeys.get(key)
  if (known === undefined) return null
  if (known === terms) return accept([], { subjectId: account.id })
  return refuse('CONFLICT', 'idempotencyKey', `was used for other terms: ${known}`)
}

function cashFault(account: AccountState, currency: string, more: Money): Refusal | null {
  const held = account.cash.find((cash) => cash.currency === currency)?.cash ?? 0n
  return held + more <= CASH_UNITS_MAX * UNIT
    ? null
    : badInput('amount', `would take the cash beyond ${CASH_UNITS_MAX} ${currency}`)
}

function availableFault(account: AccountState, currency: string, amount: Money): Refusal | null {
  const available = availableCash(account, currency)
  if (amount <= available) return null
  return badInput(
    'amount',
    `must be at most what is available: ${formatDecimal(available > 0n ? available : 0n, MONEY_SCALE)} ${currency}`,
  )
}
