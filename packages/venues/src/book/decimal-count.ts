/**
 * Counts how many increments a decimal text is, exactly and without making anything: the way of every price and size that a
 * venue's stream brings.
 *
 * Up to fifteen digits are read as a double, which holds them exactly; longer texts take the exact way with big integers.
 */

import { decimalScale, decimalUnits, formatDecimal, parseDecimal } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'

const ZERO = 48
const POINT = 46
const MINUS = 45
const EXACT_DIGITS = 15

export class IncrementCounter {
  readonly increment: Decimal
  private readonly scale: number
  /** The increment in units of its own scale: 1 for "0.01", 5 for "0.05". */
  private readonly unitsPerStep: number

  /** Throws where the increment is not a positive decimal: listed instruments have one. */
  constructor(increment: Decimal) {
    this.increment = increment
    this.scale = decimalScale(increment)
    this.unitsPerStep = Number(decimalUnits(increment, this.scale))
    if (!(this.unitsPerStep > 0) || !Number.isSafeInteger(this.unitsPerStep))
      throw new Error(
        `Invariant: an increment is a positive decimal that is counted exactly, not ${increment}`,
      )
  }

  /** How many increments `text` is; NaN where it is no plain decimal, off the increment, or beyond 2^53. */
  count(text: string): number {
    const units = this.fastUnits(text)
    if (units === units) {
      if (this.unitsPerStep === 1) return units
      const steps = units / this.unitsPerStep
      return Number.isInteger(steps) ? steps : Number.NaN
    }
    return this.exactCount(text)
  }

  /**
   * The same of a JSON number, mostly without writing it down: a whole number divided by a power of ten gives the very number that
   * the text of that quotient is read as.
   */
  countNumber(value: number): number {
    const power = POWERS[this.scale]!
    const units = Math.round(value * power)
    // What is too large for the product to be right to half a unit is written and read.
    if (!(Math.abs(units) < ROUNDED_MAX) || units / power !== value) return this.count(String(value))
    const steps = units / this.unitsPerStep
    // Minus nothing is nothing.
    return Number.isInteger(steps) ? steps + 0 : Number.NaN
  }

  /** The canonical decimal of a count. */
  text(count: number): Decimal {
    return formatDecimal(BigInt(count) * BigInt(this.unitsPerStep), this.scale)
  }

  /** Units at the scale; NaN: not this way. */
  private fastUnits(text: string): number {
    const { length } = text
    if (length > EXACT_DIGITS) return Number.NaN
    const first = text.charCodeAt(0) === MINUS ? 1 : 0
    let units = 0
    let at = first
    for (; at < length; at += 1) {
      const digit = text.charCodeAt(at) - ZERO
      if (digit < 0 || digit > 9) break
      units = units * 10 + digit
    }
    const digitsBefore = at - first
    if (digitsBefore === 0 || digitsBefore + this.scale > EXACT_DIGITS) return Number.NaN
    let missing = this.scale
    if (at < length) {
      if (text.charCodeAt(at) !== POINT || at === length - 1) return Number.NaN
      for (at += 1; at < length; at += 1) {
        const digit = text.charCodeAt(at) - ZERO
        if (digit < 0 || digit > 9) return Number.NaN
        if (missing > 0) {
          units = units * 10 + digit
          missing -= 1
          // Zeros past the scale say nothing; another digit there is off the increment.
        } else if (digit !== 0) return Number.NaN
      }
    }
    units *= POWERS[missing]!
    return first === 1 && units !== 0 ? -units : units
  }

  private exactCount(text: string): number {
    const parsed = parseDecimal(text, this.scale)
    if (!parsed.ok) return Number.NaN
    const step = BigInt(this.unitsPerStep)
    if (parsed.units % step !== 0n) return Number.NaN
    const steps = Number(parsed.units / step)
    return Number.isSafeInteger(steps) ? steps : Number.NaN
  }
}

/** Up to here two roundings together stay below half a unit. */
const ROUNDED_MAX = 2 ** 51
const POWERS = Array.from({ length: 19 }, (_, exponent) => 10 ** exponent)
