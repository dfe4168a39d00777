/**
 * Shows and steps exact decimals as the text they are.
 *
 * Nothing here turns a decimal into a binary float: comparing and stepping work on the digits, so that a price on the
 * screen is the price the API gave, to the last digit.
 */

const shape = /^(-?)(\d+)(?:\.(\d+))?$/

interface Parts {
  readonly negative: boolean
  readonly whole: string
  readonly fraction: string
}

function parts(value: string): Parts | null {
  const match = shape.exec(value)
  if (!match) return null
  return { negative: match[1] === '-', whole: match[2] ?? '0', fraction: match[3] ?? '' }
}

/** Returns whether the text is a decimal the API would read: optional minus, digits, optional fraction. */
export function isDecimal(value: string): boolean {
  return shape.test(value)
}

/** Returns how many digits follow the point, zero for a whole number. */
export function fractionDigits(value: string): number {
  return parts(value)?.fraction.length ?? 0
}

/**
 * Returns the decimal with thousands grouped and at least `minFraction` digits after the point, so that columns align.
 * Digits are never dropped or rounded; text that is no decimal comes back as it is.
 *
 * @example
 * showDecimal('1234567.5', 2) // => '1,234,567.50'
 */
export function showDecimal(value: string, minFraction = 0): string {
  const found = parts(value)
  if (!found) return value
  const whole = found.whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const fraction = found.fraction.padEnd(minFraction, '0')
  // U+2212 has the width of a digit sign; a hyphen would shift the column.
  return `${found.negative ? '\u2212' : ''}${whole}${fraction ? `.${fraction}` : ''}`
}

/** Returns the decimal without zeros that say nothing at its end: `1.500` becomes `1.5`. */
export function trimZeros(value: string): string {
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value
}

function scaled(found: Parts, digits: number): bigint {
  const magnitude = BigInt(found.whole + found.fraction.padEnd(digits, '0'))
  return found.negative ? -magnitude : magnitude
}

/** Returns a negative number, zero or a positive number as `a` is below, equal to or above `b`. Not decimals: zero. */
export function compareDecimals(a: string, b: string): number {
  const left = parts(a)
  const right = parts(b)
  if (!left || !right) return 0
  const digits = Math.max(left.fraction.length, right.fraction.length)
  const x = scaled(left, digits)
  const y = scaled(right, digits)
  return x < y ? -1 : x > y ? 1 : 0
}

/** Returns -1, 0 or 1 for the sign of a decimal. */
export function signOf(value: string): number {
  return compareDecimals(value, '0')
}

function unscaled(value: bigint, digits: number): string {
  const magnitude = (value < 0n ? -value : value).toString().padStart(digits + 1, '0')
  const sign = value < 0n ? '-' : ''
  if (digits === 0) return sign + magnitude
  return `${sign}${magnitude.slice(0, -digits)}.${magnitude.slice(-digits)}`
}

/**
 * Returns the next multiple of `increment` above (`direction` 1) or below (-1) the value; a value between two multiples
 * goes to the nearer edge in that direction. Never goes below one increment: the API takes no zero or negative here.
 *
 * @example
 * stepDecimal('100.07', '0.05', 1) // => '100.10'
 */
export function stepDecimal(value: string, increment: string, direction: 1 | -1): string {
  const step = parts(increment)
  if (!step || signOf(increment) <= 0) return value
  const start = parts(value) ?? { negative: false, whole: '0', fraction: '' }
  const digits = Math.max(step.fraction.length, start.fraction.length)
  const size = scaled(step, digits)
  const from = scaled(start, digits)
  const below = from >= 0n ? (from / size) * size : -((-from + size - 1n) / size) * size
  const next = direction === 1 ? below + size : below === from ? below - size : below
  const kept = next < size ? size : next
  return unscaled(kept, digits)
    .slice(0, digits > step.fraction.length ? -(digits - step.fraction.length) : undefined)
    .replace(/\.$/, '')
}

/**
 * Returns the decimal rounded to so many digits after the point, halves away from zero, for a narrow place; the exact one belongs
 * beside it. Text that is no decimal comes back as it is.
 *
 * @example
 * roundDecimal('-8.9542366', 2) // => '-8.95'
 */
export function roundDecimal(value: string, digits: number): string {
  const found = parts(value)
  if (!found || found.fraction.length <= digits) return value
  const exact = BigInt(found.whole + found.fraction)
  const unit = 10n ** BigInt(found.fraction.length - digits)
  const rounded = (exact + unit / 2n) / unit
  return unscaled(found.negative && rounded !== 0n ? -rounded : rounded, digits)
}
