/** Numbers as quotes and summaries write them: thousands separated, and marked where they are no live price. */

import type { Decimal } from '@quarterdeck/sdk'
import { canonicalDecimal } from '../wire/decimal.ts'
import { WireFault, type WireObject } from '../wire/fields.ts'

/** CLOSE: the last close, nothing was traded since. HALTED: trading in it is stopped. */
export type PriceMark = 'CLOSE' | 'HALTED' | null

export interface QuotedNumber {
  readonly value: Decimal
  readonly mark: PriceMark
}

const MARKS: Readonly<Record<string, PriceMark>> = { C: 'CLOSE', H: 'HALTED' }

/** A quoted number without its separators and prefix; null: there is none. Throws where it is something else. */
export function quotedNumberOf(written: unknown, field: string): QuotedNumber | null {
  const plain = canonicalDecimal(written)
  if (plain !== null) return { value: plain, mark: null }
  if (written === undefined || written === null || written === '') return null
  if (typeof written !== 'string') throw new WireFault(`${field} is no number`)
  const letter = written.charAt(0)
  const marked = Object.hasOwn(MARKS, letter)
  const digits = (marked ? written.slice(1) : written).replaceAll(',', '').trim()
  return { value: decimalOf(digits, field), mark: marked ? (MARKS[letter] ?? null) : null }
}

export function quotedNumber(from: WireObject, field: string): QuotedNumber | null {
  return quotedNumberOf(from[field], field)
}

/** The value of a quoted number that is a live price; null: there is none, or it is not live. */
export function livePriceOf(written: unknown, field: string): Decimal | null {
  const quoted = quotedNumberOf(written, field)
  return quoted === null || quoted.mark !== null ? null : quoted.value
}

function decimalOf(written: string, field: string): Decimal {
  const value = canonicalDecimal(written)
  if (value === null) throw new WireFault(`${field} is no number`)
  return value
}
