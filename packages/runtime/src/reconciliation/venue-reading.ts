/**
 * Reads from a venue what a comparison needs and compares it with our books. A venue and our books move while they are read: a
 * difference counts only when two readings in a row tell the same one.
 */
import type { Book, InstrumentState } from '@quarterdeck/engine'
import {
  answered,
  type Answer,
  type OrderRecord,
  type QuoteRecord,
  type ReadFailure,
  type VenueReads,
} from '@quarterdeck/venues'
import type { Connector } from '../connections/connector.ts'
import type { Holdings } from '../connections/reachable-venue.ts'
import { compareHoldings, type VenueHoldings } from './compare-holdings.ts'
import { compareOrders, confirmedOrders } from './compare-orders.ts'
import { isSameDifference, topicOf, type Difference } from './difference.ts'
import { ourBooks, type OurBooks } from './our-books.ts'

export interface Comparison {
  readonly differences: readonly Difference[]
  readonly ordersCompared: number
  readonly positionsCompared: number
  readonly balancesCompared: number
}

export type Compared =
  | { readonly ok: true; readonly comparison: Comparison }
  /** Why it could not be done. */
  | { readonly ok: false; readonly fault: string }

export interface ComparisonOptions {
  readonly connector: Connector
  readonly holdings: Holdings
  /** The book as it stands when it is asked for; null: the organization is not served now. */
  readonly book: () => Book | null
  readonly wait: (ms: number) => Promise<void>
  /** Between two readings. */
  readonly settleMs: number
  /** Has booked what the venue paid for event contracts. */
  readonly settleContracts: () => Promise<void>
}

/** Readings at most: what still changes then is told as it was last. */
const READINGS_MAX = 4

export async function compare(options: ComparisonOptions): Promise<Compared> {
  let before: readonly Difference[] | null = null
  for (let reading = 1; ; reading += 1) {
    const compared = await compareOnce(options)
    if (!compared.ok) return compared
    const { differences } = compared.comparison
    if (differences.length === 0 || reading >= READINGS_MAX) return compared
    if (before !== null && areSame(before, differences)) return compared
    before = differences
    await options.wait(options.settleMs)
  }
}

async function compareOnce({
  connector,
  holdings,
  book,
  settleContracts,
}: ComparisonOptions): Promise<Compared> {
  const { reads, connectionId } = connector
  const booksNow = () => {
    const present = book()
    return present === null ? null : ourBooks(present, connectionId)
  }
  await settleContracts()
  const open = await reads.openOrders()
  if (!open.ok) return unread('open orders', open)
  const before = booksNow()
  if (before === null) return NOT_SERVED
  const lookedUp = await lookUp(reads, before, open.value)
  if (!lookedUp.ok) return unread('an order', lookedUp)
  const [balances, positions] = await Promise.all([reads.balances(), reads.positions()])
  if (!balances.ok) return unread('balances', balances)
  if (!positions.ok && positions.failure.kind !== 'UNSUPPORTED') return unread('positions', positions)
  const held = { told: holdings, balances: balances.value, positions: positions.ok ? positions.value : [] }
  const quotes = await quotesOf(connector, before, held)
  // As it is now: what happened meanwhile is in it.
  const books = booksNow()
  if (books === null) return NOT_SERVED
  const instruments = instrumentsOf(books, connector)
  const instrumentIds = new Map(instruments.map(({ terms }) => [terms.venueSymbol, terms.id]))
  const orders = compareOrders(books, {
    open: open.value,
    lookedUp: lookedUp.value,
    instrumentIdOf: (venueSymbol) => instrumentIds.get(venueSymbol) ?? null,
  })
  const { differences, ...counts } = compareHoldings(books, { ...held, instruments, quotes })
  const compared = [...books.working, ...open.value].map((order) => order.venueOrderId)
  return {
    ok: true,
    comparison: {
      differences: [...orders, ...differences],
      ordersCompared: new Set(compared).size,
      ...counts,
    },
  }
}

const NOT_SERVED: Compared = { ok: false, fault: 'no LIVE account of the connection is served here now' }

/** Orders of ours that the venue does not list as open, by the venue's id. */
async function lookUp(
  reads: VenueReads,
  books: OurBooks,
  open: readonly OrderRecord[],
): Promise<Answer<ReadonlyMap<string, OrderRecord | null>>> {
  const listed = new Set(open.map(({ venueOrderId }) => venueOrderId))
  const found = new Map<string, OrderRecord | null>()
  for (const { venueOrderId } of confirmedOrders(books)) {
    if (listed.has(venueOrderId)) continue
    const answer = await reads.orderByVenueId(venueOrderId)
    if (!answer.ok) return answer
    found.set(venueOrderId, answer.value)
  }
  return answered(found)
}

/** What the venue quotes of the instruments that differ: a price is asked for of no other. */
async function quotesOf(
  connector: Connector,
  books: OurBooks,
  held: Pick<VenueHoldings, 'told' | 'balances' | 'positions'>,
): Promise<ReadonlyMap<string, QuoteRecord>> {
  const instruments = instrumentsOf(books, connector)
  const { differences } = compareHoldings(books, { ...held, instruments, quotes: new Map() })
  const quotes = new Map<string, QuoteRecord>()
  for (const { kind, subject, proposed } of differences) {
    const venueSymbol = books.instrumentOf(subject)?.terms.venueSymbol
    if (kind !== 'POSITION' || proposed.price !== null || venueSymbol === undefined) continue
    const answer = await connector.reads.quote(venueSymbol)
    if (answer.ok) quotes.set(subject, answer.value)
  }
  return quotes
}

/** What of this venue is followed or held, as far as our books list it. */
function instrumentsOf(books: OurBooks, connector: Connector): readonly InstrumentState[] {
  const followed = connector.listed().map(({ instrument }) => instrument.id)
  return [...new Set([...followed, ...books.lots.keys()])].flatMap((id) => {
    const instrument = books.instrumentOf(id)
    return instrument?.terms.venueId === connector.venueId ? [instrument] : []
  })
}

function areSame(before: readonly Difference[], now: readonly Difference[]): boolean {
  const known = new Map(before.map((one) => [topicOf(one), one]))
  return (
    before.length === now.length &&
    now.every((one) => {
      const earlier = known.get(topicOf(one))
      return earlier !== undefined && isSameDifference(earlier, one)
    })
  )
}

function unread(what: string, { failure }: { readonly failure: ReadFailure }): Compared {
  return { ok: false, fault: `${what} could not be read: ${failure.kind} ${failure.message}` }
}
