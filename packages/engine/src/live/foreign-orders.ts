/**
 * Working orders that others placed on a LIVE account: they count at full size in everything that counts working orders, and are
 * not ours to cancel. The venue's list replaces what was noted before, whole. Rules: SPEC.md, AJ-05 to AJ-07.
 */

import { SIDES } from '@quarterdeck/sdk'
import type { AccountState, Book, ForeignOrder, PositionState } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import type { EngineEvent } from '../book/event.ts'
import { firstFault } from '../book/fault.ts'
import { FOREIGN_ORDERS_MAX, ID_LENGTH_MAX } from '../book/limits.ts'
import type { Outcome, Refusal } from '../book/outcome.ts'
import { accept, badInput, notFound } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { reported, textFault, wordFault } from '../book/text.ts'
import { knownAccount } from '../account/evolve.ts'
import { formatQuantity } from '../instrument/increments.ts'
import { reservePosition } from '../order/reservation.ts'
import { openPosition, positionOf } from '../position/open-position.ts'
import { refreshAccount, refreshPosition } from '../risk/rows.ts'
import type { ForeignOrderTerms, NoteForeignOrders } from './command.ts'
import type { ForeignOrdersNoted } from './event.ts'
import { instrumentIndexOf, liveAccountOf } from './subject.ts'

export function decideNoteForeignOrders(book: Book, command: NoteForeignOrders): Outcome {
  const account = liveAccountOf(book, command.accountId)
  if ('kind' in account) return account
  const { accountId } = command
  if (!Array.isArray(command.orders) || command.orders.length > FOREIGN_ORDERS_MAX)
    return badInput('orders', `must be a list of at most ${FOREIGN_ORDERS_MAX} working orders`)
  const fault = firstFault(
    ...command.orders.map((order) => () => orderFault(book, order)),
    () => repeatFault(command.orders),
    () => countFault(book, account, command.orders),
  )
  if (fault !== null) return fault
  const orders = command.orders.map(termsOf)
  if (isNoted(book, account, orders)) return accept([], { subjectId: accountId })
  const known = new Set(account.foreignOrders.map(({ venueOrderId }) => venueOrderId))
  const fresh = orders.filter(({ venueOrderId }) => !known.has(venueOrderId))
  const events: EngineEvent[] = [{ type: 'ForeignOrdersNoted', ...stamp(book, command), accountId, orders }]
  if (fresh.length > 0)
    events.push({
      type: 'AlertRaised',
      ...stamp(book, command, 1),
      kind: 'FOREIGN_ORDER',
      orderId: null,
      message: reported(`others placed on account ${account.name}: ${inWords(book, fresh)}`),
    })
  return accept(events, { subjectId: accountId })
}

function termsOf({
  venueOrderId,
  instrumentId,
  side,
  lots,
  limitTicks,
}: ForeignOrderTerms): ForeignOrderTerms {
  return { venueOrderId, instrumentId, side, lots, limitTicks }
}

function orderFault(book: Book, order: ForeignOrderTerms): Refusal | null {
  if (typeof order !== 'object' || order === null)
    return badInput('orders', 'must be a list of working orders')
  const { venueOrderId, instrumentId, side, lots, limitTicks } = order
  return firstFault(
    () => textFault('orders.venueOrderId', venueOrderId, ID_LENGTH_MAX),
    () => (instrumentIndexOf(book, instrumentId) === null ? notFound('orders.instrumentId') : null),
    () => wordFault('orders.side', side, SIDES),
    () =>
      Number.isSafeInteger(lots) && lots > 0
        ? null
        : badInput('orders.lots', 'must be a whole number of lots above 0 and below 2^53'),
    () =>
      limitTicks === null || Number.isSafeInteger(limitTicks)
        ? null
        : badInput('orders.limitTicks', 'must be a whole number of ticks below 2^53, or null'),
  )
}

