/** Exact sums of decimal strings, independent of the product's own arithmetic: integers at 18 decimals. */

const SCALE = 18

export function units(text: string): bigint {
  const negative = text.startsWith('-')
  const [integer = '0', fraction = ''] = text.replace('-', '').split('.')
  const magnitude = BigInt(integer + fraction.padEnd(SCALE, '0'))
  return negative ? -magnitude : magnitude
}

/** Product of two decimals, exact when their fractions together have at most 18 digits. */
export function product(a: string, b: string): bigint {
  return (units(a) * units(b)) / 10n ** BigInt(SCALE)
}
