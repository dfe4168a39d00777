/** Quotes and bars as Interactive Brokers tells them: strings with separators, in pieces, and not always live. */

import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import type { CandleRecord, QuoteRecord } from '../contract/records.ts'
import { arrayOf, decimal, listOf, objectOf, whole, wholeOf, type WireObject } from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { livePriceOf, quotedNumberOf } from './quoted-number.ts'
import { AVAILABILITY } from './words.ts'

/** Last, bid, ask size, ask, bid size, last size, and how live it all is. */
export const QUOTE_FIELDS = ['31', '84', '85', '86', '88', '7059', '6509'] as const

/** What was told of a contract so far, by its snapshots or its stream: both come in pieces, and the stream tells only changes. */
export interface QuoteRow {
  last: unknown
  bid: unknown
  askSize: unknown
  ask: unknown
  bidSize: unknown
  availability: unknown
  updated: unknown
}

/** Nothing was told yet. */
export function untoldQuote(): QuoteRow {
  return {
    last: undefined,
    bid: undefined,
    askSize: undefined,
    ask: undefined,
    bidSize: undefined,
    availability: undefined,
    updated: undefined,
  }
}

/** The row of a contract in a snapshot; empty where the venue has only begun to watch it. */
export function readSnapshotRow(json: unknown, conid: string): WireObject {
  const rows = arrayOf(json, 'snapshot').map((one) => objectOf(one, 'snapshot row'))
  return rows.find((row) => row['conid'] !== undefined && String(row['conid']) === conid) ?? {}
}

/** Lays what is told of a quote over what was told before; false: it tells nothing of it. */
export function layOver(row: QuoteRow, message: WireObject): boolean {
  const { '31': last, '84': bid, '85': askSize, '86': ask, '88': bidSize, '6509': availability } = message
  const updated = message['_updated']
  if (last !== undefined) row.last = last
  if (bid !== undefined) row.bid = bid
  if (askSize !== undefined) row.askSize = askSize
  if (ask !== undefined) row.ask = ask
  if (bidSize !== undefined) row.bidSize = bidSize
  if (availability !== undefined) row.availability = availability
  if (updated !== undefined) row.updated = updated
  return QUOTE_FIELDS.some((field) => message[field] !== undefined)
}

/** Whether a row tells what was asked for. */
export function isToldWhole({ availability, bid, ask }: QuoteRow): boolean {
  return availability !== undefined && bid !== undefined && ask !== undefined
}

/** The quote of a row. What is not live is null. */
export function readQuote(row: QuoteRow, conid: string, heard: Heard): QuoteRecord {
  const { availability, updated } = row
  const live =
    mapped(AVAILABILITY, typeof availability === 'string' ? availability.charAt(0) : '', heard) === 'LIVE'
  const bid = live ? priceOrNull(row.bid, '84') : null
  const ask = live ? priceOrNull(row.ask, '86') : null
  return {
    venueSymbol: conid,
    bid,
    bidQuantity: bid === null ? null : (quotedNumberOf(row.bidSize, '88')?.value ?? null),
    ask,
    askQuantity: ask === null ? null : (quotedNumberOf(row.askSize, '85')?.value ?? null),
    last: live ? priceOrNull(row.last, '31') : null,
    venueAt: updated === undefined || updated === null ? null : wholeOf(updated, '_updated') * 1_000,
  }
}

/** A side that nobody quotes is told as -1. */
function priceOrNull(written: unknown, field: string): string | null {
  const value = livePriceOf(written, field)
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
