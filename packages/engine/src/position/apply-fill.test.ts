import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import Big from 'big.js'
import type { Instrument } from '@quarterdeck/sdk'
import type { InstrumentState } from '../book/book.ts'
import { instrumentState } from '../instrument/state.ts'
import { applyFill, type Holding } from './apply-fill.ts'
import { positionMargin } from './margin.ts'
import { opposingLots } from '../order/reservation.ts'
import { openingRequirement } from './requirement.ts'
import { fillPostings } from '../ledger/postings.ts'
import { averagePrice } from '../number/notional.ts'

const terms: Instrument = {
  id: 'SIM:BTC-USD',
  venueId: 'SIM',
  symbol: 'BTC-USD',
  venueSymbol: 'BTC-USD',
  name: 'Bitcoin',
  assetClass: 'CRYPTO',
  currency: 'USD',
  priceIncrement: '0.01',
  quantityIncrement: '0.00000001',
  multiplier: '1',
  minQuantity: '0.00000001',
  maxQuantity: '1000',
  minPrice: null,
  maxPrice: null,
  expiry: null,
  strike: null,
  right: null,
  underlyingId: null,
  settlement: 'PHYSICAL',
  funding: 'FULL_PAYMENT',
  initialMarginRate: '0.5',
  maintenanceMarginRate: '0.25',
  makerFeeRate: '0',
  takerFeeRate: '0',
  feePerUnit: '0',
  calendar: '24/7',
}

const instrument = (change: Partial<Instrument> = {}): InstrumentState =>
  instrumentState(0, { ...terms, ...change })

const FLAT: Holding = { lots: 0, cost: 0n }
const signedLots = fc.integer({ min: -(10 ** 9), max: 10 ** 9 }).filter((lots) => lots !== 0)
const fill = fc.record({ lots: signedLots, ticks: fc.integer({ min: 1, max: 10 ** 8 }) })

describe('position: average cost (PO)', () => {
  it('[PO-01] adds to a position at the sum of what was paid', () => {
    const one = applyFill(instrument(), FLAT, 10, 1_000)
    const two = applyFill(instrument(), one.holding, 5, 1_250)
    expect(two.holding).toEqual({ lots: 15, cost: 16_250n * 100_000_000n })
    expect(averagePrice(instrument(), two.holding.cost, 15)).toBe('10.833333333333333333')
  })

  it('[PO-02] realizes profit on the closing part only, and opens the rest of a flip at the fill price', () => {
    const long = applyFill(instrument(), FLAT, 10, 1_000)
    const flip = applyFill(instrument(), long.holding, -15, 1_100)
    expect(flip.realizedPnl).toBe(10n * 100n * 100_000_000n)
    expect(flip.holding).toEqual({ lots: -5, cost: -5n * 1_100n * 100_000_000n })
  })

  const seed = 20_261_121
  it(`[PO-03] loses no unit to rounding: realized profit plus cost equals cash flow, whatever the fills (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(fill, { minLength: 1, maxLength: 60 }), (fills) => {
        const traded = instrument()
        let holding = FLAT
        let realized = 0n
        let paid = new Big(0)
        let lots = 0
        for (const { lots: signed, ticks } of fills) {
          const effect = applyFill(traded, holding, signed, ticks)
          holding = effect.holding
          realized += effect.realizedPnl
          paid = paid.plus(new Big(ticks).times(signed).times('100000000'))
          lots += signed
          expect(holding.lots).toBe(lots)
          if (lots === 0) expect(holding.cost).toBe(0n)
          const sum = fillPostings(0, traded, { effect, fee: 0n, transferred: 0n }).reduce(
            (total, line) => total + line.amount,
            0n,
          )
          expect(sum).toBe(0n)
        }
        expect((holding.cost - realized).toString()).toBe(paid.toFixed(0))
      }),
      { seed, numRuns: 2_000 },
    )
  })
})

describe('position: margin and cash requirement (PO)', () => {
  it('[PO-06] ties up nothing for a paid long, the proceeds and the rate for a short, the rate alone when margined', () => {
    const cost = 1_000n * 100_000_000n
    expect(positionMargin(instrument(), 10, cost)).toBe(0n)
    expect(positionMargin(instrument(), -10, -cost)).toBe(cost + cost / 2n)
    expect(positionMargin(instrument({ funding: 'MARGINED' }), -10, -cost)).toBe(cost / 2n)
  })

  it('[PO-06] holds the full payout of a short event contract', () => {
    const event = instrument({ assetClass: 'EVENT_CONTRACT' })
    expect(positionMargin(event, -10, -500n * 100_000_000n)).toBe(10n * 100n * 100_000_000n)
  })

  it('[PO-07] needs no cash for a reduction: lots that oppose the position close it', () => {
    expect(opposingLots({ lots: 10 }, 'SELL')).toBe(10)
    expect(opposingLots({ lots: 10 }, 'BUY')).toBe(0)
    expect(opposingLots({ lots: -10 }, 'BUY')).toBe(10)
    expect(openingRequirement(instrument(), 'SELL', 0, 1_000)).toBe(0n)
  })
})
