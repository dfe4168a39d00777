/**
 * What an account's positions come to at the newest marks, exact: exposures per currency and class, and worth per currency.
 *
 * Brought up to date when somebody asks: only the lines whose position changed or whose instrument was quoted are valued again.
 */

import type { Book, InstrumentState, Money, PositionState } from '../../book/book.ts'
import type { Micros } from '../../book/command.ts'
import { CHANGES_KEPT, type Market } from '../../book/market.ts'
import { positionOf } from '../../position/open-position.ts'
import { INSTRUMENT, INSTRUMENT_STRIDE } from '../layout.ts'
import { markValue, twiceReferenceTicks } from '../quote.ts'
import {
  addLots,
  emptyLine,
  emptyTotals,
  isSamePrice,
  placeLine,
  twiceTicks,
  type ExposureLine,
  type ExposureTotals,
} from './line.ts'
import { ageingMarkTime } from './mark-age.ts'
import { isLinear, linearWorth } from './worth-group.ts'

/** Worth of the open positions of one currency. */
export interface WorthTotal {
  readonly currency: string
  readonly code: number
  amount: Money
  lines: number
}

export interface AccountSums {
  readonly exposures: ExposureTotals
  readonly worths: WorthTotal[]
  /** Open positions without a mark. */
  unvalued: number
  /** Rises with every change of worth. */
  worthVersion: number
  /** The market version that the lines are valued at; -1: none. */
  seen: number
  /** Positions that changed since. */
  readonly stale: number[]
  /** No mark of what is held or at work, and that ages, was received before this. */
  markAt: Micros
}

/** A position as it is counted in the sums of its account. */
export interface PositionLine {
  isStale: boolean
  /** Cost as last seen, to tell that it changed. */
  cost: Money | null
  twice: number
  /** Lots of its exposure and of its worth as doubles, where prices move it in whole units; else `worst` is NaN. */
  worst: number
  high: number
  low: number
  lots: number
  readonly exposure: ExposureLine
  worth: Money
  /** Where its worth counts; null: it is flat, or has no mark. */
  worthTotal: WorthTotal | null
  isUnvalued: boolean
}

export function emptyAccountSums(): AccountSums {
  return {
    exposures: emptyTotals(),
    worths: [],
    unvalued: 0,
    worthVersion: 0,
    seen: -1,
    stale: [],
    markAt: Number.POSITIVE_INFINITY,
  }
}

export function emptyPositionLine(): PositionLine {
  const exposure = emptyLine()
  return {
    isStale: false,
    cost: null,
    twice: Number.NaN,
    worst: Number.NaN,
    high: 0,
    low: 0,
    lots: 0,
    exposure,
    worth: 0n,
    worthTotal: null,
    isUnvalued: false,
  }
}

/** Notes that a position changed: its line is valued again when next needed. */
export function positionMoved(book: Book, position: PositionState): void {
  const { accounts, lines } = book.risk.sums
  const line = lines[position.index]
  if (line === undefined || line.isStale) return
  line.isStale = true
  accounts[position.accountIndex]?.stale.push(position.index)
}

/** The account's sums at the market. */
export function accountSums(book: Book, market: Market, accountIndex: number): AccountSums {
  const { accounts, lines } = book.risk.sums
  const sums = accounts[accountIndex]
  if (sums === undefined) throw new Error(`Invariant: account ${accountIndex} has its sums`)
  if (sums.seen !== market.version) followQuotes(book, market, sums, accountIndex)
  for (const index of sums.stale) {
    const line = lines[index]
    const position = book.positions[index]
    const instrument = position === undefined ? undefined : book.instruments[position.instrumentIndex]
    if (line === undefined || position === undefined || instrument === undefined)
      throw new Error(`Invariant: position ${index} has its line`)
    const code = book.risk.instruments[instrument.index * INSTRUMENT_STRIDE + INSTRUMENT.currency]!
    valueLine(sums, line, { position, instrument, code, market })
  }
  sums.stale.length = 0
  return sums
}

/** Marks the lines stale whose instruments moved since the sums were last looked at. */
function followQuotes(book: Book, market: Market, sums: AccountSums, accountIndex: number): void {
  const indexes = book.risk.positionsByAccount[accountIndex] ?? []
  const behind = market.version - sums.seen
  if (sums.seen < 0 || behind >= CHANGES_KEPT || behind > indexes.length) {
    for (const index of indexes) followQuote(book, market, sums, index)
  } else {
    for (let version = sums.seen + 1; version <= market.version; version += 1) {
      const instrumentIndex = market.changes[version % CHANGES_KEPT]!
      const position = positionOf(book, accountIndex, instrumentIndex)
      if (position !== null) followQuote(book, market, sums, position.index)
    }
  }
  sums.seen = market.version
}

