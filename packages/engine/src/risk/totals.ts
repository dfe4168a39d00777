/**
 * Sums of exposure and equity at the newest marks, in doubles, each with a bound of its error; taken again only after a quote
 * or a holding moved.
 *
 * The bound is the textbook one: a sum of n products, each of at most TERM_ROUNDINGS roundings, is within
 * (n + TERM_ROUNDINGS) x roundoff x the sum of the magnitudes; exact sums round once more per term and rate (10^-18).
 */

import { ASSET_CLASSES } from '@quarterdeck/sdk'
import type { Book } from '../book/book.ts'
import { QUOTE, QUOTE_STRIDE, type Market } from '../book/market.ts'
import { FX_AGE_MAX } from './fx.ts'
import {
  ACCOUNT,
  ACCOUNT_STRIDE,
  INSTRUMENT,
  INSTRUMENT_STRIDE,
  MODE_LOTS,
  MODE_LOTS_STRIDE,
  POSITION,
  POSITION_STRIDE,
  ROUNDOFF,
  SUM,
  SUM_STRIDE,
} from './layout.ts'
import { rateRow } from './rates.ts'
import { forgetValuations } from './rows.ts'

export const TERM_ROUNDINGS = 32
/** Largest rounding of one exact term: half a unit of 10^-18, and of the rate it is converted by, taken generously. */
export const EXACT_STEP = 4e-18

/** Makes cached sums belong to this market. */
export function syncMarket(book: Book, market: Market): void {
  if (book.risk.market === market) return
  book.risk.market = market
  forgetValuations(book.risk)
}

/** Reference price in ticks: mid, else last; NaN unknown. */
export function referenceTicks(market: Market, instrumentIndex: number): number {
  const rows = market.rows
  const row = instrumentIndex * QUOTE_STRIDE
  const mid = (rows[row + QUOTE.bidTicks]! + rows[row + QUOTE.askTicks]!) * 0.5
  return mid === mid ? mid : rows[row + QUOTE.lastTicks]!
}

/** Units of `to` per unit of `from`: NaN where there is no rate. */
export function rateBetween(book: Book, market: Market, from: number, to: number): number {
  return from === to ? 1 : book.risk.rates.rate[rateRow(book, market, from, to)]!
}

/** When that rate's quote was received; Infinity where none is needed. */
export function rateTime(book: Book, market: Market, from: number, to: number): number {
  return from === to ? Number.POSITIVE_INFINITY : book.risk.rates.receivedAt[rateRow(book, market, from, to)]!
}

/** Brings an account's exposure sums up to the market. */
export function sumAccountExposure(book: Book, market: Market, accountIndex: number): void {
  const risk = book.risk
  const rows = risk.accounts
  const row = accountIndex * ACCOUNT_STRIDE
  if (rows[row + ACCOUNT.exposureVersion] === market.version) return
  const indexes = risk.positionsByAccount[accountIndex]!
  clearSums(rows, row)
  for (let entry = 0; entry < indexes.length; entry += 1) {
    const position = indexes[entry]! * POSITION_STRIDE
    const positions = risk.positions
    const lots = positions[position + POSITION.lots]!
    const instrument = positions[position + POSITION.instrument]!
    const value = lotExposure(book, market, instrument, rows[row + ACCOUNT.currency]!)
    positions[position + POSITION.value] = value
    const high = lots + positions[position + POSITION.buy]!
    const low = lots - positions[position + POSITION.sell]!
    const worst = Math.max(Math.abs(high), Math.abs(low))
    if (worst === 0) continue
    addExposure(book, market, rows, row, instrument, rows[row + ACCOUNT.currency]!, value, worst, high, low)
  }
  finishSums(rows, row, indexes.length, market)
}

