import { readFileSync } from 'node:fs'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { blackScholes, normalCumulative } from './black-scholes.ts'

interface QuantLibAnswers {
  /** type, strike, spot, dividend yield, rate, years, volatility, value, tolerance */
  readonly prices: readonly (readonly [string, ...number[]])[]
}

describe('option values', () => {
  // The answers lie beside the repository; a clone without them has the example below.
  it.runIf(sharedIsPresent)('agree with all 43 of QuantLib within their tolerance', () => {
    const text = readFileSync(
      sharedPath('data', 'expected', 'options', 'quantlib-european-values.json'),
      'utf8',
    )
    const answers: QuantLibAnswers = JSON.parse(text)
    expect(answers.prices).toHaveLength(43)
    for (const row of answers.prices) {
      const [type, strike, spot, yielded, rate, years, volatility, value, tolerance] = row
      const right = type === 'call' ? 'CALL' : 'PUT'
      // Ours knows no dividends: a continuous yield is the same as a spot that is lower by it.
      const paid = spot! * Math.exp(-yielded! * years!)
      const terms = { right, strike: strike!, rate: rate!, years: years!, volatility: volatility! } as const
      expect(Math.abs(blackScholes({ ...terms, spot: paid }) - value!)).toBeLessThanOrEqual(tolerance!)
    }
  })

  it("agree with Hull's textbook example", () => {
    const terms = { spot: 42, strike: 40, years: 0.5, rate: 0.1, volatility: 0.2 }
    expect(blackScholes({ ...terms, right: 'CALL' })).toBeCloseTo(4.759, 3)
    expect(blackScholes({ ...terms, right: 'PUT' })).toBeCloseTo(0.8086, 4)
  })

  it('at expiry are what exercising gives', () => {
    const terms = { spot: 42, strike: 40, years: 0, rate: 0.1, volatility: 0.2 }
    expect(blackScholes({ ...terms, right: 'CALL' })).toBe(2)
    expect(blackScholes({ ...terms, right: 'PUT' })).toBe(0)
  })

  it('rest on a normal distribution good to 12 digits', () => {
    expect(normalCumulative(0)).toBeCloseTo(0.5, 12)
    expect(normalCumulative(1.96)).toBeCloseTo(0.9750021048517795, 12)
    expect(normalCumulative(-8)).toBeCloseTo(6.22096057427178e-16, 20)
    expect(normalCumulative(40)).toBe(1)
  })
})
