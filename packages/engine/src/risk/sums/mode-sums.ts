/**
 * What the lots of all accounts of a mode come to at the newest marks, exact: instrument by instrument, exposures per currency
 * and class. Lots are summed first, as whole numbers in the packed rows, and valued once.
 */

import type { Book } from '../../book/book.ts'
import type { Micros } from '../../book/command.ts'
import { CHANGES_KEPT, type Market } from '../../book/market.ts'
import { INSTRUMENT, INSTRUMENT_STRIDE, MODE_LOTS, MODE_LOTS_STRIDE } from '../layout.ts'
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

export interface ModeSums {
  readonly exposures: ExposureTotals
  /** By instrument index. */
  readonly lines: InstrumentLine[]
  seen: number
  /** Instruments whose lots changed since. */
  readonly stale: number[]
  /** No mark of what is held or at work, and that ages, was received before this. */
  markAt: Micros
}

interface InstrumentLine {
  isStale: boolean
  twice: number
  readonly exposure: ExposureLine
}

export function emptyModeSums(): ModeSums {
  return { exposures: emptyTotals(), lines: [], seen: -1, stale: [], markAt: Number.POSITIVE_INFINITY }
}

/** Notes that the mode's lots of an instrument changed. */
export function modeLotsMoved(book: Book, mode: number, instrumentIndex: number): void {
  const sums = book.risk.sums.modes[mode]
  if (sums !== undefined) noteStale(sums, instrumentIndex)
}

/** The mode's exposures at the market; its lots are whole in the packed rows. */
export function modeExposures(book: Book, market: Market, mode: number): ExposureTotals {
  const sums = book.risk.sums.modes[mode]
  if (sums === undefined) throw new Error(`Invariant: mode ${mode} has its sums`)
  if (sums.seen !== market.version) followQuotes(book, market, sums)
  for (const index of sums.stale) valueLine(book, market, { sums, mode, index })
  sums.stale.length = 0
  return sums.exposures
}

function followQuotes(book: Book, market: Market, sums: ModeSums): void {
  const behind = market.version - sums.seen
  if (sums.seen < 0 || behind >= CHANGES_KEPT || behind > book.instruments.length) {
    for (const { index } of book.instruments) followQuote(market, sums, index)
  } else {
    for (let version = sums.seen + 1; version <= market.version; version += 1)
      followQuote(market, sums, market.changes[version % CHANGES_KEPT]!)
  }
  sums.seen = market.version
}

function followQuote(market: Market, sums: ModeSums, index: number): void {
  const line = sums.lines[index]
  if (line === undefined) return
  if (line.exposure.total !== null) boundMark(sums, market, index)
  if (isSamePrice(twiceTicks(market, index), line.twice)) return
  noteStale(sums, index)
}

function boundMark(sums: ModeSums, market: Market, index: number): void {
  const received = ageingMarkTime(market, index, Number.NEGATIVE_INFINITY)
  if (received < sums.markAt) sums.markAt = received
}

function noteStale(sums: ModeSums, index: number): void {
  while (sums.lines.length <= index)
    sums.lines.push({ isStale: false, twice: Number.NaN, exposure: emptyLine() })
  const line = sums.lines[index]!
  if (line.isStale) return
  line.isStale = true
  sums.stale.push(index)
}

function valueLine(
  book: Book,
  market: Market,
  { sums, mode, index }: { readonly sums: ModeSums; readonly mode: number; readonly index: number },
): void {
  const line = sums.lines[index]
  const instrument = book.instruments[index]
  if (line === undefined || instrument === undefined)
    throw new Error(`Invariant: instrument ${index} has its line`)
  line.isStale = false
  line.twice = twiceTicks(market, index)
  const { modeLots, instrumentCapacity, instruments } = book.risk
  const cell = (mode * instrumentCapacity + index) * MODE_LOTS_STRIDE
  const lots = modeLots[cell + MODE_LOTS.lots]!
  if (modeLots[cell + MODE_LOTS.worst] !== 0) boundMark(sums, market, index)
  placeLine(sums.exposures, line.exposure, {
    instrument,
    code: instruments[index * INSTRUMENT_STRIDE + INSTRUMENT.currency]!,
    market,
    lots: {
      worst: BigInt(modeLots[cell + MODE_LOTS.worst]!),
      high: addLots(lots, modeLots[cell + MODE_LOTS.buy]!),
      low: addLots(lots, -modeLots[cell + MODE_LOTS.sell]!),
    },
  })
}
