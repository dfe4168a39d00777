/**
 * Sums of exposure and equity at the newest marks, in doubles, each with a bound of its error; taken again only after a quote
 * or a holding moved.
 *
 * The bound is the textbook one: a sum of n products, each of at most TERM_ROUNDINGS roundings, is within
 * (n + TERM_ROUNDINGS) x roundoff x the sum of the magnitudes; exact sums round once more per term and rate (10^-18).
 */

import { ASSET_CLASSES } from '@quarterdeck/sdk'
import type { Book } from '../book/book.ts'
import { QUOTE, QUOTE_STRIDE as STRIDE, type Market } from '../book/market.ts'
import { FX_AGE_MAX } from './fx.ts'
import * as layout from './layout.ts'
import { rateRow } from './rates.ts'
import { forgetValuations } from './rows.ts'

const { ACCOUNT, INSTRUMENT, MODE_LOTS, POSITION, SUM } = layout

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const ACCOUNT_CURRENCY = ACCOUNT.currency
const ACCOUNT_EXPOSURE = ACCOUNT.exposure
const ACCOUNT_EXPOSURE_ERROR = ACCOUNT.exposureError
const ACCOUNT_EXPOSURE_MISSING = ACCOUNT.exposureMissing
const ACCOUNT_EXPOSURE_RATE_AT = ACCOUNT.exposureRateAt
const ACCOUNT_EXPOSURE_UNTIL = ACCOUNT.exposureUntil
const ACCOUNT_EXPOSURE_VERSION = ACCOUNT.exposureVersion
const ACCOUNT_STRIDE = layout.ACCOUNT_STRIDE
const INSTRUMENT_ASSET_CLASS = INSTRUMENT.assetClass
const INSTRUMENT_CURRENCY = INSTRUMENT.currency
const INSTRUMENT_STRIDE = layout.INSTRUMENT_STRIDE
const INSTRUMENT_TICK_LOT_VALUE = INSTRUMENT.tickLotValue
const MODE_LOTS_BUY = MODE_LOTS.buy
const MODE_LOTS_LOTS = MODE_LOTS.lots
const MODE_LOTS_SELL = MODE_LOTS.sell
const MODE_LOTS_STRIDE = layout.MODE_LOTS_STRIDE
const MODE_LOTS_VALUE = MODE_LOTS.value
const MODE_LOTS_WORST = MODE_LOTS.worst
const POSITION_BUY = POSITION.buy
const POSITION_INSTRUMENT = POSITION.instrument
const POSITION_LOTS = POSITION.lots
const POSITION_SELL = POSITION.sell
const POSITION_STRIDE = layout.POSITION_STRIDE
const POSITION_VALUE = POSITION.value
const QUOTE_ASK_TICKS = QUOTE.askTicks
const QUOTE_BID_TICKS = QUOTE.bidTicks
const QUOTE_LAST_TICKS = QUOTE.lastTicks
const QUOTE_STRIDE = STRIDE
const ROUNDOFF = layout.ROUNDOFF
const SUM_GROSS = SUM.gross
const SUM_HIGH = SUM.high
const SUM_LOW = SUM.low
const SUM_STRIDE = layout.SUM_STRIDE

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
function referenceTicks(market: Market, instrumentIndex: number): number {
  const rows = market.rows
  const row = instrumentIndex * QUOTE_STRIDE
  const mid = (rows[row + QUOTE_BID_TICKS]! + rows[row + QUOTE_ASK_TICKS]!) * 0.5
  return mid === mid ? mid : rows[row + QUOTE_LAST_TICKS]!
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
  if (rows[row + ACCOUNT_EXPOSURE_VERSION] === market.version) return
  const indexes = risk.positionsByAccount[accountIndex]!
  clearSums(rows, row)
  for (let entry = 0; entry < indexes.length; entry += 1) {
    const position = indexes[entry]! * POSITION_STRIDE
    const positions = risk.positions
    const lots = positions[position + POSITION_LOTS]!
    const instrument = positions[position + POSITION_INSTRUMENT]!
    const value = lotExposure(book, market, instrument, rows[row + ACCOUNT_CURRENCY]!)
    positions[position + POSITION_VALUE] = value
    const high = lots + positions[position + POSITION_BUY]!
    const low = lots - positions[position + POSITION_SELL]!
    const worst = Math.max(Math.abs(high), Math.abs(low))
    if (worst === 0) continue
    addExposure(book, market, rows, row, instrument, rows[row + ACCOUNT_CURRENCY]!, value, worst, high, low)
  }
  finishSums(rows, row, indexes.length, market)
}

