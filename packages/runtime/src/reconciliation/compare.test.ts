/** What counts as a difference between our books and a venue's word, and what is proposed of it. */
import type { AccountState, InstrumentState, OrderState } from '@quarterdeck/engine'
import { decimalUnits } from '@quarterdeck/sdk'
import type { BalanceRecord, OrderRecord, PositionRecord } from '@quarterdeck/venues'
import { describe, expect, it } from 'vitest'
import { BTC } from '../testing/instruments.ts'
import { compareHoldings, type VenueHoldings } from './compare-holdings.ts'
import { compareOrders } from './compare-orders.ts'
import type { OurBooks } from './our-books.ts'

const units = (text: string) => decimalUnits(text, 18)

const instrumentOf = (venueSymbol: string, currency = 'USD'): InstrumentState =>
  ({
    terms: { ...BTC, id: `X:${venueSymbol}`, venueId: 'X', venueSymbol, currency, funding: 'FULL_PAYMENT' },
    priceUnitsPerTick: units('0.01'),
    quantityUnitsPerLot: units('0.001'),
    tickLotValue: units('0.00001'),
  }) as InstrumentState
const [SPOT, OTHER] = [instrumentOf('BTC-USD'), instrumentOf('BTC-EUR', 'EUR')]

const booksOf = (change: Partial<OurBooks> & { readonly isNew?: boolean } = {}): OurBooks => ({
  accounts: [
    {
      id: 'account',
      index: 0,
      currency: 'USD',
      orderTimesHead: change.isNew === true ? 0 : 1,
    } as AccountState,
  ],
  orders: new Map(),
  working: [],
  lots: new Map(),
  cash: new Map(),
  margin: new Map(),
  ordered: new Map(),
  instrumentOf: (id) => [SPOT, OTHER].find(({ terms }) => terms.id === id) ?? null,
  instrumentAt: () => SPOT,
  ...change,
})
const balance = (currency: string, total: string): BalanceRecord => ({
  currency,
  total,
  available: total,
  held: '0',
})
const held = (change: Partial<VenueHoldings>): VenueHoldings => ({
  told: 'BALANCES_OF_BASE',
  balances: [],
  positions: [],
  instruments: [SPOT],
  quotes: new Map(),
  pending: new Map(),
  ...change,
})
const brief = (books: OurBooks, venue: VenueHoldings) =>
  compareHoldings(books, venue).differences.map(({ kind, subject, expected, observed, proposed }) => [
    kind,
    subject,
    expected,
    observed,
    proposed.quantity ?? proposed.amount,
  ])

describe('what is held', () => {
  it('agrees where the venue has what the books have, and dust is no difference', () => {
    const books = booksOf({ lots: new Map([[SPOT.terms.id, 500]]), cash: new Map([['USD', units('10')]]) })
    const balances = [balance('BTC', '0.5004'), balance('USD', '10.000000009')]
    const compared = compareHoldings(books, held({ balances }))
    expect(compared).toEqual({ differences: [], positionsCompared: 1, balancesCompared: 1 })
  })

  it('is told by the balance of what a spot instrument trades, once for all that trade it', () => {
    const lots = new Map([
      [SPOT.terms.id, 200],
      [OTHER.terms.id, 300],
    ])
    const venue = held({ instruments: [SPOT, OTHER], balances: [balance('BTC', '0.6')] })
    expect(brief(booksOf({ lots }), venue)).toEqual([['POSITION', SPOT.terms.id, '0.5', '0.6', '0.1']])
  })

  it('is told by positions where the venue tells them, a short one too', () => {
    const positions: PositionRecord[] = [
      { venueSymbol: 'BTC-USD', quantity: '-0.2', averagePrice: '100.004' },
    ]
    const [found] = compareHoldings(booksOf(), held({ told: 'POSITIONS', positions })).differences
    expect(found).toMatchObject({
      observed: '-0.2',
      proposed: { kind: 'ADJUST_POSITION', quantity: '-0.2', price: '100' },
    })
  })

  it('of what nobody follows is shown and cannot be booked', () => {
    const positions: PositionRecord[] = [
      { venueSymbol: 'DOGE-USD', quantity: '7', averagePrice: null },
      { venueSymbol: 'GONE-USD', quantity: '0', averagePrice: null },
    ]
    const { differences } = compareHoldings(booksOf(), held({ told: 'POSITIONS', positions }))
    expect(differences).toMatchObject([
      {
        kind: 'POSITION',
        subject: 'DOGE-USD',
        expected: '0',
        observed: '7',
        proposed: { kind: 'AWAIT_VENUE' },
      },
    ])
  })

  it('cannot be booked while no price is known, and is valued at what the venue quotes', () => {
    const venue = held({ balances: [balance('BTC', '1')] })
    expect(compareHoldings(booksOf(), venue).differences[0]!.proposed).toMatchObject({
      kind: 'AWAIT_VENUE',
      price: null,
    })
    const quote = {
      venueSymbol: 'BTC-USD',
      bid: '99',
      bidQuantity: null,
      ask: '101',
      askQuantity: null,
      last: null,
      venueAt: null,
    }
    const quoted = compareHoldings(booksOf(), { ...venue, quotes: new Map([[SPOT.terms.id, quote]]) })
    expect(quoted.differences[0]!.proposed).toMatchObject({ kind: 'ADJUST_POSITION', price: '99' })
  })

  it.each([
    ['less by what stands behind shorts', '7', true, []],
    ['less by what orders tie up as well', '6.75', true, []],
    ['more than there should be', '7.1', true, ['0.1']],
    ['less by more than orders could tie up, whatever stands behind shorts', '6', true, ['-1']],
    ['less, though it is told whole', '9.75', false, ['-0.25']],
  ])('of which only what may be spent is told may be less: %s', (_what, total, isSpendable, amounts) => {
    const books = booksOf({
      cash: new Map([['USD', units('10')]]),
      margin: new Map([['USD', units('3')]]),
      ordered: new Map([['USD', units('0.2')]]),
    })
    const told = balance('USD', total)
    const balances = [isSpendable ? { ...told, spendableOnly: true as const } : told]
    const found = compareHoldings(books, held({ balances })).differences
    expect(found.map(({ proposed }) => proposed.amount)).toEqual(amounts)
  })

  it('is an opening balance until the account has had an order', () => {
    const summary = (isNew: boolean) =>
      compareHoldings(booksOf({ isNew }), held({ balances: [balance('USD', '5')] })).differences[0]!.proposed
        .summary
    expect(summary(true)).toBe('Opening balance: book 5 USD, as the venue has 5')
    expect(summary(false)).toBe('Book 5 USD, as the venue has 5')
  })

  it('in a currency that prices are in is cash, not a position', () => {
    const dollars = instrumentOf('USD-EUR', 'EUR')
    const venue = held({ instruments: [SPOT, dollars], balances: [balance('USD', '3')] })
    expect(brief(booksOf(), venue)).toEqual([['BALANCE', 'USD', '0', '3', '3']])
  })
})