function followQuote(book: Book, market: Market, sums: AccountSums, positionIndex: number): void {
  const line = book.risk.sums.lines[positionIndex]
  const position = book.positions[positionIndex]
  if (line === undefined || position === undefined || line.isStale) return
  if (line.exposure.total !== null) boundMark(sums, market, position.instrumentIndex)
  const twice = twiceTicks(market, position.instrumentIndex)
  if (isSamePrice(twice, line.twice)) return
  if (movePrice(book, sums, line, { instrumentIndex: position.instrumentIndex, twice })) return
  line.isStale = true
  sums.stale.push(positionIndex)
}

/** Moves a line by the change of its price; false where only valuing it anew is exact. */
function movePrice(
  book: Book,
  sums: AccountSums,
  line: PositionLine,
  { instrumentIndex, twice }: { readonly instrumentIndex: number; readonly twice: number },
): boolean {
  const instrument = book.instruments[instrumentIndex]
  const { exposure, worthTotal: total, worst, high, low, lots } = line
  if (instrument === undefined || exposure.total === null || !(worst > 0)) return false
  if (!Number.isSafeInteger(twice) || !Number.isSafeInteger(line.twice) || twice < 0 || line.twice < 0)
    return false
  const change = twice - line.twice
  const gross = linearWorth(instrument, worst, change)
  const moved = (side: number): Money =>
    side === worst ? gross : side === -worst ? -gross : linearWorth(instrument, side, change)
  const byHigh = moved(high)
  const byLow = low === high ? byHigh : moved(low)
  move(exposure, gross, byHigh, byLow)
  move(exposure.total, gross, byHigh, byLow)
  sums.exposures.version += 1
  line.twice = twice
  if (total === null) return true
  const worth = moved(lots)
  line.worth += worth
  total.amount += worth
  sums.worthVersion += 1
  return true
}

function move(
  sum: Pick<ExposureLine, 'gross' | 'high' | 'low'>,
  gross: Money,
  high: Money,
  low: Money,
): void {
  sum.gross += gross
  sum.high += high
  sum.low += low
}

interface Valued {
  readonly position: PositionState
  readonly instrument: InstrumentState
  readonly code: number
  readonly market: Market
}

function valueLine(sums: AccountSums, line: PositionLine, of: Valued): void {
  const { position, instrument, code, market } = of
  line.isStale = false
  line.twice = twiceTicks(market, instrument.index)
  const high = addLots(position.lots, position.workingBuyLots)
  const low = addLots(position.lots, -position.workingSellLots)
  const isPlain = isLinear(instrument) && isSafe(high) && isSafe(low)
  line.high = Number(high)
  line.low = Number(low)
  line.worst = isPlain ? Math.max(Math.abs(line.high), Math.abs(line.low)) : Number.NaN
  line.lots = position.lots
  const [up, down] = [high < 0n ? -high : high, low < 0n ? -low : low]
  placeLine(sums.exposures, line.exposure, {
    instrument,
    code,
    market,
    lots: { worst: up > down ? up : down, high, low },
  })
  if (up !== 0n || down !== 0n) boundMark(sums, market, instrument.index)
  valueWorth(sums, line, of)
}

function isSafe(lots: bigint): boolean {
  return BigInt.asIntN(53, lots) === lots
}

function boundMark(sums: AccountSums, market: Market, instrumentIndex: number): void {
  const received = ageingMarkTime(market, instrumentIndex, Number.NEGATIVE_INFINITY)
  if (received < sums.markAt) sums.markAt = received
}

/** Full value where paid in full, profit or loss where margined. */
function valueWorth(sums: AccountSums, line: PositionLine, of: Valued): void {
  const { position, instrument, code, market } = of
  if (line.isUnvalued) {
    line.isUnvalued = false
    sums.unvalued -= 1
    sums.worthVersion += 1
  }
  const before = line.worthTotal
  if (before === null && position.lots === 0) return
  sums.worthVersion += 1
  if (before !== null) {
    before.amount -= line.worth
    before.lines -= 1
    line.worthTotal = null
  }
  if (position.lots === 0) return
  const twice = twiceReferenceTicks(market, instrument.index)
  if (twice === null) {
    line.isUnvalued = true
    sums.unvalued += 1
    return
  }
  const value = markValue(instrument, twice, BigInt(position.lots))
  line.worth = instrument.terms.funding === 'MARGINED' ? value - position.cost : value
  const total = worthTotal(sums, instrument.terms.currency, code)
  line.worthTotal = total
  total.amount += line.worth
  total.lines += 1
}

function worthTotal({ worths }: AccountSums, currency: string, code: number): WorthTotal {
  for (const total of worths) if (total.currency === currency) return total
  const total: WorthTotal = { currency, code, amount: 0n, lines: 0 }
  worths.push(total)
  return total
}