/** Brings a mode's exposure sums up to the market: instrument by instrument, over the lots of all its accounts. */
export function sumModeExposure(book: Book, market: Market, mode: number): void {
  const risk = book.risk
  const rows = risk.modes
  const row = mode * ACCOUNT_STRIDE
  if (rows[row + ACCOUNT.exposureVersion] === market.version) return
  clearSums(rows, row)
  for (let instrument = 0; instrument < book.instruments.length; instrument += 1) {
    const cell = (mode * risk.instrumentCapacity + instrument) * MODE_LOTS_STRIDE
    const cells = risk.modeLots
    const value = lotExposure(book, market, instrument, risk.baseCode)
    cells[cell + MODE_LOTS.value] = value
    const worst = cells[cell + MODE_LOTS.worst]!
    if (worst === 0) continue
    const high = cells[cell + MODE_LOTS.lots]! + cells[cell + MODE_LOTS.buy]!
    const low = cells[cell + MODE_LOTS.lots]! - cells[cell + MODE_LOTS.sell]!
    addExposure(book, market, rows, row, instrument, risk.baseCode, value, worst, high, low)
  }
  finishSums(rows, row, book.instruments.length, market)
}

/** Unsigned value of one lot at the mark, in the currency of code `to`; NaN unknown. */
export function lotExposure(book: Book, market: Market, instrument: number, to: number): number {
  const instruments = book.risk.instruments
  const row = instrument * INSTRUMENT_STRIDE
  const native = Math.abs(referenceTicks(market, instrument)) * instruments[row + INSTRUMENT.tickLotValue]!
  return native * rateBetween(book, market, instruments[row + INSTRUMENT.currency]!, to)
}

function clearSums(rows: Float64Array, row: number): void {
  rows.fill(0, row + ACCOUNT.exposure, row + ACCOUNT.exposure + SUM_STRIDE * (1 + ASSET_CLASSES.length))
  rows[row + ACCOUNT.exposureError] = 0
  rows[row + ACCOUNT.exposureMissing] = 0
  rows[row + ACCOUNT.exposureRateAt] = Number.POSITIVE_INFINITY
}

function addExposure(
  book: Book,
  market: Market,
  rows: Float64Array,
  row: number,
  instrument: number,
  currency: number,
  value: number,
  worst: number,
  high: number,
  low: number,
): void {
  if (value !== value) {
    rows[row + ACCOUNT.exposureMissing] = rows[row + ACCOUNT.exposureMissing]! + 1
    return
  }
  const instrumentRow = instrument * INSTRUMENT_STRIDE
  const from = book.risk.instruments[instrumentRow + INSTRUMENT.currency]!
  const rateAt = rateTime(book, market, from, currency)
  if (rateAt < rows[row + ACCOUNT.exposureRateAt]!) rows[row + ACCOUNT.exposureRateAt] = rateAt
  const error = EXACT_STEP * (1 + rateBetween(book, market, from, currency))
  rows[row + ACCOUNT.exposureError] = rows[row + ACCOUNT.exposureError]! + error
  const group = SUM_STRIDE * (1 + book.risk.instruments[instrumentRow + INSTRUMENT.assetClass]!)
  for (let at = row + ACCOUNT.exposure; at <= row + ACCOUNT.exposure + group; at += group) {
    rows[at + SUM.gross] = rows[at + SUM.gross]! + worst * value
    rows[at + SUM.high] = rows[at + SUM.high]! + high * value
    rows[at + SUM.low] = rows[at + SUM.low]! + low * value
  }
}

function finishSums(rows: Float64Array, row: number, terms: number, market: Market): void {
  const gross = rows[row + ACCOUNT.exposure + SUM.gross]!
  rows[row + ACCOUNT.exposureError] =
    rows[row + ACCOUNT.exposureError]! + gross * (terms + TERM_ROUNDINGS) * ROUNDOFF
  const isKnown = rows[row + ACCOUNT.exposureMissing] === 0
  rows[row + ACCOUNT.exposureUntil] = isKnown
    ? rows[row + ACCOUNT.exposureRateAt]! + FX_AGE_MAX
    : Number.NEGATIVE_INFINITY
  rows[row + ACCOUNT.exposureVersion] = market.version
}