const orderOf = (change: Partial<OrderState>): OrderState =>
  ({
    id: 'ours',
    accountIndex: 0,
    instrumentIndex: 0,
    venueOrderId: 'v1',
    unknown: false,
    quantityLots: 1_000,
    filledLots: 0,
    limitTicks: 10_000,
    status: 'NEW',
    ...change,
  }) as OrderState
const record = (change: Partial<OrderRecord> = {}): OrderRecord => ({
  venueOrderId: 'v1',
  clientOrderId: 'ours',
  venueSymbol: 'BTC-USD',
  side: 'BUY',
  orderType: 'LIMIT',
  timeInForce: 'GTC',
  status: 'NEW',
  venueStatus: 'OPEN',
  quantity: '1',
  limitPrice: '100',
  stopPrice: null,
  postOnly: null,
  filledQuantity: '0',
  averagePrice: null,
  fees: null,
  fillCount: null,
  reason: null,
  createdAt: null,
  updatedAt: null,
  replacedBy: null,
  ...change,
})
const working = (order: OrderState): OurBooks =>
  booksOf({
    working: [order],
    orders: new Map([
      [order.id, order],
      ['v1', order],
    ]),
  })
const compared = (books: OurBooks, open: readonly OrderRecord[], lookedUp?: OrderRecord | null) =>
  compareOrders(books, {
    open,
    found: lookedUp === undefined ? new Map() : new Map([['v1', lookedUp]]),
    instrumentOf: (symbol) => (symbol === 'BTC-USD' ? SPOT.terms : null),
  }).map(({ kind, subject, observed, proposed }) => [kind, subject, observed, proposed.kind])

describe('orders', () => {
  it('agree where the venue has them with the same terms and fills', () => {
    expect(compared(working(orderOf({})), [record()])).toEqual([])
  })

  it.each([
    ['with other fills', record({ filledQuantity: '0.5' }), '0.5 of 1 filled at 100'],
    ['at another price', record({ limitPrice: '99' }), '0 of 1 filled at 99'],
  ])('of ours %s wait for the venue', (_, open, observed) => {
    expect(compared(working(orderOf({})), [open])).toEqual([['ORDER', 'ours', observed, 'AWAIT_VENUE']])
  })

  it('of ours that the venue has ended, or does not know, wait for it too', () => {
    const ended = record({ status: 'CANCELED' })
    expect(compared(working(orderOf({})), [], ended)[0]![2]).toBe('CANCELED, 0 of 1 filled at 100')
    expect(compared(working(orderOf({})), [], null)[0]![2]).toBe('the venue has no such order')
  })

  it('that are not confirmed, or came after the venue was read, are asked nothing of', () => {
    expect(compared(working(orderOf({ venueOrderId: null })), [])).toEqual([])
    expect(compared(working(orderOf({ unknown: true })), [])).toEqual([])
    expect(compared(working(orderOf({})), [])).toEqual([])
  })

  it('that we have ended and that work at the venue are to be canceled there', () => {
    const order = orderOf({ status: 'CANCELED' })
    const books = booksOf({ orders: new Map([['v1', order]]) })
    expect(compared(books, [record()])).toEqual([['ORDER', 'ours', '0 of 1 filled at 100', 'AWAIT_VENUE']])
  })

  it('of others are counted, where their instrument and quantity are known', () => {
    const other = { venueOrderId: 'v9', clientOrderId: null }
    expect(compared(booksOf(), [record(other)])[0]![3]).toBe('NOTE_FOREIGN_ORDER')
    expect(compared(booksOf(), [record({ ...other, venueSymbol: 'DOGE-USD' })])[0]![3]).toBe('AWAIT_VENUE')
    expect(compared(booksOf(), [record({ ...other, quantity: null })])[0]![3]).toBe('AWAIT_VENUE')
    // Filled whole, and listed a moment too long.
    expect(compared(booksOf(), [record({ ...other, filledQuantity: '1' })])).toEqual([])
  })
})