function repeatFault(orders: readonly ForeignOrderTerms[]): Refusal | null {
  const seen = new Set<string>()
  for (const { venueOrderId } of orders) {
    if (seen.has(venueOrderId)) return badInput('orders.venueOrderId', `must list ${venueOrderId} once only`)
    seen.add(venueOrderId)
  }
  return null
}

/** Lots of a position and of all that works on it are counted exactly. */
function countFault(book: Book, account: AccountState, orders: readonly ForeignOrderTerms[]): Refusal | null {
  const lotsOf = new Map<string, number>()
  for (const { instrumentId, lots } of orders)
    lotsOf.set(instrumentId, (lotsOf.get(instrumentId) ?? 0) + lots)
  for (const [instrumentId, lots] of lotsOf) {
    const index = instrumentIndexOf(book, instrumentId)
    const position = index === null ? null : positionOf(book, account.index, index)
    const ours =
      position === null
        ? 0
        : Math.abs(position.lots) +
          position.workingBuyLots -
          position.foreignBuyLots +
          position.workingSellLots -
          position.foreignSellLots
    if (!Number.isSafeInteger(ours + lots))
      return badInput('orders.lots', `would take what works on ${instrumentId} beyond 2^53 lots`)
  }
  return null
}

/** True where the list says what is noted already. */
function isNoted(book: Book, { foreignOrders }: AccountState, orders: readonly ForeignOrderTerms[]): boolean {
  if (orders.length !== foreignOrders.length) return false
  return orders.every((order, place) => {
    const noted = foreignOrders[place]
    return (
      noted !== undefined &&
      noted.venueOrderId === order.venueOrderId &&
      noted.instrumentIndex === instrumentIndexOf(book, order.instrumentId) &&
      noted.side === order.side &&
      noted.lots === order.lots &&
      noted.limitTicks === order.limitTicks
    )
  })
}

function inWords(book: Book, orders: readonly ForeignOrderTerms[]): string {
  return orders
    .map(({ venueOrderId, instrumentId, side, lots }) => {
      const instrument = book.instruments[instrumentIndexOf(book, instrumentId) ?? -1]
      const quantity = instrument === undefined ? `${lots} lots` : formatQuantity(instrument, lots)
      return `${side} ${quantity} ${instrumentId} (${venueOrderId})`
    })
    .join(', ')
}

export function evolveForeignOrdersNoted(book: Book, event: ForeignOrdersNoted): void {
  const account = knownAccount(book, event.accountId)
  const before = account.foreignOrders
  const after = event.orders.map((order) => foreignOrder(book, order, { before, at: event.at }))
  const touched = new Set<PositionState>()
  for (const order of before) touched.add(count(book, account, order, -1))
  for (const order of after) touched.add(count(book, account, order, 1))
  account.foreignOrders = after
  account.openOrderCount += after.length - before.length
  for (const position of touched) {
    reservePosition(book, position, null)
    refreshPosition(book, position.index)
  }
  refreshAccount(book, account.index)
}

interface Noting {
  readonly before: readonly ForeignOrder[]
  readonly at: Micros
}

function foreignOrder(book: Book, order: ForeignOrderTerms, { before, at }: Noting): ForeignOrder {
  const { venueOrderId, instrumentId, side, lots, limitTicks } = order
  const instrumentIndex = instrumentIndexOf(book, instrumentId)
  if (instrumentIndex === null)
    throw new Error(`Invariant: instrument ${instrumentId} of an event is in the book`)
  const notedAt = before.find((known) => known.venueOrderId === venueOrderId)?.notedAt ?? at
  return { venueOrderId, instrumentIndex, side, lots, limitTicks, notedAt }
}

/** Adds (1) or takes out (-1) what an order of others counts for. */
function count(book: Book, account: AccountState, order: ForeignOrder, sign: 1 | -1): PositionState {
  const position = openPosition(book, account.index, order.instrumentIndex)
  const lots = order.lots * sign
  if (order.side === 'BUY') {
    position.workingBuyLots += lots
    position.foreignBuyLots += lots
  } else {
    position.workingSellLots += lots
    position.foreignSellLots += lots
  }
  return position
}
