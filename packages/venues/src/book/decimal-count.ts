/**
 * Counts how many increments a decimal text is, exactly and without making anything: the way of every price and size that a
 * venue's stream brings.
 *
 * Up to fifteen digits are read as a double, which holds them exactly; longer texts take the exact way with big integers.
 */

import { decimalScale, decimalUnits, formatDecimal, parseDecimal } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'

const ZERO = 48
const NINE = 57
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
    if (length === 0 || length > EXACT_DIGITS) return Number.NaN
    let at = text.charCodeAt(0) === MINUS ? 1 : 0
    let units = 0
    let digits = 0
    let behind = -1
    for (const first = at; at < length; at += 1) {
      const code = text.charCodeAt(at)
      if (code >= ZERO && code <= NINE) {
        if (behind >= 0) {
          if (behind === this.scale) {
            // Zeros past the scale say nothing; another digit there is off the increment.
            if (code !== ZERO) return Number.NaN
            continue
          }
          behind += 1
        }
        units = units * 10 + (code - ZERO)
        digits += 1
      } else if (code === POINT && behind < 0 && at > first && at < length - 1) behind = 0
      else return Number.NaN
    }
    if (digits === 0) return Number.NaN
    const missing = this.scale - (behind < 0 ? 0 : behind)
    if (digits + missing > EXACT_DIGITS) return Number.NaN
    units *= POWERS[missing]!
    return text.charCodeAt(0) === MINUS && units !== 0 ? -units : units
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
