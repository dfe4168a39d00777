/** Prisma's decimals as the exact strings that the API speaks: never an exponent, no trailing zeros. */
import { DECIMAL_FRACTION_DIGITS_MAX, formatDecimal, parseDecimal } from '@quarterdeck/sdk'

interface PrismaDecimal {
  toFixed(): string
}

export function exact(value: PrismaDecimal): string {
  return value.toFixed()
}

export function exactOrNull(value: PrismaDecimal | null): string | null {
  return value === null ? null : value.toFixed()
}

/** Exact difference of two decimals of the books. */
export function minus(left: string, right: string): string {
  const units = [left, right].map((text) => parseDecimal(text, DECIMAL_FRACTION_DIGITS_MAX))
  const [a, b] = units
  if (!a?.ok || !b?.ok) throw new Error(`Invariant: stored quantities are decimals: ${left}, ${right}`)
  return formatDecimal(a.units - b.units, DECIMAL_FRACTION_DIGITS_MAX)
}
