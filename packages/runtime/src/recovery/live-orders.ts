/**
 * The orders of LIVE accounts as their venue's desk takes them up, those that ended lately among them: after a restart, and whenever
 * their connection opens.
 *
 * A venue lives on without us, so nothing is said of these orders on our own: what may have been sent is looked up (LV-12).
 */
import { type Book, isFinal, type Micros, type OrderState, openLots } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { type Capabilities, capabilitiesFor, plan, type RestoredLiveOrder } from '@quarterdeck/venues'
import type { TradingCalendar } from '../feed/calendar/calendar.ts'
import type { OutboxEntry } from '../outbox/entry.ts'
import { dayEndOf } from './orders-to-end.ts'

export interface LiveRecovery {
  readonly connectionId: string
  readonly capabilities: Capabilities
  /** What ended since is known to its venue all the same: a fill of it may come late. */
  readonly endedSince: Micros
  /** The requests that had no answer. */
  readonly outbox: readonly OutboxEntry[]
  calendarOf(instrument: Instrument): TradingCalendar
}

/** Whether an order goes to a real venue. */
export function isLiveOrder(book: Book, orderId: string | null): boolean {
  return orderId !== null && book.orders.get(orderId)?.effectiveMode === 'LIVE'
}

/** The connection that an order of a LIVE account goes through; null: it is of no LIVE account. */
export function connectionOf(book: Book, order: OrderState): string | null {
  return order.effectiveMode === 'LIVE' ? book.accounts[order.accountIndex]!.connectionId : null
}

/** Orders of a connection's accounts: those that work, in the order of submission, and before them those that ended lately. */
export function liveOrders(book: Book, recovery: LiveRecovery): readonly RestoredLiveOrder[] {
  const { connectionId, endedSince } = recovery
  const ended: RestoredLiveOrder[] = []
  for (const order of book.orders.values()) {
    // What no venue ever confirmed was refused here, most of it.
    if (order.venueOrderId === null || order.updatedAt < endedSince || !isFinal(order.status)) continue
    if (connectionOf(book, order) !== connectionId) continue
    ended.push({ ...restoredOrder(book, order, recovery), cancelAt: null, isOver: true })
  }
  const working: RestoredLiveOrder[] = []
  for (const order of book.workingOrders.values())
    if (connectionOf(book, order) === connectionId) working.push(restoredOrder(book, order, recovery))
  return [...ended, ...working]
}

function restoredOrder(
  book: Book,
  order: OrderState,
  { capabilities, outbox, calendarOf }: LiveRecovery,
): RestoredLiveOrder {
  const { terms } = book.instruments[order.instrumentIndex]!
  const asked = outbox.filter(({ orderId }) => orderId === order.id)
  const placed = asked.find(({ request }) => request.kind === 'PLACE')
  const change = asked.findLast(({ request }) => request.kind === 'REPLACE')?.request
  return {
    order: {
      orderId: order.id,
      accountId: book.accounts[order.accountIndex]!.id,
      instrumentId: terms.id,
      side: order.side,
      orderType: order.orderType,
      timeInForce: order.timeInForce,
      lots: openLots(order, order.quantityLots),
      limitTicks: order.limitTicks,
      stopTicks: order.stopTicks,
    },
    quantityLots: order.quantityLots,
    venueOrderId: order.venueOrderId,
    // One that was taken back or restated is known all the same: it must not be booked again.
    bookedExecIds: order.fills.map(({ execId }) => execId),
    bookedLots: order.filledLots,
    sentAtMs: placed === undefined ? Math.floor(order.createdAt / 1_000) : Date.parse(placed.createdAt),
    cancelAt: isCanceledByUs(order, capabilitiesFor(capabilities, terms.assetClass))
      ? dayEndOf(calendarOf(terms), order.createdAt)
      : null,
    ...(change?.kind === 'REPLACE'
      ? {
          wanted: {
            quantityLots: change.quantityLots,
            limitTicks: change.limitTicks,
            stopTicks: change.stopTicks,
          },
        }
      : {}),
  }
}

/** Whether its day ends by our hand, because its venue has no DAY orders. */
function isCanceledByUs(
  { orderType, timeInForce, limitTicks, stopTicks }: OrderState,
  of: Capabilities,
): boolean {
  if (timeInForce !== 'DAY') return false
  const planned = plan(
    {
      orderType,
      timeInForce,
      // Only whether there is a price matters to the plan.
      limitPrice: limitTicks === null ? null : '1',
      stopPrice: stopTicks === null ? null : '1',
      postOnly: false,
      reduceOnly: false,
      expiresAt: null,
    },
    of,
  )
  return planned.kind === 'EMULATED' && planned.how.includes('CANCEL_AT_TIME')
}
