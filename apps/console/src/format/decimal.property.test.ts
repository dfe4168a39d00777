import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDecimals, signOf, stepDecimal } from './decimal.ts'

const seed = Date.now() % 2 ** 31
const decimal = fc
  .tuple(fc.bigInt(0n, 10n ** 24n), fc.integer({ min: 0, max: 12 }))
  .map(([units, digits]) => {
    const text = units.toString().padStart(digits + 1, '0')
    return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  })
const increment = fc.constantFrom('1', '5', '0.25', '0.01', '0.05', '0.00000001')

describe(`steps of a price, seed ${seed}`, () => {
  it('go up to something greater, and back down to no more than where they began', () => {
    fc.assert(
      fc.property(decimal, increment, (value, step) => {
        const up = stepDecimal(value, step, 1)
        expect(compareDecimals(up, value)).toBeGreaterThan(0)
        const back = stepDecimal(up, step, -1)
        expect(signOf(back)).toBeGreaterThan(0)
        if (compareDecimals(value, step) >= 0) expect(compareDecimals(back, value)).toBeLessThanOrEqual(0)
      }),
      { seed, numRuns: 2_000 },
    )
  })

  it('land where a further step up and down lands again', () => {
    fc.assert(
      fc.property(decimal, increment, (value, step) => {
        const landed = stepDecimal(value, step, 1)
        expect(stepDecimal(stepDecimal(landed, step, 1), step, -1)).toBe(landed)
      }),
      { seed, numRuns: 2_000 },
    )
  })
})
