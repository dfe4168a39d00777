/**
 * Lots of one instrument at its mark, and the totals that such lines add up to: exact, kept from decision to decision, and
 * moved by the difference when a line changes.
 */

import { ASSET_CLASSES } from '@quarterdeck/sdk'
import type { InstrumentState, Money } from '../../book/book.ts'
import { QUOTE, QUOTE_STRIDE, type Market } from '../../book/market.ts'
import { markValue, twiceReferenceTicks } from '../quote.ts'

/** Exposures of all lines of one currency and asset class, in that currency. */
export interface ClassTotal {
  readonly currency: string
  /** The same as the packed rows know it. */
  readonly code: number
  readonly assetClass: number
  gross: Money
  /** All buys filled, and all sells filled; signed. */
  high: Money
  low: Money
  /** Lines that count here: a total of none needs no rate. */
  lines: number
}

/** The totals of one portfolio. */
export interface ExposureTotals {
  readonly byClass: ClassTotal[]
  /** Lines that have lots and no mark. */
  unknown: number
  /** Rises with every change: who derived something from an older version derives it again. */
  version: number
}

export interface ExposureLine {
  /** Where it counts; null: it has no lots, or no mark. */
  total: ClassTotal | null
  isUnknown: boolean
  gross: Money
  high: Money
  low: Money
}

/** Lots of a line: worst case, all buys filled, all sells filled. */
export interface LineLots {
  readonly worst: bigint
  readonly high: bigint
  readonly low: bigint
}

interface Placed {
  readonly instrument: InstrumentState
  /** Code of its currency. */
  readonly code: number
  readonly market: Market
  readonly lots: LineLots
}

export function emptyTotals(): ExposureTotals {
  return { byClass: [], unknown: 0, version: 0 }
}

export function emptyLine(): ExposureLine {
  return { total: null, isUnknown: false, gross: 0n, high: 0n, low: 0n }
}

/** Values a line anew, and moves the totals by what it changed. */
export function placeLine(totals: ExposureTotals, line: ExposureLine, of: Placed): void {
  takeOut(totals, line)
  const { instrument, market, lots } = of
  totals.version += 1
  if (lots.worst === 0n) return
  const twice = twiceReferenceTicks(market, instrument.index)
  if (twice === null) {
    line.isUnknown = true
    totals.unknown += 1
    return
  }
  const ticks = twice < 0n ? -twice : twice
  line.gross = markValue(instrument, ticks, lots.worst)
  // Without working orders, and without accounts that stand against each other, all three are one number.
  const valueOf = (side: bigint): Money =>
    side === lots.worst ? line.gross : side === -lots.worst ? -line.gross : markValue(instrument, ticks, side)
  line.high = valueOf(lots.high)
  line.low = lots.low === lots.high ? line.high : valueOf(lots.low)
  const total = totalOf(totals, instrument, of.code)
  line.total = total
  total.gross += line.gross
  total.high += line.high
  total.low += line.low
  total.lines += 1
}

function takeOut(totals: ExposureTotals, line: ExposureLine): void {
  if (line.isUnknown) {
    line.isUnknown = false
    totals.unknown -= 1
  }
  const { total } = line
  if (total === null) return
  total.gross -= line.gross
  total.high -= line.high
  total.low -= line.low
  total.lines -= 1
  line.total = null
}

function totalOf({ byClass }: ExposureTotals, { terms }: InstrumentState, code: number): ClassTotal {
  const assetClass = ASSET_CLASSES.indexOf(terms.assetClass)
  for (const total of byClass)
    if (total.currency === terms.currency && total.assetClass === assetClass) return total
  const total: ClassTotal = {
    currency: terms.currency,
    code,
    assetClass,
    gross: 0n,
    high: 0n,
    low: 0n,
    lines: 0,
  }
  byClass.push(total)
  return total
}

/** Twice the reference price in ticks as a double: NaN unknown; two that are equal and safe are the same price. */
export function twiceTicks(market: Market, instrumentIndex: number): number {
  const { rows } = market
  const row = instrumentIndex * QUOTE_STRIDE
  const twice = rows[row + QUOTE.bidTicks]! + rows[row + QUOTE.askTicks]!
  return twice === twice ? twice : rows[row + QUOTE.lastTicks]! * 2
}

/** True where a price is surely the one that it was. */
export function isSamePrice(twice: number, before: number): boolean {
  return twice === before && Number.isSafeInteger(twice)
}

/** Sum of two counts of lots, whole whatever their size. */
export function addLots(a: number, b: number): bigint {
  const sum = a + b
  return Number.isSafeInteger(sum) ? BigInt(sum) : BigInt(a) + BigInt(b)
}
