/**
 * Compares what is held: positions by instrument, and cash by currency. Of a spot venue the balance of a currency is what is held
 * of the instruments that trade it.
 */
import { MONEY_SCALE, formatPrice, formatQuantity, type InstrumentState } from '@quarterdeck/engine'
import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import type { BalanceRecord, PositionRecord, QuoteRecord } from '@quarterdeck/venues'
import type { Holdings } from '../connections/reachable-venue.ts'
import type { Difference } from './difference.ts'
import { isNew, unitsText, type OurBooks } from './our-books.ts'

export interface VenueHoldings {
  readonly told: Holdings
  readonly balances: readonly BalanceRecord[]
  readonly positions: readonly PositionRecord[]
  /** Instruments that are followed or held, of this venue, as our books list them. */
  readonly instruments: readonly InstrumentState[]
  /** The most that fees which are told later can have taken, units by instrument id and by currency. */
  readonly pending: ReadonlyMap<string, bigint>
  /** What the venue quotes now of an instrument, by id: what a position is valued at whose price is not told. */
  readonly quotes: ReadonlyMap<string, QuoteRecord>
}

export interface HoldingsComparison {
  readonly differences: readonly Difference[]
  readonly positionsCompared: number
  readonly balancesCompared: number
}

/** What one comparison is about: the instruments that a venue tells of by one number. */
interface Holding {
  readonly instruments: readonly [InstrumentState, ...InstrumentState[]]
  readonly observed: bigint
  readonly averagePrice: string | null
  readonly evidence: object
}

/** Less than this is dust of the venue's own rounding, not a difference. */
const CASH_DUST = 10n ** BigInt(MONEY_SCALE - 8)

/** What a venue sets aside for an order, against what we do: it has ways of its own to count fees and their rounding. */
const TIED_UP_AT_MOST = 2n

export function compareHoldings(books: OurBooks, venue: VenueHoldings): HoldingsComparison {
  const holdings = venue.told === 'POSITIONS' ? byPosition(venue, venue.instruments) : byBalance(books, venue)
  const currencies = cashCurrencies(books, venue)
  return {
    differences: [
      ...holdings.flatMap((holding) => holdingDifference(books, venue, holding)),
      ...unfollowed(books, venue),
      ...currencies.flatMap((currency) => cashDifference(books, venue, currency)),
    ],
    positionsCompared: holdings.length,
    balancesCompared: currencies.length,
  }
}

/** Currencies that prices are in: what is held of them is cash. */
function cashCurrencies({ cash, accounts }: OurBooks, { instruments }: VenueHoldings): readonly string[] {
  const priced = instruments.map(({ terms }) => terms.currency)
  return [...new Set([...accounts.map(({ currency }) => currency), ...cash.keys(), ...priced])].sort()
}

function byPosition(
  { positions }: VenueHoldings,
  instruments: readonly InstrumentState[],
): readonly Holding[] {
  return instruments.map((instrument) => {
    const record = positions.find(({ venueSymbol }) => venueSymbol === instrument.terms.venueSymbol)
    return {
      instruments: [instrument],
      observed: decimalUnits(record?.quantity ?? '0', MONEY_SCALE),
      averagePrice: record?.averagePrice ?? null,
      evidence: { position: record ?? null },
    }
  })
}

function byBalance(books: OurBooks, venue: VenueHoldings): readonly Holding[] {
  const cash = new Set(cashCurrencies(books, venue))
  const bases = Map.groupBy(venue.instruments, baseOf)
  const held: Holding[] = []
  for (const [base, [first, ...others]] of bases) {
    if (first === undefined) continue
    // What has no balance of its own is told as a position; what prices are in is cash.
    if (base === null) held.push(...byPosition(venue, [first, ...others]))
    else if (!cash.has(base)) {
      const record = venue.balances.find(({ currency }) => currency === base)
      held.push({
        instruments: [first, ...others],
        observed: decimalUnits(record?.total ?? '0', MONEY_SCALE),
        averagePrice: null,
        evidence: { balance: record ?? null },
      })
    }
  }
  return held
}

/** The currency that a spot instrument trades; null: it is none. */
export function baseOf({ terms: { venueSymbol, currency, funding } }: InstrumentState): string | null {
  const [base, quote, ...more] = venueSymbol.split(/[-/]/)
  return funding === 'FULL_PAYMENT' && quote === currency && more.length === 0 ? (base ?? null) : null
}

