/** Compares working orders: ours with what the venue has of them, and what it has that is not ours. */
import { formatPrice, formatQuantity, type OrderState } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { isFinalRecord, type OrderRecord } from '@quarterdeck/venues'
import type { Difference } from './difference.ts'
import { foreignOrder, isSpent } from './foreign-order.ts'
import type { FoundOrders } from './order-lookup.ts'
import { confirmedOrders, ownOrder, type OurBooks } from './our-books.ts'
import type { Correction } from './reconciliation.ts'

export interface VenueOrders {
  readonly open: readonly OrderRecord[]
  /** Where it has those of ours that it has confirmed. */
  readonly found: FoundOrders
  /** The terms of a venue symbol, where it is followed; null: it is not. */
  readonly instrumentOf: (venueSymbol: string) => Instrument | null
}

export function compareOrders(books: OurBooks, venue: VenueOrders): readonly Difference[] {
  const places = new Map<string, OrderRecord | null>(
    venue.open.map((record) => [record.venueOrderId, record]),
  )
  for (const [venueOrderId, record] of venue.found) places.set(venueOrderId, record)
  const standing = new Set([...venue.found.values()].map((record) => record?.venueOrderId))
  const ours = confirmedOrders(books).flatMap((order) => {
    const record = places.get(order.venueOrderId)
    // Confirmed after the venue was read.
    return record === undefined ? [] : orderDifference(books, order, record)
  })
  const others = venue.open
    .filter(({ venueOrderId }) => !standing.has(venueOrderId))
    .flatMap((record) => otherDifference(books, record, venue))
  return [...ours, ...others]
}

function orderDifference(
  books: OurBooks,
  order: OrderState & { venueOrderId: string },
  record: OrderRecord | null,
): readonly Difference[] {
  const expected = ourWords(books, order)
  const observed = record === null ? 'the venue has no such order' : venueWords(record)
  if (record !== null && !isFinalRecord(record.status) && expected === observed) return []
  return [
    {
      accountId: accountOf(books, order),
      kind: 'ORDER',
      subject: order.id,
      expected,
      observed,
      evidence: { order: record },
      proposed: awaiting(
        'The venue tells more of the order, or an operator asks it: nothing is booked without its word',
      ),
    },
  ]
}

function otherDifference(books: OurBooks, record: OrderRecord, venue: VenueOrders): readonly Difference[] {
  const order = ownOrder(books, record)
  if (order === null) return isSpent(record) ? [] : [foreignDifference(books, record, venue)]
  // One that works in our books was looked at; one whose place at the venue is not known yet is being followed.
  if (books.working.includes(order)) return []
  return [
    {
      accountId: accountOf(books, order),
      kind: 'ORDER',
      subject: order.id,
      expected: order.status,
      observed: venueWords(record),
      evidence: { order: record },
      proposed: awaiting('Our books have ended the order and it works at the venue: have it canceled there'),
    },
  ]
}

function foreignDifference(
  { accounts }: OurBooks,
  record: OrderRecord,
  { instrumentOf }: VenueOrders,
): Difference {
  const words = `${record.side} ${venueWords(record)} ${record.venueSymbol}`
  const instrument = instrumentOf(record.venueSymbol)
  const counted = foreignOrder(record, instrument)
  return {
    accountId: accounts[0].id,
    kind: 'FOREIGN_ORDER',
    subject: record.venueOrderId,
    expected: 'no such order',
    observed: words,
    evidence: { order: record, instrumentId: instrument?.id ?? null },
    proposed: counted.ok
      ? {
          ...awaiting(`Count it in the risk of the account, as an order that is not ours: ${words}`),
          kind: 'NOTE_FOREIGN_ORDER',
        }
      : awaiting(`It cannot be counted: ${counted.because}`),
  }
}

function ourWords(books: OurBooks, order: OrderState): string {
  const { terms } = books.instrumentAt(order.instrumentIndex)
  const price = order.limitTicks === null ? '' : ` at ${formatPrice(terms, order.limitTicks)}`
  return `${formatQuantity(terms, order.filledLots)} of ${formatQuantity(terms, order.quantityLots)} filled${price}`
}

function venueWords({ status, filledQuantity, quantity, limitPrice }: OrderRecord): string {
  const price = limitPrice === null ? '' : ` at ${limitPrice}`
  const state = isFinalRecord(status) ? `${status}, ` : ''
  return `${state}${filledQuantity} of ${quantity ?? 'an amount'} filled${price}`
}

function accountOf(books: OurBooks, { accountIndex }: OrderState): string {
  return books.accounts.find(({ index }) => index === accountIndex)?.id ?? books.accounts[0].id
}

function awaiting(summary: string): Correction {
  return { kind: 'AWAIT_VENUE', quantity: null, price: null, amount: null, currency: null, summary }
}
