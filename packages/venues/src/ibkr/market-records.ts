/** Quotes and bars as Interactive Brokers tells them: strings with separators, in pieces, and not always live. */

import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import type { CandleRecord, QuoteRecord } from '../contract/records.ts'
import { arrayOf, decimal, listOf, objectOf, whole, type WireObject } from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { livePrice, quotedNumber } from './quoted-number.ts'
import { AVAILABILITY } from './words.ts'

/** Last, bid, ask size, ask, bid size, last size, and how live it all is. */
export const QUOTE_FIELDS = ['31', '84', '85', '86', '88', '7059', '6509'] as const

/** The row of a contract in a snapshot; empty where the venue has only begun to watch it. */
export function readSnapshotRow(json: unknown, conid: string): WireObject {
  const rows = arrayOf(json, 'snapshot').map((one) => objectOf(one, 'snapshot row'))
  return rows.find((row) => row['conid'] !== undefined && String(row['conid']) === conid) ?? {}
}

/** What the stream has told of a contract so far: messages tell only what has changed. */
export type QuoteRow = Record<string, unknown>

const ROW_FIELDS = [...QUOTE_FIELDS, '_updated'] as const

/** Lays what a message tells of a quote over what was told before. */
export function layOver(row: QuoteRow, message: WireObject): void {
  for (const field of ROW_FIELDS) {
    const told = message[field]
    if (told !== undefined) row[field] = told
  }
}

/** Whether a row tells what was asked for: it comes in pieces. */
export function isToldWhole(row: WireObject): boolean {
  return row['6509'] !== undefined && row['84'] !== undefined && row['86'] !== undefined
}

/** The quote of a row, or of everything that the stream told of a contract. What is not live is null. */
export function readQuote(row: WireObject, conid: string, heard: Heard): QuoteRecord {
  const availability = row['6509']
  const live =
    mapped(AVAILABILITY, typeof availability === 'string' ? availability.charAt(0) : '', heard) === 'LIVE'
  const price = (field: string): string | null => (live ? priceOrNull(row, field) : null)
  const size = (field: string): string | null => (live ? (quotedNumber(row, field)?.value ?? null) : null)
  const [bid, ask] = [price('84'), price('86')]
  return {
    venueSymbol: conid,
    bid,
    bidQuantity: bid === null ? null : size('88'),
    ask,
    askQuantity: ask === null ? null : size('85'),
    last: price('31'),
    venueAt:
      row['_updated'] === undefined || row['_updated'] === null ? null : whole(row, '_updated') * 1_000,
  }
}

/** A side that nobody quotes is told as -1. */
function priceOrNull(row: WireObject, field: string): string | null {
  const value = livePrice(row, field)
  return value === '-1' ? null : value
}

/** Oldest first. Volumes come divided by a factor. */
export function readBars(json: unknown): readonly CandleRecord[] {
  const from = objectOf(json, 'history')
  const factor = from['volumeFactor'] === undefined ? 1 : whole(from, 'volumeFactor')
  return listOf(from, 'data')
    .map((one) => {
      const bar = objectOf(one, 'bar')
      return {
        startAt: whole(bar, 't') * 1_000,
        open: decimal(bar, 'o'),
        high: decimal(bar, 'h'),
        low: decimal(bar, 'l'),
        close: decimal(bar, 'c'),
        volume: multiplied(decimal(bar, 'v'), factor),
      }
    })
    .sort((a, b) => a.startAt - b.startAt)
}

const SCALE = 18

function multiplied(volume: string, factor: number): string {
  return formatDecimal(decimalUnits(volume, SCALE) * BigInt(factor), SCALE)
}
