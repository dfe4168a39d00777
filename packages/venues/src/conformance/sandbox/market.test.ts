import { decimalUnits } from '@quarterdeck/sdk'
import { testInstrument } from '@quarterdeck/sdk/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BalanceRecord, ListedInstrument, QuoteRecord } from '../../contract/records.ts'
import { sandboxMarket, type SandboxMarket } from './market.ts'

const DOLLARS: BalanceRecord = { currency: 'USD', total: '1000', available: '1000', held: '0' }

function listed(
  terms: Parameters<typeof testInstrument>[0],
  minNotional: string | null = null,
): ListedInstrument {
  return {
    instrument: testInstrument(terms),
    status: 'OPEN',
    restrictions: [],
    minNotional,
    maxNotional: null,
    aliases: [],
  }
}

function quoted(bid: string | null, ask: string | null): QuoteRecord {
  return { venueSymbol: 'BTC-USD', bid, bidQuantity: '1', ask, askQuantity: '1', last: null, venueAt: null }
}

function marketOf(one: ListedInstrument, quote: QuoteRecord, distancePercent = 50): SandboxMarket | null {
  return sandboxMarket({ listed: one, quote, balances: [DOLLARS], distancePercent })
}

describe('what the suite trades at a real venue', () => {
  it('is the least that the venue takes, worth what it asks for at the price where it rests', () => {
    const one = listed({ minQuantity: '0.0001', quantityIncrement: '0.0001' }, '10')
    expect(marketOf(one, quoted('60000', '60010'))).toMatchObject({
      restingBuyPrice: '30000',
      halfQuantity: '0.0004',
      quantity: '0.0008',
      doubleQuantity: '0.0016',
    })
  })

  it('rests within the bounds of the price, and takes within them too', () => {
    const contract = listed({
      priceIncrement: '0.01',
      minPrice: '0.01',
      maxPrice: '0.99',
      minQuantity: '1',
      quantityIncrement: '1',
    })
    expect(marketOf(contract, quoted('0.01', '0.99'))).toMatchObject({
      restingBuyPrice: '0.01',
      takingBuyPrice: '0.99',
      offTickPrice: '0.015',
    })
  })

  it('takes the steps in which a venue quotes, where what it lists is the finest at any price', () => {
    const share = listed({ priceIncrement: '0.0001', minQuantity: '1', quantityIncrement: '1' })
    expect(marketOf(share, quoted('189.93', '190.1'), 2)).toMatchObject({
      restingBuyPrice: '186.13',
      otherRestingBuyPrice: '186.14',
      takingBuyPrice: '191.06',
    })
  })

  it('says where nothing is too much for the account: the largest order can be paid for', () => {
    const small = listed({ maxQuantity: '1' })
    expect(marketOf(small, quoted('100', '101'))).toMatchObject({ canExceedFunds: false, hugeQuantity: '1' })
    expect(marketOf(listed({}), quoted('100', '101'))?.canExceedFunds).toBe(true)
  })

  it('is nothing where nobody buys or nobody sells', () => {
    expect([marketOf(listed({}), quoted(null, '5')), marketOf(listed({}), quoted('5', null))]).toEqual([
      null,
      null,
    ])
  })

  it('fits the increments and never rests at or above the best buyer, for any quote', () => {
    const cents = fc.integer({ min: 200, max: 10_000_000 })
    fc.assert(
      fc.property(
        cents,
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 1, max: 90 }),
        (bid, spread, away) => {
          const text = (value: number): string => (value / 100).toFixed(2)
          const market = marketOf(
            listed({ priceIncrement: '0.01' }),
            quoted(text(bid), text(bid + spread)),
            away,
          )
          if (market === null) throw new Error('it has both sides')
          const units = (decimal: string): bigint => decimalUnits(decimal, 18)
          expect(units(market.restingBuyPrice)).toBeLessThan(units(text(bid)))
          expect(units(market.takingBuyPrice)).toBeGreaterThanOrEqual(units(text(bid + spread)))
          expect(units(market.takingSellPrice)).toBeLessThanOrEqual(units(text(bid)))
          for (const price of [market.restingBuyPrice, market.takingBuyPrice, market.restingSellPrice])
            expect(units(price) % units('0.01')).toBe(0n)
          expect(units(market.offTickPrice) % units('0.01')).not.toBe(0n)
        },
      ),
    )
  })
})
