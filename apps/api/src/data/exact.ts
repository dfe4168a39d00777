/** Prisma's decimals as the exact strings that the API speaks: never an exponent, no trailing zeros. */

interface PrismaDecimal {
  toFixed(): string
}

export function exact(value: PrismaDecimal): string {
  return value.toFixed()
}

export function exactOrNull(value: PrismaDecimal | null): string | null {
  return value === null ? null : value.toFixed()
}
