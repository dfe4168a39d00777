/** Venues' numbers, texts and JSON numbers alike, as exact decimals. */

import { formatDecimal, parseDecimal } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'

/** Scale at which decimals are brought to their canonical text: deeper than any venue goes. */
const SCALE = 18
/** Digits behind the point past which a text is cut, towards zero: no venue's increment is that small. */
const CUT = /^(-?\d+\.\d{18})\d+$/

/** The canonical decimal of a text or of a JSON number; null: it is none. */
export function canonicalDecimal(value: unknown): Decimal | null {
  if (typeof value === 'number') return numberDecimal(value)
  return typeof value === 'string' ? textDecimal(value) : null
}

function textDecimal(written: string): Decimal | null {
  const short = shortCanonical(written)
  if (short !== null) return short
  const parsed = parseDecimal(CUT.exec(written)?.[1] ?? written, SCALE)
  return parsed.ok ? formatDecimal(parsed.units, SCALE) : null
}

/** From here on a number's seventeen digits end within the scale. */
const PLAIN_MIN = 0.01
/** From here on numbers are written with an exponent. */
const PLAIN_MAX = 1e21

/** The shortest text that gives the number again; of ordinary numbers the language writes the canonical one itself. */
function numberDecimal(value: number): Decimal | null {
  const size = Math.abs(value)
  if ((size >= PLAIN_MIN && size < PLAIN_MAX) || size === 0) return `${value}`
  const written = plainNumber(value)
  return written === null ? null : textDecimal(written)
}

/**
 * The canonical decimal of a plain text of ordinary length, without making numbers of it: nearly all that a venue sends. Null:
 * it has to be looked at the long way.
 */
function shortCanonical(written: string): Decimal | null {
  const { length } = written
  if (length === 0 || length > SCALE) return null
  const first = written.charCodeAt(0) === MINUS ? 1 : 0
  let point = -1
  let code = 0
  for (let at = first; at < length; at += 1) {
    code = written.charCodeAt(at)
    if (code >= ZERO && code <= NINE) continue
    if (code !== POINT || point >= 0) return null
    point = at
  }
  const integerEnd = point < 0 ? length : point
  if (integerEnd === first || code === POINT) return null
  // A zero before other digits is not canonical.
  if (integerEnd - first > 1 && written.charCodeAt(first) === ZERO) return null
  const canonical = point >= 0 && code === ZERO ? withoutLastZeros(written, point) : written
  return first === 1 && canonical === '-0' ? '0' : canonical
}

/** A text that ends in zeros behind its point, without them. */
function withoutLastZeros(written: string, point: number): string {
  let end = written.length
  while (written.charCodeAt(end - 1) === ZERO) end -= 1
  return written.slice(0, end === point + 1 ? point : end)
}

const ZERO = 48
const NINE = 57
const POINT = 46
const MINUS = 45

/** A JSON number as the shortest text that gives it again, without an exponent; null: it is not finite. */
function plainNumber(value: number): string | null {
  if (!Number.isFinite(value)) return null
  const written = String(value)
  if (!written.includes('e')) return written
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(written)
  if (match === null) return written
  const [sign, integer, fraction, exponent] = [
    match[1] ?? '',
    match[2] ?? '',
    match[3] ?? '',
    Number(match[4]),
  ]
  const point = integer.length + exponent
  const digits = integer + fraction
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return `${sign}${digits.padEnd(point, '0')}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}
