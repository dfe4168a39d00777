import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testInstrument } from '../testing/instrument.ts'
import type { FillInput } from './input.ts'
import { Listing } from './listing.ts'
import { SessionPortfolio } from './portfolio.ts'

const seed = 20_261_121

function portfolioOf(terms: Parameters<typeof testInstrument>[0], cash = '10000') {
  const listing = new Listing(0, testInstrument({ priceIncrement: '1', quantityIncrement: '1', ...terms }))
  const portfolio = new SessionPortfolio([listing])
  portfolio.replace({ currency: 'USD', cash: [{ currency: 'USD', amount: cash }], positions: [] })
  const trade = (lots: number, price: number, fee = '0'): void => {
    portfolio.fill(listing, fill(lots, price, fee))
    portfolio.marks[0] = price
  }
  return { portfolio, trade, position: portfolio.view.position(listing.instrument.id) }
}

function fill(lots: number, priceTicks: number, fee: string): FillInput {
  return {
    type: 'fill',
    at: 0,
    execId: 'e',
    clientOrderId: 'c',
    instrumentId: 'SIM:BTC-USD',
    side: lots > 0 ? 'BUY' : 'SELL',
    quantityLots: Math.abs(lots),
    priceTicks,
    fee,
    liquidity: null,
    time: 0,
  }
}

describe('the portfolio of a session', () => {
  it('averages entries, realizes on reductions and turns around at the fill price', () => {
    const { trade, position, portfolio } = portfolioOf({})
    trade(10, 100)
    trade(10, 110)
    expect(position).toMatchObject({ quantity: 20, averagePrice: 105, unrealizedPnl: 100 })
    trade(-5, 115)
    expect(position).toMatchObject({ quantity: 15, averagePrice: 105, realizedPnl: 50 })
    trade(-25, 95)
    expect(position).toMatchObject({ quantity: -10, averagePrice: 95, realizedPnl: -100 })
    trade(10, 90)
    expect(position).toMatchObject({ quantity: 0, averagePrice: 0, realizedPnl: -50, unrealizedPnl: 0 })
    expect(portfolio.view.equity).toBe(9_950)
    expect(portfolio.view.positions()).toEqual([])
  })

  it('moves only profit and fees through the cash of a margined instrument', () => {
    const { trade, portfolio } = portfolioOf({ funding: 'MARGINED', multiplier: '50' })
    trade(2, 100, '1.5')
    expect(portfolio.view.cash()).toBe(9_998.5)
    trade(-2, 103, '1.5')
    expect(portfolio.view.cash()).toBe(10_297)
    expect(portfolio.view.equity).toBe(10_297)
  })

  it('knows no equity without the mark or the rate that it takes', () => {
    const { trade, portfolio } = portfolioOf({ currency: 'EUR' })
    trade(1, 100)
    expect(portfolio.view.equity).toBeNaN()
    portfolio.replace({
      currency: 'USD',
      cash: [{ currency: 'EUR', amount: '10' }],
      positions: [{ instrumentId: 'SIM:BTC-USD', quantityLots: 1, averagePrice: '90', realizedPnl: '3' }],
      rates: [{ currency: 'EUR', rate: 2 }],
    })
    expect(portfolio.view.equity).toBe(220)
    expect(portfolio.view.cash('EUR')).toBe(10)
    expect(() => portfolio.view.position('SIM:OTHER')).toThrow("none of this strategy's instruments")
  })

  const trades = fc.array(
    fc.record({
      lots: fc.integer({ min: -50, max: 50 }).filter((lots) => lots !== 0),
      price: fc.integer({ min: 1, max: 500 }),
    }),
    { minLength: 1, maxLength: 50 },
  )

  it(`equity is cash plus realized and open profit less fees, for any trades, paid or margined (seed ${seed})`, () => {
    fc.assert(
      fc.property(trades, fc.constantFrom('FULL_PAYMENT' as const, 'MARGINED' as const), (all, funding) => {
        const { trade, position, portfolio } = portfolioOf({ funding })
        for (const { lots, price } of all) trade(lots, price, '0.5')
        const profit = position.realizedPnl + position.unrealizedPnl - position.fees
        expect(portfolio.view.equity).toBeCloseTo(10_000 + profit, 6)
        expect(position.fees).toBe(all.length * 0.5)
        expect(position.lots).toBe(all.reduce((sum, { lots }) => sum + lots, 0))
      }),
      { seed, numRuns: 300 },
    )
  })
})
