/**
 * The outbox of one book: which venue requests are open. It is a function of the events alone; the table is its durable form.
 *
 * A request is added by the event that wants it and removed by the event that answers it, in the same commit as that event.
 * What is open after a crash is sent again: a request is identified by its order, so a repeat is the same request.
 */
import { type Book, type EngineEvent, type OrderState, openLots } from '@quarterdeck/engine'
import type { VenueRequest } from '@quarterdeck/venues'
import { instantText } from '../projection/exact.ts'
import type { OutboxChange, OutboxEntry, OutboxKey } from './entry.ts'

export interface Outbox {
  /** Takes one event in, right after `evolve`. */
  take(event: EngineEvent): void
  /** The changes since the last call, to be committed. */
  drain(): OutboxChange
  /** Everything that waits for an answer, in order of dispatch. */
  open(): readonly OutboxEntry[]
}

/** `open`: the entries that the table holds at start. */
export function createOutbox(book: Book, open: readonly OutboxEntry[]): Outbox {
  /** By order, since each event concerns one; under null what concerns none. An order has a handful at most. */
  const entriesOf = new Map<string | null, OutboxEntry[]>()
  let added = new Set<OutboxEntry>()
  let removed: OutboxKey[] = []
  let withdrawn: OutboxEntry[] = []

  const keep = (entry: OutboxEntry) => {
    const entries = entriesOf.get(entry.orderId)
    if (entries === undefined) entriesOf.set(entry.orderId, [entry])
    else entries.push(entry)
  }
  for (const entry of open) keep(entry)

  const add = (event: EngineEvent, venueId: string, orderId: string | null, request: VenueRequest) => {
    const entry = entryOf(event, venueId, orderId, request)
    keep(entry)
    added.add(entry)
  }

  const remove = (orderId: string | null, answered: (entry: OutboxEntry) => boolean) => {
    const entries = entriesOf.get(orderId)
    if (entries === undefined) return
    const rest = entries.filter((entry) => {
      if (!answered(entry)) return true
      if (!added.delete(entry)) removed.push({ seq: entry.seq, venueId: entry.venueId })
      return false
    })
    if (rest.length === 0) entriesOf.delete(orderId)
    else entriesOf.set(orderId, rest)
  }

  const answer = (orderId: string, kind: VenueRequest['kind']) =>
    remove(orderId, (entry) => entry.request.kind === kind)

  const venueOf = (order: OrderState) => book.instruments[order.instrumentIndex]!.terms.venueId

  const takeOrderEvent = (event: EngineEvent & { readonly orderId: string }, order: OrderState) => {
    switch (event.type) {
      case 'OrderAccepted':
        return add(event, venueOf(order), order.id, { kind: 'PLACE', order: placement(book, order) })
      case 'OrderCancelRequested':
        return add(event, venueOf(order), order.id, { kind: 'CANCEL', orderId: order.id })
      case 'OrderReplaceRequested': {
        const { quantityLots, limitTicks, stopTicks } = event
        const request = {
          orderId: order.id,
          quantityLots,
          filledLots: order.quantityLots - openLots(order, order.quantityLots),
          limitTicks,
          stopTicks,
        }
        return add(event, venueOf(order), order.id, { kind: 'REPLACE', ...request })
      }
      case 'OrderConfirmed':
      case 'OrderFilled':
        answer(order.id, 'PLACE')
        break
      case 'OrderExpired':
        if (event.actor.kind !== 'VENUE')
          withdrawn.push(entryOf(event, venueOf(order), order.id, { kind: 'CANCEL', orderId: order.id }))
        break
      case 'OrderCancelRejected':
        answer(order.id, 'CANCEL')
        break
      case 'OrderReplaced':
      case 'OrderReplaceRejected':
        answer(order.id, 'REPLACE')
        break
      default:
        // What else happens to an order asks nothing of a venue.
        break
    }
    // Nothing is left to tell a venue about an order that came to its end.
    if (!book.workingOrders.has(order.id)) remove(order.id, () => true)
  }

  return {
    take(event) {
      if (event.type === 'KillSwitchEngaged' || event.type === 'KillSwitchTightened') {
        const killSwitch = book.switches.find((candidate) => candidate.id === event.killSwitchId)
        for (const venueId of killSwitch?.awaitedVenueIds ?? [])
          add(event, venueId, null, { kind: 'LIST_WORKING' })
      } else if (
        event.type === 'KillSwitchVenueCleared' ||
        event.type === 'KillSwitchConfirmed' ||
        event.type === 'KillSwitchReleased'
      ) {
        const awaited = new Set(book.switches.flatMap((killSwitch) => killSwitch.awaitedVenueIds))
        remove(null, (entry) => !awaited.has(entry.venueId))
      } else if ('orderId' in event && event.orderId !== null && event.type !== 'AlertRaised') {
        const order = book.orders.get(event.orderId)
        if (order !== undefined) takeOrderEvent(event, order)
      }
    },
    drain() {
      const change = { added: [...added], removed, withdrawn }
      added = new Set()
      removed = []
      withdrawn = []
      return change
    },
    open: () => [...entriesOf.values()].flat().sort((a, b) => a.seq - b.seq),
  }
}

function entryOf(
  { seq, at }: EngineEvent,
  venueId: string,
  orderId: string | null,
  request: VenueRequest,
): OutboxEntry {
  return { seq, venueId, orderId, request, createdAt: instantText(at) }
}

function placement(book: Book, order: OrderState): Extract<VenueRequest, { kind: 'PLACE' }>['order'] {
  return {
    orderId: order.id,
    accountId: book.accounts[order.accountIndex]!.id,
    instrumentId: book.instruments[order.instrumentIndex]!.terms.id,
    side: order.side,
    orderType: order.orderType,
    timeInForce: order.timeInForce,
    lots: openLots(order, order.quantityLots),
    limitTicks: order.limitTicks,
    stopTicks: order.stopTicks,
  }
}