/** Brings a mode's exposure sums up to the market: instrument by instrument, over the lots of all its accounts. */
export function sumModeExposure(book: Book, market: Market, mode: number): void {
  const risk = book.risk
  const rows = risk.modes
  const row = mode * ACCOUNT_STRIDE
  if (rows[row + ACCOUNT_EXPOSURE_VERSION] === market.version) return
  clearSums(rows, row)
  for (let instrument = 0; instrument < book.instruments.length; instrument += 1) {
    const cell = (mode * risk.instrumentCapacity + instrument) * MODE_LOTS_STRIDE
    const cells = risk.modeLots
    const value = lotExposure(book, market, instrument, risk.baseCode)
    cells[cell + MODE_LOTS_VALUE] = value
    const worst = cells[cell + MODE_LOTS_WORST]!
    if (worst === 0) continue
    const high = cells[cell + MODE_LOTS_LOTS]! + cells[cell + MODE_LOTS_BUY]!
    const low = cells[cell + MODE_LOTS_LOTS]! - cells[cell + MODE_LOTS_SELL]!
    addExposure(book, market, rows, row, instrument, risk.baseCode, value, worst, high, low)
  }
  finishSums(rows, row, book.instruments.length, market)
}

/** Unsigned value of one lot at the mark, in the currency of code `to`; NaN unknown. */
export function lotExposure(book: Book, market: Market, instrument: number, to: number): number {
  const instruments = book.risk.instruments
  const row = instrument * INSTRUMENT_STRIDE
  const native = Math.abs(referenceTicks(market, instrument)) * instruments[row + INSTRUMENT_TICK_LOT_VALUE]!
  return native * rateBetween(book, market, instruments[row + INSTRUMENT_CURRENCY]!, to)
}

function clearSums(rows: Float64Array, row: number): void {
  rows.fill(0, row + ACCOUNT_EXPOSURE, row + ACCOUNT_EXPOSURE + SUM_STRIDE * (1 + ASSET_CLASSES.length))
  rows[row + ACCOUNT_EXPOSURE_ERROR] = 0
  rows[row + ACCOUNT_EXPOSURE_MISSING] = 0
  rows[row + ACCOUNT_EXPOSURE_RATE_AT] = Number.POSITIVE_INFINITY
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
    rows[row + ACCOUNT_EXPOSURE_MISSING] = rows[row + ACCOUNT_EXPOSURE_MISSING]! + 1
    return
  }
  const instrumentRow = instrument * INSTRUMENT_STRIDE
  const from = book.risk.instruments[instrumentRow + INSTRUMENT_CURRENCY]!
  const rateAt = rateTime(book, market, from, currency)
  if (rateAt < rows[row + ACCOUNT_EXPOSURE_RATE_AT]!) rows[row + ACCOUNT_EXPOSURE_RATE_AT] = rateAt
  const error = EXACT_STEP * (1 + rateBetween(book, market, from, currency))
  rows[row + ACCOUNT_EXPOSURE_ERROR] = rows[row + ACCOUNT_EXPOSURE_ERROR]! + error
  const group = SUM_STRIDE * (1 + book.risk.instruments[instrumentRow + INSTRUMENT_ASSET_CLASS]!)
  for (let at = row + ACCOUNT_EXPOSURE; at <= row + ACCOUNT_EXPOSURE + group; at += group) {
    rows[at + SUM_GROSS] = rows[at + SUM_GROSS]! + worst * value
    rows[at + SUM_HIGH] = rows[at + SUM_HIGH]! + high * value
    rows[at + SUM_LOW] = rows[at + SUM_LOW]! + low * value
  }
}

function finishSums(rows: Float64Array, row: number, terms: number, market: Market): void {
  const gross = rows[row + ACCOUNT_EXPOSURE + SUM_GROSS]!
  rows[row + ACCOUNT_EXPOSURE_ERROR] =
    rows[row + ACCOUNT_EXPOSURE_ERROR]! + gross * (terms + TERM_ROUNDINGS) * ROUNDOFF
  const isKnown = rows[row + ACCOUNT_EXPOSURE_MISSING] === 0
  rows[row + ACCOUNT_EXPOSURE_UNTIL] = isKnown
    ? rows[row + ACCOUNT_EXPOSURE_RATE_AT]! + FX_AGE_MAX
    : Number.NEGATIVE_INFINITY
  rows[row + ACCOUNT_EXPOSURE_VERSION] = market.version
}
