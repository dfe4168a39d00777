import { testInstrument } from '@quarterdeck/sdk/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WORTH_MOST } from '../book/limits.ts'
import { instrumentState } from '../instrument/state.ts'
import { isCountable, notional, worstFee } from './notional.ts'

const STEP = 10n ** 10n
const ONE = 10n ** 18n

/** Half to even, in whole numbers alone. */
function rounded(value: bigint, by: bigint): bigint {
  const rest = ((value % by) + by) % by
  const down = (value - rest) / by
  const isUp = rest * 2n > by || (rest * 2n === by && down % 2n !== 0n)
  return isUp ? down + 1n : down
}

const listed = fc
  .record({
    priceIncrement: fc.constantFrom('0.01', '0.0001', '0.25', '1'),
    quantityIncrement: fc.constantFrom('1', '0.001', '0.00000001'),
    takerFeeRate: fc.constantFrom('0', '0.0001', '0.00035', '0.006', '-0.0001', '0.000000123456'),
    makerFeeRate: fc.constantFrom('0', '0.0002', '-0.0002'),
    feePerUnit: fc.constantFrom('0', '0.35', '0.000000001'),
  })
  .map((terms) =>
    instrumentState(
      0,
      testInstrument({ ...terms, minQuantity: terms.quantityIncrement, maxQuantity: '1000000' }),
    ),
  )
const lots = fc.oneof(fc.nat(1_000), fc.nat(2 ** 31))
const ticks = fc.oneof(fc.integer({ min: -1_000, max: 1_000_000 }), fc.integer({ min: 0, max: 2 ** 40 }))

describe('number: what lots are worth and cost', () => {
  it('a fee that is counted in steps is the one that whole numbers come to', () => {
    fc.assert(
      fc.property(listed, ticks, lots, (instrument, price, size) => {
        const { takerFeeRate, makerFeeRate } = instrument
        const rate = takerFeeRate > makerFeeRate ? takerFeeRate : makerFeeRate
        const worth = BigInt(Math.abs(price)) * BigInt(size) * instrument.tickLotValue
        const share = rate > 0n ? rounded(worth * rate, ONE) : 0n
        expect(worstFee(instrument, price, size)).toBe(
          rounded(share + instrument.feePerLot * BigInt(size), STEP) * STEP,
        )
      }),
      { numRuns: 2_000 },
    )
  })

  it('counts what is worth the most that the books can count, and nothing beyond', () => {
    const instrument = instrumentState(0, testInstrument({ priceIncrement: '1', quantityIncrement: '1' }))
    const most = Number(WORTH_MOST / instrument.tickLotValue / 10n ** 9n)
    fc.assert(
      fc.property(fc.integer({ min: most - 5, max: most + 5 }), lots, (price, size) => {
        expect(isCountable(instrument, price, size)).toBe(notional(instrument, price, size) <= WORTH_MOST)
      }),
    )
  })
})
