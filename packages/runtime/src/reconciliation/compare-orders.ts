/** Compares working orders: ours with what the venue has of them, and what it has that is not ours. */
import { formatPrice, formatQuantity, type OrderState } from '@quarterdeck/engine'
import { isFinalRecord, type OrderRecord } from '@quarterdeck/venues'
import type { Difference } from './difference.ts'
import type { OurBooks } from './our-books.ts'
import type { Correction } from './reconciliation.ts'

export interface VenueOrders {
  readonly open: readonly OrderRecord[]
  /** Those of ours that are not among the open ones, looked up by the venue's id; null: it knows none. */
  readonly lookedUp: ReadonlyMap<string, OrderRecord | null>
  /** Instrument of a venue symbol, where it is followed; null: it is not. */
  readonly instrumentIdOf: (venueSymbol: string) => string | null
}

/** Our working orders that the venue has confirmed: of the others nothing is expected yet. */
export function confirmedOrders({ working }: OurBooks): readonly (OrderState & { venueOrderId: string })[] {
  return working.filter(
    (order): order is OrderState & { venueOrderId: string } => order.venueOrderId !== null && !order.unknown,
  )
}

export function compareOrders(books: OurBooks, venue: VenueOrders): readonly Difference[] {
  const open = new Map(venue.open.map((record) => [record.venueOrderId, record]))
  const ours = confirmedOrders(books).flatMap((order) => {
    const record = open.get(order.venueOrderId) ?? venue.lookedUp.get(order.venueOrderId)
    // Confirmed after the venue was read.
    return record === undefined ? [] : orderDifference(books, order, record)
  })
  const others = venue.open.flatMap((record) => otherDifference(books, record, venue))
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
  const order = books.orders.get(record.venueOrderId) ?? books.orders.get(record.clientOrderId ?? '')
  if (order === undefined) return [foreignDifference(books, record, venue)]
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
  { instrumentIdOf }: VenueOrders,
): Difference {
  const instrumentId = instrumentIdOf(record.venueSymbol)
  const words = `${record.side} ${venueWords(record)} ${record.venueSymbol}`
  const canCount = instrumentId !== null && record.quantity !== null
  return {
    accountId: accounts[0].id,
    kind: 'FOREIGN_ORDER',
    subject: record.venueOrderId,
    expected: 'no such order',
    observed: words,
    evidence: { order: record, instrumentId },
    proposed: canCount
      ? {
          ...awaiting(`Count it in the risk of the account, as an order that is not ours: ${words}`),
          kind: 'NOTE_FOREIGN_ORDER',
        }
      : awaiting(
          `It cannot be counted: ${instrumentId === null ? `${record.venueSymbol} is not followed` : 'its quantity is not told'}`,
        ),
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
