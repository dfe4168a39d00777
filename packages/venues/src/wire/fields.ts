/**
 * Reads what a venue sent, field by field, trusting nothing.
 *
 * A reader throws `WireFault` at the first field that cannot be what it must be; `readWire` is the one place that catches it.
 * Members that nobody asks for are ignored: venues add them.
 */

import { formatDecimal, parseDecimal } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import type { Micros } from '@quarterdeck/engine'
import { instantMicros } from './instant.ts'

/** What a venue sent cannot be read: which field, and how. */
export class WireFault extends Error {
  override readonly name = 'WireFault'
}

export type WireObject = Readonly<Record<string, unknown>>

export type WireReading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: string }

/** Parses a JSON text and reads it; whatever is wrong with it is the fault. */
export function readWire<Value>(text: string, read: (json: unknown) => Value): WireReading<Value> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, fault: 'it is no JSON' }
  }
  return readJson(json, read)
}

/** Reads a value that was parsed before. */
export function readJson<Value>(json: unknown, read: (json: unknown) => Value): WireReading<Value> {
  try {
    return { ok: true, value: read(json) }
  } catch (error) {
    if (error instanceof WireFault) return { ok: false, fault: error.message }
    throw error
  }
}

export function objectOf(json: unknown, field: string): WireObject {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new WireFault(`${field} is no object`)
  return json as WireObject
}

export function arrayOf(json: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(json)) throw new WireFault(`${field} is no list`)
  return json
}

/** A list, and none where it is null or missing: some venues leave out what is empty. */
export function listOf(from: WireObject, field: string): readonly unknown[] {
  const value = from[field]
  return value === undefined || value === null ? [] : arrayOf(value, field)
}

/** A text that must be there and not be empty. */
export function text(from: WireObject, field: string): string {
  const value = from[field]
  if (typeof value === 'string' && value !== '') return value
  throw new WireFault(`${field} is missing`)
}

/** A text, or null where it is missing, null or empty. */
export function textOrNull(from: WireObject, field: string): string | null {
  const value = from[field]
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'string') return value
  throw new WireFault(`${field} is no text`)
}

/** A flag; missing and null are false. */
export function flag(from: WireObject, field: string): boolean {
  const value = from[field]
  if (value === undefined || value === null) return false
  if (typeof value === 'boolean') return value
  throw new WireFault(`${field} is neither true nor false`)
}

/** A whole number that may come as a number or as digits. */
export function whole(from: WireObject, field: string): number {
  const value = from[field]
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number
  throw new WireFault(`${field} is no whole number`)
}

/** Scale at which decimals are brought to their canonical text: deeper than any venue goes. */
const SCALE = 18
/** Digits behind the point past which a text is cut, towards zero: no venue's increment is that small. */
const CUT = /^(-?\d+\.\d{18})\d+$/

/** The canonical decimal of a text or of a JSON number; null: it is none. */
export function canonicalDecimal(value: unknown): Decimal | null {
  const written = typeof value === 'number' ? plainNumber(value) : value
  if (typeof written !== 'string') return null
  const short = shortCanonical(written)
  if (short !== null) return short
  const parsed = parseDecimal(CUT.exec(written)?.[1] ?? written, SCALE)
  return parsed.ok ? formatDecimal(parsed.units, SCALE) : null
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
  for (let at = first; at < length; at += 1) {
    const code = written.charCodeAt(at)
    if (code >= ZERO && code <= NINE) continue
    if (code !== POINT || point >= 0) return null
    point = at
  }
  const integerEnd = point < 0 ? length : point
  if (integerEnd === first || point === length - 1) return null
  // A zero before other digits is not canonical.
  if (integerEnd - first > 1 && written.charCodeAt(first) === ZERO) return null
  let end = length
  if (point >= 0) {
    while (written.charCodeAt(end - 1) === ZERO) end -= 1
    if (end === point + 1) end = point
  }
  const canonical = end === length ? written : written.slice(0, end)
  return canonical === '-0' ? '0' : canonical
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

export function decimal(from: WireObject, field: string): Decimal {
  const value = canonicalDecimal(from[field])
  if (value === null) throw new WireFault(`${field} is no decimal`)
  return value
}

/** A decimal, or null where it is missing, null or empty. */
export function decimalOrNull(from: WireObject, field: string): Decimal | null {
  const value = from[field]
  return value === undefined || value === null || value === '' ? null : decimal(from, field)
}

/** An RFC 3339 instant. */
export function instant(from: WireObject, field: string): Micros {
  const at = instantMicros(text(from, field))
  if (at === null) throw new WireFault(`${field} is no instant`)
  return at
}

export function instantOrNull(from: WireObject, field: string): Micros | null {
  return textOrNull(from, field) === null ? null : instant(from, field)
}