function holdingDifference(books: OurBooks, venue: VenueHoldings, holding: Holding): readonly Difference[] {
  const expected = holding.instruments.reduce((sum, one) => sum + unitsHeld(books, one), 0n)
  const instrument = subjectOf(books, holding)
  const { terms } = instrument
  const lots = Number((holding.observed - expected) / instrument.quantityUnitsPerLot)
  // What is not a whole lot can be held by nobody who trades it.
  if (lots === 0) return []
  const pending = holding.instruments.reduce((sum, one) => sum + (venue.pending.get(one.terms.id) ?? 0n), 0n)
  if (lots < 0 && expected - holding.observed <= pending) return []
  const priceTicks = ticksOf(instrument, holding.averagePrice ?? priceOf(venue.quotes.get(terms.id)))
  const quantity = formatQuantity(terms, lots)
  const price = priceTicks === null ? null : formatPrice(terms, priceTicks)
  const opening = isNew(books) ? 'Opening balance: book' : 'Book'
  const summary =
    price === null
      ? `It cannot be booked: no price of ${terms.id} is known`
      : `${opening} ${quantity} ${terms.id} at ${price}, as the venue holds ${unitsText(holding.observed)}`
  return [
    {
      accountId: books.accounts[0].id,
      kind: 'POSITION',
      subject: terms.id,
      expected: unitsText(expected),
      observed: unitsText(holding.observed),
      evidence: holding.evidence,
      proposed: {
        kind: price === null ? 'AWAIT_VENUE' : 'ADJUST_POSITION',
        quantity,
        price,
        amount: null,
        currency: terms.currency,
        summary,
      },
    },
  ]
}

/** Positions in what nobody follows: no risk of ours counts them. */
function unfollowed(
  { accounts }: OurBooks,
  { positions, instruments }: VenueHoldings,
): readonly Difference[] {
  const known = new Set(instruments.map(({ terms }) => terms.venueSymbol))
  return positions
    .filter(
      ({ venueSymbol, quantity }) => !known.has(venueSymbol) && decimalUnits(quantity, MONEY_SCALE) !== 0n,
    )
    .map((position) => ({
      accountId: accounts[0].id,
      kind: 'POSITION',
      subject: position.venueSymbol,
      expected: '0',
      observed: position.quantity,
      evidence: { position },
      proposed: {
        kind: 'AWAIT_VENUE',
        quantity: position.quantity,
        price: null,
        amount: null,
        currency: null,
        summary: `Nobody follows ${position.venueSymbol}: have the connection follow it, or dismiss this`,
      },
    }))
}

/** Of several instruments that one balance is held of: the one that is held, else the first. */
function subjectOf({ lots }: OurBooks, { instruments }: Holding): InstrumentState {
  return instruments.find(({ terms }) => (lots.get(terms.id) ?? 0) !== 0) ?? instruments[0]
}

/** What our books have now of what a break is about, as the break says what it expected; null: it is about nothing of theirs. */
export function expectedNow(
  books: OurBooks,
  { kind, subject }: Pick<Difference, 'kind' | 'subject'>,
  told: Holdings,
): string | null {
  if (kind === 'BALANCE') return unitsText(books.cash.get(subject) ?? 0n)
  const instrument = kind === 'POSITION' ? books.instrumentOf(subject) : null
  if (instrument === null) return null
  const base = told === 'BALANCES_OF_BASE' ? baseOf(instrument) : null
  const held = [...books.lots.keys()].flatMap((id) => books.instrumentOf(id) ?? [])
  const group = base === null ? [instrument] : held.filter((one) => baseOf(one) === base)
  return unitsText(group.reduce((sum, one) => sum + unitsHeld(books, one), 0n))
}

function unitsHeld({ lots }: OurBooks, { terms, quantityUnitsPerLot }: InstrumentState): bigint {
  return BigInt(lots.get(terms.id) ?? 0) * quantityUnitsPerLot
}

function priceOf(quote: QuoteRecord | undefined): string | null {
  return quote?.last ?? quote?.bid ?? quote?.ask ?? null
}

/** The nearest tick; null: there is no price. */
function ticksOf({ priceUnitsPerTick }: InstrumentState, price: string | null): number | null {
  if (price === null) return null
  const units = decimalUnits(price, MONEY_SCALE)
  return Number((units + priceUnitsPerTick / 2n) / priceUnitsPerTick)
}

function cashDifference(
  books: OurBooks,
  { balances, pending }: VenueHoldings,
  currency: string,
): readonly Difference[] {
  const record = balances.find((balance) => balance.currency === currency)
  const expected = books.cash.get(currency) ?? 0n
  const total = decimalUnits(record?.total ?? '0', MONEY_SCALE)
  const isSpendable = record?.spendableOnly === true
  // What stands behind positions is known to the last cent; what the venue sets aside for orders is not.
  const observed = isSpendable ? total + (books.margin.get(currency) ?? 0n) : total
  const missing = observed - expected
  if (missing < CASH_DUST && missing > -CASH_DUST) return []
  const ordered = isSpendable ? (books.ordered.get(currency) ?? 0n) : 0n
  if (missing < 0n && -missing <= TIED_UP_AT_MOST * ordered + (pending.get(currency) ?? 0n)) return []
  const amount = formatDecimal(missing, MONEY_SCALE)
  const opening = isNew(books) ? 'Opening balance: book' : 'Book'
  return [
    {
      accountId: books.accounts[0].id,
      kind: 'BALANCE',
      subject: currency,
      expected: unitsText(expected),
      observed: unitsText(observed),
      evidence: { balance: record ?? null },
      proposed: {
        kind: 'ADJUST_CASH',
        quantity: null,
        price: null,
        amount,
        currency,
        summary: `${opening} ${amount} ${currency}, as the venue has ${unitsText(observed)}`,
      },
    },
  ]
}
