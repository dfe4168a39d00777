/** Decimal numbers from bytes: the nearest double, as `Number()` gives it, without making a string of each. */

const POWERS = Float64Array.from({ length: 23 }, (_, index) => Number(`1e${index}`))
/** Digits that a double holds exactly. */
const DIGITS_EXACT = 15
const ZERO = 48
const NINE = 57
const PLUS = 43
const MINUS = 45
const decoder = new TextDecoder('latin1')

/**
 * Reads `bytes[from..to)` as a decimal number; NaN when it is none. `point` is the byte of the decimal point.
 *
 * Up to 15 digits the quotient of two exact doubles is the nearest double; beyond that, and for exponents, `Number` decides.
 */
export function numberAt(bytes: Uint8Array, from: number, to: number, point: number): number {
  let at = from
  const first = bytes[at]
  const isNegative = first === MINUS
  if (isNegative || first === PLUS) at += 1
  let mantissa = 0
  let digits = 0
  let decimals = -1
  for (; at < to; at += 1) {
    const byte = bytes[at]!
    if (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + (byte - ZERO)
      // Leading zeroes hold nothing.
      if (mantissa > 0) digits += 1
      if (decimals >= 0) decimals += 1
    } else if (byte === point && decimals < 0) decimals = 0
    else return slowly(bytes, from, to, point)
  }
  if (at === from || (decimals < 0 ? to - from : to - from - 1) < (isNegative || first === PLUS ? 2 : 1))
    return Number.NaN
  if (digits > DIGITS_EXACT || decimals >= POWERS.length) return slowly(bytes, from, to, point)
  const value = decimals > 0 ? mantissa / POWERS[decimals]! : mantissa
  // Taken from 0, so that "-0" is the same 0 as any other.
  return isNegative ? 0 - value : value
}

function slowly(bytes: Uint8Array, from: number, to: number, point: number): number {
  const text = decoder.decode(bytes.subarray(from, to)).trim()
  const plain = point === 44 ? text.replace(',', '.') : text
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(plain) ? Number(plain) + 0 : Number.NaN
}
