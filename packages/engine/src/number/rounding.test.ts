import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import Big from 'big.js'
import { divideCeiling, divideHalfEven, multiplyRate, roundToScale } from './rounding.ts'

describe('numbers: rounding (NU)', () => {
  it.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [8n, 3n, 3n],
    [-8n, 3n, -3n],
    [6n, 3n, 2n],
  ])('[NU-03] %s / %s rounds half to even: %s', (numerator, divisor, expected) => {
    expect(divideHalfEven(numerator, divisor)).toBe(expected)
  })

  const seed = 20_261_121
  it(`[NU-03] equals an independent big-number library (seed ${seed})`, () => {
    Big.DP = 0
    Big.RM = Big.roundHalfEven
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
        fc.bigInt({ min: 1n, max: 10n ** 20n }),
        (numerator, divisor) => {
          expect(divideHalfEven(numerator, divisor).toString()).toBe(
            new Big(numerator.toString()).div(divisor.toString()).toFixed(0).replace(/^-0$/, '0'),
          )
          const up = divideCeiling(numerator, divisor)
          expect(up * divisor >= numerator && (up - 1n) * divisor < numerator).toBe(true)
        },
      ),
      { seed, numRuns: 5_000 },
    )
  })

  it('[NU-04] rounds a fee of 0.1 % to 8 decimals, half to even', () => {
    const money = 12_345_678_901_234_567_890n
    expect(roundToScale(multiplyRate(money, 10n ** 15n), 8)).toBe(12_345_680_000_000_000n)
  })
})
