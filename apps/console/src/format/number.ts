/**
 * Shows the numbers of statistics: counts, shares, ratios and prices of recorded data, which come as binary floats because
 * nothing is booked by them.
 */

const minus = (text: string) => text.replace('-', '\u2212')
const none = '–'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const price = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 8 })
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })

type Maybe = number | null | undefined

/** Returns a whole number with thousands grouped. */
export function showCount(value: Maybe): string {
  return value == null ? none : minus(whole.format(value))
}

/** Returns a large number in short: `1.2M`. */
export function showCompact(value: Maybe): string {
  return value == null ? none : minus(compact.format(value))
}

/** Returns a price or quantity with the digits it has, at most eight that count. */
export function showPrice(value: Maybe): string {
  return value == null ? none : minus(price.format(value))
}

/** Returns a number with a fixed count of digits after the point; what rounds to zero has no sign. */
export function showFixed(value: Maybe, digits = 2): string {
  if (value == null) return none
  return minus(
    value.toLocaleString('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: 'negative',
    }),
  )
}

/** Returns a share as a percentage: 0.1234 reads `12.34 %`. */
export function showShare(value: Maybe, digits = 2): string {
  return value == null ? none : `${showFixed(value * 100, digits)} %`
}

const byteUnits = ['B', 'kB', 'MB', 'GB'] as const

/** Returns a size in the unit that keeps it below a thousand: `64.2 MB`. */
export function showBytes(bytes: Maybe): string {
  if (bytes == null) return none
  const power = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  return `${showFixed(bytes / 1000 ** power, power === 0 ? 0 : 1)} ${byteUnits[power] ?? ''}`
}
