/**
 * Decides what an ex-date means for a book: a split counts positions and orders in new shares, a dividend moves cash. Positions of
 * LIVE accounts are their venue's word, and come through reconciliation. Rules: SPEC.md, CA.
 */

import { decimalUnits, parseDecimal } from '@quarterdeck/sdk'
import { MONEY_SCALE, type Book, type InstrumentState, type OrderState } from '../book/book.ts'
import type { EngineEvent } from '../book/event.ts'
import { firstFault } from '../book/fault.ts'
import { CASH_UNITS_MAX, CORPORATE_ACTIONS_MAX, KEY_LENGTH_MAX, SPLIT_SHARES_MAX } from '../book/limits.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, badInput, notFound, refuse } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { textFault } from '../book/text.ts'
import { instrumentIndexOf } from '../live/subject.ts'
import { magnitude } from '../number/rounding.ts'
import { dividendOf } from './dividend.ts'
import { restatedTerms } from './orders.ts'
import { cashInLieu, lotsAfter } from './split.ts'
import type { ApplyCorporateAction, CorporateAction, ShareSplit } from './terms.ts'

const CASH_MOST = CASH_UNITS_MAX * 10n ** BigInt(MONEY_SCALE)

export function decideApplyCorporateAction(book: Book, command: ApplyCorporateAction): Outcome {
  const { actor, instrumentId, actionId, exAt, action } = command
  if (actor.kind !== 'SYSTEM') return refuse('FORBIDDEN', 'actor', `must be the system, not a ${actor.kind}`)
  const instrument = book.instruments[instrumentIndexOf(book, instrumentId) ?? -1]
  if (instrument === undefined) return notFound('instrumentId')
  const fault = firstFault(
    () => textFault('actionId', actionId, KEY_LENGTH_MAX),
    () => classFault(instrument),
    () =>
      Number.isSafeInteger(exAt) && exAt >= 0
        ? null
        : badInput('exAt', 'must be microseconds since 1970, a whole number'),
    () => actionFault(action),
  )
  if (fault !== null) return fault
  const subject = { subjectId: instrumentId }
  const known = instrument.actions.find((one) => one.actionId === actionId)
  if (known !== undefined)
    return isSame(known.action, action)
      ? accept([], subject)
      : refuse('CONFLICT', 'actionId', 'was used for another action of the instrument')
  const room = roomFault(book, instrument, action)
  if (room !== null) return room
  const applied = { instrumentId, actionId, exAt, action }
  const events: EngineEvent[] = [{ type: 'CorporateActionApplied', ...stamp(book, command), ...applied }]
  const orders = action.kind === 'SPLIT' ? simulatedOrders(book, instrument) : []
  for (const order of orders)
    events.push(
      orderEvent(book, command, { order, instrument, split: action as ShareSplit, index: events.length }),
    )
  return accept(events, { ...subject, orderIds: orders.map(({ id }) => id) })
}

function classFault({ terms, settled }: InstrumentState): Refusal | null {
  const { assetClass } = terms
  if (assetClass !== 'EQUITY' && assetClass !== 'CRYPTO')
    return badInput(
      'instrumentId',
      `must be EQUITY or CRYPTO, not ${assetClass}: it has no splits or dividends`,
    )
  return settled === null ? null : badInput('instrumentId', 'was settled: nothing is held in it any more')
}

function actionFault(action: CorporateAction): Refusal | null {
  if (action.kind === 'SPLIT') {
    const { numerator, denominator, referencePrice } = action
    return (
      countFault('action.numerator', numerator) ??
      countFault('action.denominator', denominator) ??
      (numerator === denominator ? badInput('action.numerator', 'must not equal the denominator') : null) ??
      amountFault('action.referencePrice', referencePrice)
    )
  }
  return action.kind === 'CASH_DIVIDEND'
    ? amountFault('action.perUnit', action.perUnit)
    : badInput('action.kind', 'must be SPLIT or CASH_DIVIDEND')
}

function countFault(field: string, count: number): Refusal | null {
  if (Number.isSafeInteger(count) && count > 0 && count <= SPLIT_SHARES_MAX) return null
  return badInput(field, `must be a whole number from 1 to ${SPLIT_SHARES_MAX}`)
}

function amountFault(field: string, text: string): Refusal | null {
  const parsed = parseDecimal(String(text), MONEY_SCALE)
  if (!parsed.ok) return badInput(field, parsed.message)
  return parsed.units > 0n ? null : badInput(field, 'must be greater than 0')
}

/** Whether every position and account can hold what comes of it. */
function roomFault(book: Book, instrument: InstrumentState, action: CorporateAction): Refusal | null {
  if (instrument.actions.length >= CORPORATE_ACTIONS_MAX)
    return badInput('instrumentId', `had ${CORPORATE_ACTIONS_MAX} actions, the most that is allowed`)
  for (const position of book.positions) {
    if (position.instrumentIndex !== instrument.index) continue
    const account = book.accounts[position.accountIndex]
    if (account === undefined || account.mode === 'LIVE') continue
    if (action.kind === 'SPLIT' && !Number.isSafeInteger(lotsAfter(action, position.lots)))
      return badInput('action.numerator', 'would take a position beyond 2^53 lots')
    const [field, paid] =
      action.kind === 'SPLIT'
        ? ['action.referencePrice', cashInLieu(instrument, position.lots, action)]
        : ['action.perUnit', dividendOf(instrument, position.lots, action)]
    const { currency } = instrument.terms
    const held = account.cash.find((cash) => cash.currency === currency)?.cash ?? 0n
    if (magnitude(held + paid) > CASH_MOST)
      return badInput(field, `would take the cash in ${currency} beyond ${CASH_UNITS_MAX}`)
  }
  return null
}

function isSame(one: CorporateAction, other: CorporateAction): boolean {
  if (one.kind === 'CASH_DIVIDEND')
    return other.kind === one.kind && units(other.perUnit) === units(one.perUnit)
  return (
    other.kind === 'SPLIT' &&
    other.numerator === one.numerator &&
    other.denominator === one.denominator &&
    units(other.referencePrice) === units(one.referencePrice)
  )
}

function units(text: string): bigint {
  return decimalUnits(text, MONEY_SCALE)
}

function simulatedOrders(book: Book, instrument: InstrumentState): readonly OrderState[] {
  return [...book.workingOrders.values()].filter(
    (order) =>
      order.instrumentIndex === instrument.index && book.accounts[order.accountIndex]?.mode !== 'LIVE',
  )
}

function orderEvent(
  book: Book,
  command: ApplyCorporateAction,
  of: {
    readonly order: OrderState
    readonly instrument: InstrumentState
    readonly split: ShareSplit
    readonly index: number
  },
): EngineEvent {
  const { order, instrument, split, index } = of
  const { numerator, denominator } = split
  const restated = restatedTerms(order, instrument, split)
  const cause = { ...stamp(book, command, index), orderId: order.id }
  const words = `${instrument.terms.id} was split ${numerator} for ${denominator}`
  return typeof restated === 'string'
    ? { type: 'OrderCanceled', ...cause, reason: `${words}: the order ${restated}` }
    : { type: 'OrderRestated', ...cause, ...restated, reason: words }
}
