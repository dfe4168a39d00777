/** Numbers and times as the venue writes them. */

import { textOf } from '../core/product.ts'

/** A number with two decimals or more, as prices are written. */
export function priceText(units: bigint): string {
  const text = textOf(units)
  const [whole = '', fraction = ''] = text.split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}

/** A number with the thousands separated. */
export function separated(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** `YYMMDDHHmmss` in UTC. */
export function shortTime(ms: number): string {
  return new Date(ms).toISOString().slice(2, 19).replaceAll(/[-T:]/g, '')
}

/** `YYYYMMDD-HH:mm:ss` in UTC. */
export function longTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replaceAll('-', '').replace('T', '-')
}
