/**
 * Books a difference between the books and the venue's own word on a LIVE account: cash, or lots at a price, against EXTERNAL.
 * No money is made of it: the marks that losses are counted from follow. A fee that the venue took by itself is a loss, and goes to
 * FEES. Rules: SPEC.md, AJ-01 to AJ-04, AJ-09, LE-06.
 */

import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import {
  MONEY_SCALE,
  type AccountState,
  type Book,
  type InstrumentState,
  type Money,
  type Posting,
} from '../book/book.ts'
import { currencyRoomFault } from '../book/currency-room.ts'
import { firstFault } from '../book/fault.ts'
import { ADJUSTMENTS_MAX, CASH_UNITS_MAX, ID_LENGTH_MAX, KEY_LENGTH_MAX } from '../book/limits.ts'
import type { Market } from '../book/market.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, badInput, notFound, refuse } from '../book/refusal.ts'
import { stamp, timesIn } from '../book/stamp.ts'
import { currencyFault, reasonFault, textFault, wordFault } from '../book/text.ts'
import { dayMarksRise } from '../account/day-marks-rise.ts'
import { knownAccount } from '../account/evolve.ts'
import { adjustmentTerms } from '../account/funding-terms.ts'
import { signedAmount } from '../account/signed-amount.ts'
import { bookPostings } from '../ledger/book-postings.ts'
import { cashMoved, depositPostings, feePostings } from '../ledger/postings.ts'
import { notional } from '../number/notional.ts'
import { magnitude } from '../number/rounding.ts'
import { reservePosition } from '../order/reservation.ts'
import { countFault } from '../order/terms-fault.ts'
import { applyFill } from '../position/apply-fill.ts'
import { bookTransfer } from '../position/book-trade.ts'
import { openPosition, positionOf } from '../position/open-position.ts'
import { refreshAccount, refreshPosition } from '../risk/rows.ts'
import {
  ADJUSTMENT_KINDS,
  type AdjustAccount,
  type CashAdjustment,
  type PositionAdjustment,
} from './command.ts'
import type { AccountAdjusted } from './event.ts'
import { instrumentIndexOf, liveAccountOf } from './subject.ts'

const CASH_MOST: Money = CASH_UNITS_MAX * 10n ** BigInt(MONEY_SCALE)

/** What an adjustment comes to: its terms in canonical form, and the money that it brings in (or, negative, takes out). */
interface Difference {
  readonly adjusted: CashAdjustment | PositionAdjustment
  readonly currency: string
  readonly brought: Money
}

export function decideAdjustAccount(book: Book, market: Market, command: AdjustAccount): Outcome {
  const account = liveAccountOf(book, command.accountId)
  if ('kind' in account) return account
  const { accountId, kind, reason, breakId, idempotencyKey } = command
  const fault = firstFault(
    () => textFault('idempotencyKey', idempotencyKey, KEY_LENGTH_MAX),
    () => wordFault('kind', kind, ADJUSTMENT_KINDS),
    () => kindFault(command),
    () => reasonFault('reason', reason),
    () => (breakId === null ? null : textFault('breakId', breakId, ID_LENGTH_MAX)),
  )
  if (fault !== null) return fault
  const difference =
    'currency' in command ? cashDifference(book, account, command) : lotsDifference(book, account, command)
  if ('kind' in difference) return difference
  const { adjusted, currency, brought } = difference
  const terms = adjustmentTerms(kind, adjusted)
  const known = account.fundingKeys.get(idempotencyKey)
  if (known === terms) return accept([], { subjectId: accountId })
  if (known !== undefined) return refuse('CONFLICT', 'idempotencyKey', `was used for other terms: ${known}`)
  if (kind === 'OPENING' && account.orderTimesHead > 0)
    return badInput('kind', 'must be CASH or POSITION: the account has had its first order')
  const rise =
    brought === 0n || kind === 'FEE'
      ? null
      : dayMarksRise(book, market, account, { currency, amount: brought, times: timesIn(book, command) })
  if (rise === 'UNKNOWN')
    return badInput(
      'currency' in adjusted ? 'currency' : 'instrumentId',
      `has no fresh quote against ${account.currency} now, which the day's start and high of the account need to follow the ` +
        'adjustment; nothing was booked. Try again once a quote is there',
    )
  const marks = rise === null ? {} : { dayMarksRise: formatDecimal(rise, MONEY_SCALE) }
  const event = {
    type: 'AccountAdjusted',
    ...stamp(book, command),
    accountId,
    kind,
    ...adjusted,
    reason,
    breakId,
    idempotencyKey,
    ...marks,
  } as const
  return accept([event], { subjectId: accountId })
}

