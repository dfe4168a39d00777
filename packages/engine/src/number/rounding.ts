/**
 * The two rounding rules of the house, on bigints. Rounding happens only where a rule of SPEC.md names one of these.
 */

import { powerOfTen } from '@quarterdeck/sdk'
import { MONEY_SCALE, type Money } from '../book/book.ts'

/** Scale of every rate (fee, margin, FX): 1 is 10^18. */
export const RATE_SCALE = 18
export const RATE_ONE: bigint = powerOfTen(RATE_SCALE)

/** Scale to which fees and conversions are rounded: 8 decimals of the currency. */
export const FEE_SCALE = 8

/** One step of that scale, as money. */
export const FEE_STEP: Money = powerOfTen(MONEY_SCALE - FEE_SCALE)

/** Quotient rounded half to even; the divisor is positive. */
export function divideHalfEven(numerator: bigint, divisor: bigint): bigint {
  const quotient = numerator / divisor
  // What is left by multiplying back: a second division would cost as much as the first.
  const remainder = numerator - quotient * divisor
  if (remainder === 0n) return quotient
  const twice = (remainder < 0n ? -remainder : remainder) * 2n
  if (twice < divisor || (twice === divisor && quotient % 2n === 0n)) return quotient
  return numerator < 0n ? quotient - 1n : quotient + 1n
}

/** Smallest integer not below the quotient; the divisor is positive. */
export function divideCeiling(numerator: bigint, divisor: bigint): bigint {
  const quotient = numerator / divisor
  return numerator > 0n && numerator % divisor !== 0n ? quotient + 1n : quotient
}

/** Money times a rate of scale 18, rounded half to even at 10^-18. */
export function multiplyRate(money: Money, rate: bigint): Money {
  return divideHalfEven(money * rate, RATE_ONE)
}

/** Money rounded half to even to `scale` decimals, still in units of 10^-18. */
export function roundToScale(money: Money, scale: number): Money {
  const unit = powerOfTen(MONEY_SCALE - scale)
  return money % unit === 0n ? money : divideHalfEven(money, unit) * unit
}

/** The larger of two amounts. */
export function largerOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

/** Distance from zero. */
export function magnitude(a: bigint): bigint {
  return a < 0n ? -a : a
}
