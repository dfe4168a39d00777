/** Numbers as the decimals that people write for them. */

import { decimalScale, decimalUnits, formatDecimal } from '../decimal.ts'
import type { Decimal } from '../decimal.ts'

/** Digits after the point that an exact decimal can have. */
const SCALE_MAX = 18

/** A number's shortest decimal, without an exponent; null where it is not finite or needs more than 18 digits after the point. */
export function plainDecimal(value: number): Decimal | null {
  if (!Number.isFinite(value)) return null
  const text = String(value)
  const at = text.indexOf('e')
  if (at < 0) return text === '-0' ? '0' : text
  const exponent = Number(text.slice(at + 1))
  const mantissa = text.slice(0, at)
  const digits = decimalScale(mantissa)
  if (exponent >= 0) return (decimalUnits(mantissa, digits) * 10n ** BigInt(exponent - digits)).toString()
  const scale = digits - exponent
  return scale > SCALE_MAX ? null : formatDecimal(decimalUnits(mantissa, digits), scale)
}
