/**
 * Reads from a venue what a comparison needs and compares it with our books. A venue and our books move while they are read: a
 * difference counts only when two readings in a row tell the same one, and more where orders of ours move in it.
 */
import type { Book, InstrumentState, Micros } from '@quarterdeck/engine'
import type { ChargeRecord, QuoteRecord, ReadFailure } from '@quarterdeck/venues'
import type { Connector } from '../connections/connector.ts'
import type { Holdings } from '../connections/reachable-venue.ts'
import { type Charged, chargesOf, pendingFees } from './charges.ts'
import { compareHoldings, type VenueHoldings } from './compare-holdings.ts'
import { compareOrders } from './compare-orders.ts'
import type { Difference } from './difference.ts'
import {
  asProposed,
  isBookable,
  isSure,
  READINGS_NEEDED,
  sighted,
  unbookedIn,
  type Sighting,
} from './movement.ts'
import { lookUp } from './order-lookup.ts'
import { ourBooks, type OurBooks } from './our-books.ts'

export interface Comparison {
  readonly differences: readonly Difference[]
  readonly ordersCompared: number
  readonly positionsCompared: number
  readonly balancesCompared: number
  /** What the venue posted of late that it took by itself, and what of our holdings it may explain. */
  readonly charged: Charged
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
  readonly now: () => Micros
  readonly wait: (ms: number) => Promise<void>
  /** Between two readings. */
  readonly settleMs: number
  /** Has booked what the venue paid for event contracts. */
  readonly settleContracts: () => Promise<void>
}

/** Readings at most: what still changes then is told as it was last, and is not to be booked. */
const READINGS_MAX = 8

export async function compare(options: ComparisonOptions): Promise<Compared> {
  const { connector, now, wait, settleMs } = options
  const charges = await chargesOf(connector.reads, now())
  if (!charges.ok) return unread('charges', charges)
  let seen: ReadonlyMap<string, Sighting> = new Map()
  for (let reading = 1; ; reading += 1) {
    const since = now() - READINGS_NEEDED.MOVING * settleMs * 1_000
    const compared = await compareOnce(options, charges.value)
    if (!compared.ok) return compared
    const { books, comparison } = compared
    if (comparison.differences.length === 0) return compared
    seen = sighted(seen, books, { differences: comparison.differences, since })
    if (reading >= READINGS_MAX || [...seen.values()].every(isSure))
      return proposed(options, comparison, seen)
    await wait(settleMs)
  }
}

/** The comparison with what may be booked of it now. */
async function proposed(
  options: ComparisonOptions,
  comparison: Comparison,
  seen: ReadonlyMap<string, Sighting>,
): Promise<Compared> {
  const { connector } = options
  if (!comparison.differences.some(isBookable)) return { ok: true, comparison }
  // Asked last: what the positions hold of them is listed by now, or known in our books.
  const listed = await connector.reads.fillsSince(connector.fillCursor())
  if (!listed.ok) return unread('fills', listed)
  const books = booksNow(options)
  if (books === null) return NOT_SERVED
  const unbooked = unbookedIn(books, listed.value.fills)
  const differences = [...seen.values()].map((sighting) => asProposed(sighting, unbooked, books))
  return { ok: true, comparison: { ...comparison, differences } }
}

function booksNow({ book, connector }: ComparisonOptions): OurBooks | null {
  const present = book()
  return present === null ? null : ourBooks(present, connector.connectionId)
}

/** One reading, with our books as they were held beside it. */
type Reading =
  | { readonly ok: true; readonly comparison: Comparison; readonly books: OurBooks }
  | Extract<Compared, { ok: false }>

async function compareOnce(
  options: ComparisonOptions,
  charges: readonly ChargeRecord[] | null,
): Promise<Reading> {
  const { connector, holdings, settleContracts, now } = options
  const { reads } = connector
  await settleContracts()
  const open = await reads.openOrders()
  if (!open.ok) return unread('open orders', open)
  const before = booksNow(options)
  if (before === null) return NOT_SERVED
  const found = await lookUp(reads, before, open.value)
  if (!found.ok) return unread('an order', found)
  const [balances, positions] = await Promise.all([reads.balances(), reads.positions()])
  if (!balances.ok) return unread('balances', balances)
  if (!positions.ok && positions.failure.kind !== 'UNSUPPORTED') return unread('positions', positions)
  const pending = charges === null ? NO_FEES : pendingFees(before, now())
  const held = {
    told: holdings,
    balances: balances.value,
    positions: positions.ok ? positions.value : [],
    pending,
  }
  const quotes = await quotesOf(connector, before, held)
  // As it is now: what happened meanwhile is in it.
  const books = booksNow(options)
  if (books === null) return NOT_SERVED
  const instruments = instrumentsOf(books, connector)
  const followed = new Map(instruments.map(({ terms }) => [terms.venueSymbol, terms]))
  const orders = compareOrders(books, {
    open: open.value,
    found: found.value,
    instrumentOf: (venueSymbol) => followed.get(venueSymbol) ?? null,
  })
  const { differences, ...counts } = compareHoldings(books, { ...held, instruments, quotes })
  const whole = compareHoldings(books, { ...held, instruments, quotes, pending: NO_FEES })
  const compared = [...books.working, ...open.value].map((order) => order.venueOrderId)
  return {
    ok: true,
    books,
    comparison: {
      differences: [...orders, ...differences],
      ordersCompared: new Set(compared).size,
      ...counts,
      charged: { charges: charges ?? [], differences: whole.differences },
    },
  }
}

const NO_FEES: ReadonlyMap<string, bigint> = new Map()

const NOT_SERVED: Extract<Compared, { ok: false }> = {
  ok: false,
  fault: 'no LIVE account of the connection is served here now',
}

/** What the venue quotes of the instruments that differ: a price is asked for of no other. */
async function quotesOf(
  connector: Connector,
  books: OurBooks,
  held: Pick<VenueHoldings, 'told' | 'balances' | 'positions' | 'pending'>,
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

function unread(what: string, { failure }: { readonly failure: ReadFailure }): typeof NOT_SERVED {
  return { ok: false, fault: `${what} could not be read: ${failure.kind} ${failure.message}` }
}
