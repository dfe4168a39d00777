/**
 * Reads what a venue sent, field by field, trusting nothing.
 *
 * A reader throws `WireFault` at the first field that cannot be what it must be; `readWire` is the one place that catches it.
 * Members that nobody asks for are ignored: venues add them.
 *
 * Each reader has two forms: of a member by its name, and, as `…Of`, of a value that its caller has taken. Quotes and fills are
 * read by the second: where `from['price']` stands in the reader itself, the engine remembers where such messages have it; a name
 * that is handed over is looked for in each.
 */

import type { Decimal } from '@quarterdeck/sdk'
import type { Micros } from '@quarterdeck/engine'
import { canonicalDecimal } from './decimal.ts'
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

/** What is read of each item; null is left out. */
export function readEach<Item, Value>(
  items: readonly Item[],
  read: (item: Item) => Value | null,
): readonly Value[] {
  const values = items.map(read)
  return values.includes(null) ? values.filter((value) => value !== null) : (values as Value[])
}

/** A text that must be there and not be empty. */
export function textOf(value: unknown, field: string): string {
  if (typeof value === 'string' && value.length > 0) return value
  throw new WireFault(`${field} is missing`)
}

export function text(from: WireObject, field: string): string {
  return textOf(from[field], field)
}

/** A text, or null where it is missing, null or empty. */
export function textOrNullOf(value: unknown, field: string): string | null {
  if (typeof value === 'string') return value.length > 0 ? value : null
  if (value === undefined || value === null) return null
  throw new WireFault(`${field} is no text`)
}

export function textOrNull(from: WireObject, field: string): string | null {
  return textOrNullOf(from[field], field)
}

/** A flag; missing and null are false. */
export function flagOf(value: unknown, field: string): boolean {
  if (value === undefined || value === null) return false
  if (typeof value === 'boolean') return value
  throw new WireFault(`${field} is neither true nor false`)
}

export function flag(from: WireObject, field: string): boolean {
  return flagOf(from[field], field)
}

/** A whole number that may come as a number or as digits. */
export function wholeOf(value: unknown, field: string): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number
  throw new WireFault(`${field} is no whole number`)
}

export function whole(from: WireObject, field: string): number {
  return wholeOf(from[field], field)
}

export function decimalOf(value: unknown, field: string): Decimal {
  const canonical = canonicalDecimal(value)
  if (canonical === null) throw new WireFault(`${field} is no decimal`)
  return canonical
}

export function decimal(from: WireObject, field: string): Decimal {
  return decimalOf(from[field], field)
}

/** A decimal, or null where it is missing, null or empty. */
export function decimalOrNullOf(value: unknown, field: string): Decimal | null {
  // What is there is asked for first: it mostly is.
  const canonical = canonicalDecimal(value)
  if (canonical !== null || value === undefined || value === null || value === '') return canonical
  throw new WireFault(`${field} is no decimal`)
}

export function decimalOrNull(from: WireObject, field: string): Decimal | null {
  return decimalOrNullOf(from[field], field)
}

/** An RFC 3339 instant. */
export function instantOf(value: unknown, field: string): Micros {
  const at = instantMicros(textOf(value, field))
  if (at === null) throw new WireFault(`${field} is no instant`)
  return at
}

export function instant(from: WireObject, field: string): Micros {
  return instantOf(from[field], field)
}

/** An instant, or null where it is missing, null or empty. */
export function instantOrNullOf(value: unknown, field: string): Micros | null {
  const written = textOrNullOf(value, field)
  return written === null ? null : instantOf(written, field)
}

export function instantOrNull(from: WireObject, field: string): Micros | null {
  return instantOrNullOf(from[field], field)
}
