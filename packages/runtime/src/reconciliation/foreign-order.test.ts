/** An order of others counts for no less than it may come to, or is not said to count. */
import type { OrderRecord } from '@quarterdeck/venues'
import { describe, expect, it } from 'vitest'
import { BTC } from '../testing/instruments.ts'
import { foreignOrder, isSpent } from './foreign-order.ts'

/** Counted in 0.01 and 0.1. */
const INSTRUMENT = { ...BTC, id: 'X:BTC-USD', priceIncrement: '0.01', quantityIncrement: '0.1' }
const order = (change: Partial<OrderRecord>) =>
  ({
    venueOrderId: 'v9',
    venueSymbol: 'BTC-USD',
    side: 'BUY',
    quantity: '1',
    filledQuantity: '0',
    limitPrice: '100',
    ...change,
  }) as OrderRecord
const counted = (change: Partial<OrderRecord>) => {
  const read = foreignOrder(order(change), INSTRUMENT)
  return read.ok ? [read.terms.lots, read.terms.limitTicks] : read.because
}

describe('an order of others', () => {
  it.each([
    ['what is open of it', { filledQuantity: '0.4' }, [6, 10_000]],
    ['a part of a lot as a whole one', { quantity: '1.01', filledQuantity: '0.4' }, [7, 10_000]],
    ['less than a lot as one', { quantity: '0.00001' }, [1, 10_000]],
    ['a price between two ticks as the higher', { limitPrice: '100.001' }, [10, 10_001]],
    ['a price below nothing as what it is at least', { limitPrice: '-0.001' }, [10, 0]],
    ['no price as none', { limitPrice: null }, [10, null]],
  ] as const)('counts %s', (_what, change, is) => {
    expect(counted(change)).toEqual(is)
  })

  it('is not counted, and says why, where that is not known or past what is counted', () => {
    expect(counted({ quantity: null })).toBe('its quantity is not told')
    expect(counted({ quantity: `1${'0'.repeat(17)}` })).toContain('its open quantity must be below')
    expect(foreignOrder(order({}), null)).toEqual({ ok: false, because: 'BTC-USD is not followed' })
  })

  it('of which nothing is open is spent', () => {
    expect([{}, { filledQuantity: '1' }, { quantity: null }].map((change) => isSpent(order(change)))).toEqual(
      [false, true, false],
    )
  })
})