/** CASH has an amount and POSITION has lots; an OPENING has either. */
function kindFault(command: AdjustAccount): Refusal | null {
  if (command.kind === 'CASH' && !('currency' in command))
    return badInput('currency', 'and amount are required for a CASH adjustment')
  if (command.kind === 'POSITION' && !('instrumentId' in command))
    return badInput('instrumentId', 'with lots and price is required for a POSITION adjustment')
  return null
}

function cashDifference(book: Book, account: AccountState, asked: CashAdjustment): Difference | Refusal {
  const { currency } = asked
  const fault = firstFault(
    () => currencyFault('currency', currency),
    () => currencyRoomFault(book, 'currency', currency),
  )
  if (fault !== null) return fault
  const amount = signedAmount(asked.amount)
  if (typeof amount !== 'bigint') return amount
  const held = account.cash.find((cash) => cash.currency === currency)?.cash ?? 0n
  if (magnitude(held + amount) > CASH_MOST)
    return badInput('amount', `would take the cash in ${currency} beyond ${CASH_UNITS_MAX}`)
  return { adjusted: { currency, amount: formatDecimal(amount, MONEY_SCALE) }, currency, brought: amount }
}

function lotsDifference(book: Book, account: AccountState, asked: PositionAdjustment): Difference | Refusal {
  const index = instrumentIndexOf(book, asked.instrumentId)
  const instrument = index === null ? undefined : book.instruments[index]
  if (instrument === undefined) return notFound('instrumentId')
  const { instrumentId, lots, priceTicks } = asked
  const position = positionOf(book, account.index, instrument.index)
  const fault = firstFault(
    () =>
      instrument.settled === null
        ? null
        : badInput('instrumentId', 'was settled: nothing is held in it any more; adjust the cash instead'),
    () => lotsFault(lots),
    () => priceFault(instrument, asked),
    () => countFault(position, magnitudeOf(lots)),
    () =>
      (position?.adjustments.length ?? 0) < ADJUSTMENTS_MAX
        ? null
        : badInput('instrumentId', `was adjusted ${ADJUSTMENTS_MAX} times, the most that is allowed`),
  )
  if (fault !== null) return fault
  const effect = applyFill(instrument, position ?? { lots: 0, cost: 0n }, lots, priceTicks)
  return {
    adjusted: { instrumentId, lots, priceTicks },
    currency: instrument.terms.currency,
    brought: -cashMoved(instrument, effect),
  }
}

function magnitudeOf(lots: number): number {
  return lots < 0 ? -lots : lots
}

function lotsFault(lots: number): Refusal | null {
  if (Number.isSafeInteger(lots) && lots !== 0) return null
  return badInput('quantity', 'must be a whole number of lots within 2^53, and not 0')
}

function priceFault(instrument: InstrumentState, { lots, priceTicks }: PositionAdjustment): Refusal | null {
  const least = Math.min(0, instrument.minTicks ?? 0)
  if (!Number.isSafeInteger(priceTicks) || priceTicks < least)
    return badInput('price', `must be a whole number of ticks from ${least}`)
  if (magnitude(notional(instrument, priceTicks, lots)) <= CASH_MOST) return null
  return badInput(
    'quantity',
    `times price must be worth at most ${CASH_UNITS_MAX} ${instrument.terms.currency}`,
  )
}

export function evolveAccountAdjusted(book: Book, event: AccountAdjusted): readonly Posting[] {
  const account = knownAccount(book, event.accountId)
  const postings = 'currency' in event ? bookCash(book, account, event) : bookLots(book, account, event)
  account.fundingKeys.set(event.idempotencyKey, adjustmentTerms(event.kind, event))
  const rise = event.dayMarksRise === undefined ? 0n : decimalUnits(event.dayMarksRise, MONEY_SCALE)
  account.dayStartEquity += rise
  account.dayHighEquity += rise
  refreshAccount(book, account.index)
  return postings
}

function bookCash(
  book: Book,
  account: AccountState,
  { currency, amount, kind }: CashAdjustment & Pick<AccountAdjusted, 'kind'>,
): readonly Posting[] {
  const brought = decimalUnits(amount, MONEY_SCALE)
  const postings =
    kind === 'FEE'
      ? feePostings(account.index, currency, -brought)
      : depositPostings(account.index, currency, brought)
  bookPostings(book, postings)
  return postings
}

function bookLots(
  book: Book,
  account: AccountState,
  { instrumentId, lots, priceTicks, seq, kind }: PositionAdjustment & Pick<AccountAdjusted, 'seq' | 'kind'>,
): readonly Posting[] {
  const index = instrumentIndexOf(book, instrumentId)
  if (index === null) throw new Error(`Invariant: instrument ${instrumentId} of an event is in the book`)
  const position = openPosition(book, account.index, index)
  const fee = kind === 'FEE' ? { isFee: true as const } : {}
  const postings = bookTransfer(book, position, { seq, lots, priceTicks, ...fee })
  reservePosition(book, position, null)
  refreshPosition(book, position.index)
  return postings
}
