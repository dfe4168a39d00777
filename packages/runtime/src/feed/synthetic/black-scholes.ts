/** The Black-Scholes value of a European option without dividends; one volatility for all strikes. */

import type { OptionRight } from '@quarterdeck/sdk'

export interface OptionTerms {
  readonly right: OptionRight
  readonly spot: number
  readonly strike: number
  /** Years to expiry; at or below zero the option is worth what exercising it gives. */
  readonly years: number
  /** Per year, as shares: 0.05 and 0.3. */
  readonly rate: number
  readonly volatility: number
}

export function blackScholes(terms: OptionTerms): number {
  const { right, spot, strike, years, rate, volatility } = terms
  const sign = right === 'CALL' ? 1 : -1
  if (years <= 0 || volatility <= 0)
    return Math.max(0, sign * (spot - strike * Math.exp(-rate * Math.max(0, years))))
  const deviation = volatility * Math.sqrt(years)
  const d1 = (Math.log(spot / strike) + (rate + (volatility * volatility) / 2) * years) / deviation
  const d2 = d1 - deviation
  const discounted = strike * Math.exp(-rate * years)
  return Math.max(0, sign * (spot * normalCumulative(sign * d1) - discounted * normalCumulative(sign * d2)))
}

/** Share of a standard normal below x: Hart's rational approximation as West published it, good to 15 digits. */
export function normalCumulative(x: number): number {
  const distance = Math.abs(x)
  if (distance > 37) return x > 0 ? 1 : 0
  const density = Math.exp((-distance * distance) / 2)
  const tail =
    distance < 7.07106781186547 ? density * rationalTail(distance) : density / continuedTail(distance)
  return x > 0 ? 1 - tail : tail
}

function rationalTail(x: number): number {
  const above = [
    0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
    221.213596169931, 220.206867912376,
  ]
  const below = [
    0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
    637.333633378831, 793.826512519948, 440.413735824752,
  ]
  const horner = (sum: number, coefficient: number): number => sum * x + coefficient
  return above.reduce(horner) / below.reduce(horner)
}

function continuedTail(x: number): number {
  const fraction = x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))
  return fraction * 2.506628274631
}
