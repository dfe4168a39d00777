/**
 * Exact decimals at every edge of the system.
 *
 * A `Decimal` is a string such as "-12.50": an optional minus, digits, an optional fraction; no exponent, no plus,
 * no spaces, no NaN. Inside, a value is a bigint of units at a scale (12.50 at scale 2 is 1250n). Nothing here rounds.
 */

/** An exact decimal string, canonical when it comes from `formatDecimal`: no leading or trailing zeros, no "-0". */
export type Decimal = string

/** Digits that may stand before the point; bounds every parsed value below 10^24 units. */
export const DECIMAL_INTEGER_DIGITS_MAX = 24

/** Digits that may stand after the point. */
export const DECIMAL_FRACTION_DIGITS_MAX = 18

/** Why a text is not an acceptable decimal; `allowed` says in words what would be. */
export interface DecimalFault {
  readonly fault: 'SYNTAX' | 'TOO_MANY_INTEGER_DIGITS' | 'TOO_MANY_FRACTION_DIGITS'
  readonly message: string
}

/** What parsing gives: the units, or the fault. */
export type ParsedDecimal =
  | { readonly ok: true; readonly units: bigint }
  | ({ readonly ok: false } & DecimalFault)

const SYNTAX = /^(-?)(\d+)(?:\.(\d+))?$/

const powers: bigint[] = []

/** 10^exponent as a bigint; exponents are non-negative and small, so the powers are kept. */
export function powerOfTen(exponent: number): bigint {
  const known = powers[exponent]
  if (known !== undefined) return known
  const power = 10n ** BigInt(exponent)
  powers[exponent] = power
  return power
}

function fault(kind: DecimalFault['fault'], message: string): ParsedDecimal {
  return { ok: false, fault: kind, message }
}

/**
 * Reads a decimal string into units at `scale` (0 to 18).
 *
 * Trailing zeros beyond the scale are accepted, other digits beyond it are a fault: nothing is rounded.
 *
 * @example
 * parseDecimal('12.5', 2) // => { ok: true, units: 1250n }
 */
export function parseDecimal(text: string, scale: number): ParsedDecimal {
  const plain = plainUnits(text, scale)
  if (plain !== null) return { ok: true, units: plain }
  if (text.length > DECIMAL_INTEGER_DIGITS_MAX + DECIMAL_FRACTION_DIGITS_MAX + 2) {
    return fault(
      'SYNTAX',
      `must be a plain decimal of at most ${DECIMAL_INTEGER_DIGITS_MAX} digits before and ${DECIMAL_FRACTION_DIGITS_MAX} after the point`,
    )
  }
  const match = SYNTAX.exec(text)
  if (match === null) {
    return fault(
      'SYNTAX',
      'must be a plain decimal such as "12.5": digits, at most one point, no exponent, no plus sign, no spaces',
    )
  }
  const integer = withoutLeadingZeros(match[2] ?? '0')
  const digits = match[3] ?? ''
  const fraction = digits.slice(0, endOfFraction(digits, 0))
  if (integer.length > DECIMAL_INTEGER_DIGITS_MAX) {
    return fault(
      'TOO_MANY_INTEGER_DIGITS',
      `must have at most ${DECIMAL_INTEGER_DIGITS_MAX} digits before the point`,
    )
  }
  if (fraction.length > scale) {
    return fault('TOO_MANY_FRACTION_DIGITS', `must have at most ${scale} digits after the point`)
  }
  const magnitude = BigInt(integer) * powerOfTen(scale) + BigInt(fraction.padEnd(scale, '0') || '0')
  return { ok: true, units: match[1] === '-' ? -magnitude : magnitude }
}

const ZERO = 48
const NINE = 57
const POINT = 46
const MINUS = 45
/** So many digits are always exact in a double. */
const PLAIN_DIGITS_MAX = 15

/** The decimal that was read or written last: an amount is written once, and then read by everybody that it passes. */
const newest = { text: '0', scale: 0, units: 0n }

function keepNewest(text: string, scale: number, units: bigint): void {
  newest.text = text
  newest.scale = scale
  newest.units = units
}

/** Units of a decimal of few digits, without a pattern and its pieces; null: it is longer, or none, or beyond the scale. */
function plainUnits(text: string, scale: number): bigint | null {
  if (text === newest.text && scale === newest.scale) return newest.units
  const { length } = text
  const first = length > 1 && text.charCodeAt(0) === MINUS ? 1 : 0
  if (!(length > 0) || length - first > PLAIN_DIGITS_MAX + 1) return null
  let value = 0
  let point = -1
  for (let index = first; index < length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === POINT && point < 0 && index > first && index < length - 1) point = index
    else if (code >= ZERO && code <= NINE) value = value * 10 + (code - ZERO)
    else return null
  }
  const fraction = point < 0 ? 0 : length - 1 - point
  if (fraction > scale || value > Number.MAX_SAFE_INTEGER) return null
  const units = BigInt(first === 1 ? -value : value) * powerOfTen(scale - fraction)
  keepNewest(text, scale, units)
  return units
}

function withoutLeadingZeros(digits: string): string {
  let start = 0
  while (start < digits.length - 1 && digits.charCodeAt(start) === ZERO) start++
  return start === 0 ? digits : digits.slice(start)
}

/** Reads a decimal that is known to be good (configuration in code, stored rows); throws on a fault, which is a bug. */
export function decimalUnits(text: Decimal, scale: number): bigint {
  const plain = plainUnits(text, scale)
  if (plain !== null) return plain
  const parsed = parseDecimal(text, scale)
  if (!parsed.ok) throw new Error(`Invariant: "${text}" is a decimal of scale ${scale}: it ${parsed.message}`)
  return parsed.units
}

/**
 * Writes units at a scale as the canonical decimal string.
 *
 * @example
 * formatDecimal(-1250n, 2) // => '-12.5'
 */
export function formatDecimal(units: bigint, scale: number): Decimal {
  if (units === 0n) return '0'
  const negative = units < 0n
  const magnitude = (negative ? -units : units).toString()
  // By hand: a padding and a pattern for each number were a good part of an order's cost.
  const digits = magnitude.length > scale ? magnitude : magnitude.padStart(scale + 1, '0')
  const point = digits.length - scale
  const end = endOfFraction(digits, point)
  const text =
    end === point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`
  const decimal = negative ? `-${text}` : text
  keepNewest(decimal, scale, units)
  return decimal
}

/** Where the digits from `point` on end, without the zeros that say nothing. */
function endOfFraction(digits: string, point: number): number {
  let end = digits.length
  while (end > point && digits.charCodeAt(end - 1) === ZERO) end--
  return end
}

/** The digits after the point that a canonical decimal needs: "0.0100" needs 2. */
export function decimalScale(text: Decimal): number {
  const point = text.indexOf('.')
  if (point < 0) return 0
  return endOfFraction(text, point + 1) - point - 1
}
