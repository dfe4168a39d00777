/** The Decimal scalar's rules: an exact decimal string, in and out. A JSON number is refused: it may have lost digits. */
import {
  DECIMAL_FRACTION_DIGITS_MAX,
  DECIMAL_INTEGER_DIGITS_MAX,
  decimalScale,
  formatDecimal,
  parseDecimal,
} from '@quarterdeck/sdk'
import { GraphQLError } from 'graphql'

const ALLOWED =
  `a plain decimal string such as "12.5", with at most ${DECIMAL_INTEGER_DIGITS_MAX} digits before and ` +
  `${DECIMAL_FRACTION_DIGITS_MAX} after the point, no exponent, no plus sign`

/** Reads an input decimal and makes it canonical; throws what is allowed otherwise. */
export function parseDecimalInput(value: unknown): string {
  if (typeof value !== 'string')
    throw new GraphQLError(`Decimal must be ${ALLOWED}; it came as a ${typeof value}`)
  const parsed = parseDecimal(value, DECIMAL_FRACTION_DIGITS_MAX)
  if (!parsed.ok) throw new GraphQLError(`Decimal must be ${ALLOWED}; this one ${parsed.message}`)
  return formatDecimal(parsed.units, DECIMAL_FRACTION_DIGITS_MAX)
}

/** Makes a stored decimal canonical: "1.50" from the database is "1.5" on the wire. */
export function formatDecimalOutput(value: string): string {
  if (!value.includes('.')) return value
  const scale = decimalScale(value)
  const end = value.indexOf('.') + (scale === 0 ? 0 : scale + 1)
  return value.slice(0, end)
}
