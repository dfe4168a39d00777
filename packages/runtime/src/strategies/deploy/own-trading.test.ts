/** What a deployment made in all and today: by its own fills, at the middle of the market, and of the day since it began. */
import { type Book, applyQuote, emptyMarket } from '@quarterdeck/engine'
import { describe, expect, it } from 'vitest'
import { halfTicksAt } from './day-start.ts'
import { ownHoldings, ownProfit, ownProfitOfDay } from './own-trading.ts'

const DAY = 86_400e6
const TODAY = 20_000 * DAY
const UNIT = 10n ** 18n

interface Fill {
  readonly side: 'BUY' | 'SELL'
  readonly lots: number
  readonly priceTicks: number
  readonly at: number
  readonly voided?: boolean
}

interface Settled {
  readonly payoutTicks: number
  readonly settledAt: number
}

/** A tick and a lot are worth one unit; the market stands at 110. */
function stage(fills: readonly Fill[], settled: Settled | null = null) {
  const orders = fills.map(({ side, ...fill }, index) => {
    const order = {
      deploymentId: 'dep',
      instrumentIndex: 0,
      side,
      fills: [{ fee: 0n, voided: false, ...fill }],
    }
    return [`o${index}`, order] as const
  })
  const book = {
    seq: 1,
    orders: new Map<string, object>(orders),
    instruments: [{ tickLotValue: UNIT, settled, terms: { id: 'SIM:BTC', currency: 'USD' } }],
    instrumentIndexById: new Map([['SIM:BTC', 0]]),
    accounts: [{ id: 'account', currency: 'USD' }],
    deployments: new Map([['dep', { id: 'dep', accountIndex: 0 }]]),
  } as unknown as Book
  const market = emptyMarket()
  const quote = { bidTicks: 109, askTicks: 111, bidLots: 1, askLots: 1, lastTicks: null, receivedAt: TODAY }
  applyQuote(market, 0, { instrumentId: 'SIM:BTC', ...quote })
  return { book, market, at: TODAY + DAY / 2 }
}

/** It stood at 100 when the day began. */
const atHundred = { halfTicksAtStart: () => 200 }

describe('the profit of a deployment', () => {
  it('is of the day what it made since: sold since at what was held before, and what is still held', () => {
    const valued = stage([
      { side: 'BUY', lots: 3, priceTicks: 90, at: TODAY - 1 },
      { side: 'SELL', lots: 1, priceTicks: 105, at: TODAY },
      { side: 'BUY', lots: 1, priceTicks: 104, at: TODAY + 1 },
    ])
    expect(Number(ownProfit(valued, 'dep'))).toBe(3 * 110 - 270 + 105 - 104)
    // Three from 100 to 110, and one sold at 105 and bought back at 104.
    expect(Number(ownProfitOfDay({ ...valued, ...atHundred }, 'dep'))).toBe(30 + 1)
  })

  it('is the same in all and of the day for one that began today, and needs no middle of yesterday', () => {
    const valued = stage([{ side: 'BUY', lots: 2, priceTicks: 100, at: TODAY + 1 }])
    const unknown = { ...valued, halfTicksAtStart: () => null }
    expect(ownProfitOfDay(unknown, 'dep')).toBe(ownProfit(valued, 'dep'))
  })

  it('of the day is not known where it held something when the day began and nobody knows its price then', () => {
    const valued = stage([{ side: 'BUY', lots: 2, priceTicks: 100, at: TODAY - 1 }])
    expect(ownProfitOfDay({ ...valued, halfTicksAtStart: () => null }, 'dep')).toBeNull()
  })

  it('is counted anew once something happened, and not before', () => {
    const valued = stage([{ side: 'BUY', lots: 2, priceTicks: 100, at: TODAY + 1 }])
    const book = valued.book as { seq: number; orders: Map<string, object> } & typeof valued.book
    expect(Number(ownProfit(valued, 'dep'))).toBe(20)
    const [first] = book.orders.values()
    book.orders.set('another', first!)
    book.seq += 1
    expect(Number(ownProfit(valued, 'dep'))).toBe(40)
    expect(ownProfit(valued, 'another deployment')).toBeNull()
  })

  it('counts what was paid out for what it held, which is no longer its to close', () => {
    const held = [{ side: 'BUY', lots: 2, priceTicks: 60, at: TODAY - 1 }] as const
    const today = stage(held, { payoutTicks: 0, settledAt: TODAY + 1 })
    expect(ownHoldings(today.book, 'dep')).toEqual(new Map())
    expect(Number(ownProfit(today, 'dep'))).toBe(-120)
    // It stood at 100 when the day began, and brought nothing.
    expect(Number(ownProfitOfDay({ ...today, ...atHundred }, 'dep'))).toBe(-200)
    const before = stage(held, { payoutTicks: 1, settledAt: TODAY - 1 })
    expect(Number(ownProfitOfDay({ ...before, halfTicksAtStart: () => null }, 'dep'))).toBe(0)
  })

  it('counts nothing that the venue took back', () => {
    const valued = stage([{ side: 'BUY', lots: 2, priceTicks: 100, at: TODAY - 1, voided: true }])
    expect(Number(ownProfitOfDay({ ...valued, ...atHundred }, 'dep'))).toBe(0)
  })
})

describe('where the market stood when a day began', () => {
  const day = (start: number, open: string, close: string) => ({ start, open, high: open, low: open, close })
  const of = { priceIncrement: '0.01' }

  it('is the last middle of the day before, else the first of the day', () => {
    const days = [day(TODAY - DAY, '1.00', '1.015'), day(TODAY, '2.00', '2.00')]
    expect(halfTicksAt(days, of, TODAY)).toBe(203)
    expect(halfTicksAt(days.slice(1), of, TODAY)).toBe(400)
    expect(halfTicksAt([], of, TODAY)).toBeNull()
  })
})
