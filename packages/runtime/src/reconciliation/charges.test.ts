/** Fees that a venue takes by itself are no difference until they are posted, and are booked once as what they are then. */
import type { FillState, InstrumentState, OrderState } from '@quarterdeck/engine'
import { decimalUnits } from '@quarterdeck/sdk'
import { answered, type ChargeRecord, failed } from '@quarterdeck/venues'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CommandRequest } from '../runtime.ts'
import { TRADER } from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'
import type { BookingHost } from './book-correction.ts'
import { bookCharges, chargesOf, pendingFees } from './charges.ts'
import type { Difference } from './difference.ts'
import type { OurBooks } from './our-books.ts'

const units = (text: string) => decimalUnits(text, 18)
const PAIR = {
  index: 0,
  terms: {
    ...BTC,
    id: 'ALPACA:BTC/USD',
    venueSymbol: 'BTC/USD',
    quantityIncrement: '0.0001',
    takerFeeRate: '0.0025',
  },
  priceUnitsPerTick: units('0.01'),
  quantityUnitsPerLot: units('0.0001'),
  tickLotValue: units('0.000001'),
} as InstrumentState
const DAY = 86_400_000_000
const NOW = 10 * DAY

describe('fees that are not posted yet', () => {
  const order = (side: 'BUY' | 'SELL', fills: readonly Partial<FillState>[]) =>
    ({ side, instrumentIndex: 0, fills }) as unknown as OrderState
  it('can have taken a share of what executions of the last two days brought, and no more', () => {
    const fill = { at: NOW - DAY, lots: 10_000, priceTicks: 200_000, voided: false }
    const orders = [
      order('BUY', [fill, { ...fill, voided: true }, { ...fill, at: NOW - 3 * DAY }]),
      order('SELL', [fill]),
    ]
    const books = { orders: new Map(orders.map((one, at) => [`${at}`, one])), instrumentAt: () => PAIR }
    expect(pendingFees(books as unknown as OurBooks, NOW)).toEqual(
      new Map([
        [PAIR.terms.id, units('0.0025') + 1n],
        ['USD', units('5') + 1n],
      ]),
    )
  })

  it('are none where the venue takes nothing by itself, and nothing is known where it does not answer', async () => {
    expect(await chargesOf({}, NOW)).toEqual(answered(null))
    const refusing = (kind: 'UNSUPPORTED' | 'TIMEOUT') => ({
      chargesSince: () => Promise.resolve(failed(kind, '')),
    })
    expect(await chargesOf(refusing('UNSUPPORTED'), NOW)).toEqual(answered(null))
    expect((await chargesOf(refusing('TIMEOUT'), NOW)).ok).toBe(false)
  })
})

describe('fees that were posted', () => {
  const coins = (chargeId: string, amount: string): ChargeRecord => ({
    chargeId,
    amount,
    venueSymbol: 'BTC/USD',
    price: '2000.004',
    currency: null,
    words: 'CFEE Coin Pair Transaction Fee',
  })
  const dollars = (chargeId: string, amount: string): ChargeRecord => ({
    ...coins(chargeId, amount),
    venueSymbol: null,
    price: null,
    currency: 'USD',
  })
  const difference = (kind: 'POSITION' | 'BALANCE', expected: string, observed: string) =>
    ({
      accountId: 'a',
      kind,
      subject: kind === 'POSITION' ? PAIR.terms.id : 'USD',
      expected,
      observed,
      proposed: { kind: kind === 'POSITION' ? 'ADJUST_POSITION' : 'ADJUST_CASH' },
    }) as unknown as Difference

  let booked: CommandRequest[]
  let fundingKeys: Map<string, string>
  let account: { orderTimesHead: number }
  let host: BookingHost
  beforeEach(() => {
    booked = []
    fundingKeys = new Map()
    account = { orderTimesHead: 1 }
    host = {
      partition: {
        book: {
          get accounts() {
            const common = { id: 'a', index: 0, mode: 'LIVE', connectionId: 'c', cash: [] }
            return [{ ...common, ...account, fundingKeys }]
          },
          instruments: [PAIR],
          instrumentIndexById: new Map([[PAIR.terms.id, 0]]),
          positions: [],
          orders: new Map(),
          workingOrders: new Map(),
        },
      },
      submit(_actor: object, request: CommandRequest) {
        booked.push(request)
        return Promise.resolve({ outcome: { kind: 'ACCEPTED' }, orders: [] })
      },
    } as unknown as BookingHost
  })
  const book = (charges: readonly ChargeRecord[], ...differences: readonly Difference[]) =>
    bookCharges({ host, actor: TRADER, connectionId: 'c' }, { charges, differences })

  it('are booked as fees, in coins and in cash, where they explain what is missing', async () => {
    const differences = [difference('POSITION', '1', '0.9975'), difference('BALANCE', '100', '94.99')]
    expect(await book([coins('one', '-0.0025'), dollars('two', '-5')], ...differences)).toBe(true)
    const common = { type: 'AdjustAccount', kind: 'FEE', accountId: 'a', breakId: null }
    expect(booked).toEqual([
      {
        ...common,
        instrumentId: PAIR.terms.id,
        lots: -25,
        priceTicks: 200_000,
        idempotencyKey: 'charge-one',
        reason: 'CFEE Coin Pair Transaction Fee',
      },
      {
        ...common,
        currency: 'USD',
        amount: '-5',
        idempotencyKey: 'charge-two',
        reason: 'CFEE Coin Pair Transaction Fee',
      },
    ])
  })

  it('are booked once, and not where nothing is missing that they could explain', async () => {
    fundingKeys.set('charge-one', '')
    const missing = difference('POSITION', '1', '0.9975')
    expect(await book([coins('one', '-0.0025')], missing)).toBe(false)
    // Of what others traded: the venue holds more than we know of, not less.
    expect(await book([coins('two', '-0.0025')], difference('POSITION', '1', '1.5'))).toBe(false)
    expect(await book([coins('two', '-0.0025')])).toBe(false)
    expect(await book([coins('two', '-0.00251')], missing)).toBe(false)
    expect(booked).toEqual([])
  })

  it('are a part of the opening balance of an account that has yet to trade', async () => {
    account = { orderTimesHead: 0 }
    expect(await book([dollars('one', '-5')], difference('BALANCE', '0', '-100'))).toBe(false)
    account = { orderTimesHead: 1 }
    expect(await book([dollars('one', '-5')], difference('BALANCE', '0', '-100'))).toBe(true)
  })

  it('are booked as far as they bring our books nearer to what the venue has', async () => {
    const charges = ['one', 'two', 'three'].map((id) => coins(id, '-0.002'))
    expect(await book(charges, difference('POSITION', '1', '0.9965'))).toBe(true)
    expect(booked.map((request) => 'idempotencyKey' in request && request.idempotencyKey)).toEqual([
      'charge-one',
      'charge-two',
    ])
  })
})
