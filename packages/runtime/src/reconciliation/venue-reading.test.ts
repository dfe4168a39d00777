/** A fill under way shows in one of a venue's lists before it does in another: no reading of that moment is booked as a correction. */
import type { AccountState, Book, FillState, InstrumentState, OrderState } from '@quarterdeck/engine'
import { decimalUnits } from '@quarterdeck/sdk'
import { answered, type FillRecord, type OrderRecord, type VenueReads } from '@quarterdeck/venues'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Connector } from '../connections/connector.ts'
import { BTC } from '../testing/instruments.ts'
import { compare } from './venue-reading.ts'

const units = (text: string) => decimalUnits(text, 18)
const INSTRUMENT = {
  index: 0,
  terms: { ...BTC, id: 'X:BTC-USD', venueId: 'X', venueSymbol: 'BTC-USD', currency: 'USD' },
  priceUnitsPerTick: units('0.01'),
  quantityUnitsPerLot: units('0.001'),
  tickLotValue: units('0.00001'),
} as InstrumentState
const SETTLE_MS = 2_000
/** Long before the readings. */
const LONG_AGO = -1_000_000_000

const working = (change: Partial<OrderState> = {}): OrderState =>
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
    fills: [],
    voidedEarly: [],
    updatedAt: LONG_AGO,
    ...change,
  }) as unknown as OrderState
const record = (filledQuantity = '0'): OrderRecord =>
  ({
    venueOrderId: 'v1',
    clientOrderId: 'ours',
    venueSymbol: 'BTC-USD',
    side: 'BUY',
    status: 'NEW',
    quantity: '1',
    limitPrice: '100',
    filledQuantity,
  }) as OrderRecord
const fill = (execId: string) =>
  ({ kind: 'FILL', execId, replacesExecId: null, venueOrderId: 'v1', clientOrderId: null }) as FillRecord

/** What the venue says and what we have; `at`: what happens after so many waits. */
let venue: { open: readonly OrderRecord[]; held: string; cash: string; fills: readonly FillRecord[] }
let ours: { orders: readonly OrderState[]; lots: number }
let at: Map<number, () => void>
beforeEach(() => {
  venue = { open: [record()], held: '0', cash: '0', fills: [] }
  ours = { orders: [working()], lots: 0 }
  at = new Map()
})

async function differences() {
  let waits = 0
  const reads = {
    openOrders: () => Promise.resolve(answered(venue.open)),
    orderByVenueId: () => Promise.resolve(answered(record('1'))),
    balances: () =>
      Promise.resolve(answered([{ currency: 'USD', total: venue.cash, available: '0', held: '0' }])),
    positions: () =>
      Promise.resolve(answered([{ venueSymbol: 'BTC-USD', quantity: venue.held, averagePrice: '100' }])),
    fillsSince: () => Promise.resolve(answered({ fills: venue.fills, cursor: 'c' })),
  } as Partial<VenueReads>
  const book = () =>
    ({
      accounts: [
        { id: 'a', index: 0, mode: 'LIVE', connectionId: 'c', currency: 'USD', cash: [], orderTimesHead: 1 },
      ] as unknown as readonly AccountState[],
      instruments: [INSTRUMENT],
      instrumentIndexById: new Map([[INSTRUMENT.terms.id, 0]]),
      positions: [{ accountIndex: 0, instrumentIndex: 0, lots: ours.lots }],
      orders: new Map(ours.orders.map((order) => [order.id, order])),
      workingOrders: new Map(
        ours.orders.filter(({ status }) => status === 'NEW').map((order) => [order.id, order]),
      ),
    }) as unknown as Book
  const compared = await compare({
    connector: {
      connectionId: 'c',
      venueId: 'X',
      reads,
      listed: () => [],
      fillCursor: () => 'before',
    } as unknown as Connector,
    holdings: 'POSITIONS',
    book,
    now: () => waits * SETTLE_MS * 1_000,
    wait() {
      waits += 1
      at.get(waits)?.()
      return Promise.resolve()
    },
    settleMs: SETTLE_MS,
    settleContracts: () => Promise.resolve(),
  })
  if (!compared.ok) throw new Error(compared.fault)
  const told = compared.comparison.differences.map(({ kind, proposed }) => [kind, proposed.kind])
  return { told, waits, summaries: compared.comparison.differences.map(({ proposed }) => proposed.summary) }
}

describe('a fill that the venue shows in its positions first', () => {
  it('is no difference once its order and our books tell of it, however many readings it took', async () => {
    venue.held = '0.5'
    at.set(3, () => (venue.open = [record('0.5')]))
    at.set(4, () => (ours = { orders: [working({ filledLots: 500 })], lots: 500 }))
    expect((await differences()).told).toEqual([])
  })

  it('is not booked as a correction while its order is told otherwise than our books have it', async () => {
    venue = { ...venue, held: '0.5', cash: '-50', open: [record('0.5')] }
    expect((await differences()).told).toEqual([
      ['ORDER', 'AWAIT_VENUE'],
      ['POSITION', 'AWAIT_VENUE'],
      ['BALANCE', 'AWAIT_VENUE'],
    ])
  })

  it('is not booked either of an order whose place at the venue is not known', async () => {
    venue = { ...venue, held: '0.5', open: [] }
    ours.orders = [working({ venueOrderId: null })]
    expect((await differences()).told).toEqual([['POSITION', 'AWAIT_VENUE']])
  })

  it('is not booked where the venue lists it, though the order has ended in our books', async () => {
    ours.orders = [working({ status: 'CANCELED' })]
    venue = { ...venue, held: '0.5', open: [], fills: [fill('e1')] }
    const { told, summaries } = await differences()
    expect(told).toEqual([['POSITION', 'AWAIT_VENUE']])
    expect(summaries[0]).toContain('lists a fill')
    ours.orders = [working({ status: 'CANCELED', fills: [{ execId: 'e1' } as FillState] })]
    expect((await differences()).told).toEqual([['POSITION', 'ADJUST_POSITION']])
  })
})

describe('a difference that stays', () => {
  it('can be booked after two readings where nothing of ours moves in it', async () => {
    venue = { ...venue, held: '0.5', open: [] }
    ours.orders = []
    expect(await differences()).toMatchObject({ told: [['POSITION', 'ADJUST_POSITION']], waits: 1 })
  })

  it.each([
    ['works', working()],
    ['ended a moment ago', working({ status: 'CANCELED', updatedAt: -1 })],
  ])('can be booked beside an order that %s, after a longer look', async (_what, order) => {
    venue = { ...venue, held: '0.5', cash: '7', open: order.status === 'NEW' ? [record()] : [] }
    ours.orders = [order]
    expect(await differences()).toMatchObject({
      told: [
        ['POSITION', 'ADJUST_POSITION'],
        ['BALANCE', 'ADJUST_CASH'],
      ],
      waits: 5,
    })
  })

  it('and is another one at every reading is not booked', async () => {
    ours.orders = []
    venue = { ...venue, held: '0.1', open: [] }
    for (let wait = 1; wait < 10; wait += 1) at.set(wait, () => (venue.held = `0.${wait + 1}`))
    expect((await differences()).told).toEqual([['POSITION', 'AWAIT_VENUE']])
  })
})
