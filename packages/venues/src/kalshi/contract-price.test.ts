import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLive } from './contract-price.ts'

const SCALE = 18
const PAYOUT = 10n ** BigInt(SCALE)

describe('a price of an event contract', () => {
  it('can be traded at where it is more than nothing and less than what is paid out', () => {
    const units = fc.oneof(
      fc.bigInt({ min: -2n * PAYOUT, max: 2n * PAYOUT }),
      fc.constantFrom(0n, 1n, -1n, PAYOUT, PAYOUT - 1n, PAYOUT + 1n, 10n * PAYOUT),
      // As prices are: whole cents.
      fc.bigInt({ min: -150n, max: 150n }).map((cents) => (cents * PAYOUT) / 100n),
    )
    fc.assert(
      fc.property(units, (price) => {
        const written = formatDecimal(price, SCALE)
        expect(isLive(written)).toBe(decimalUnits(written, SCALE) > 0n && price < PAYOUT)
      }),
    )
  })
})
