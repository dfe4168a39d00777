/**
 * The market as the book sees it at one instant: the newest quote and trading status of each instrument, in packed rows.
 *
 * Market data is an input, not state: it is not journaled, not part of a snapshot or of the hash. What a decision saw of it
 * is recorded in the decision.
 */

import type { TradingStatus } from '@quarterdeck/sdk'
import type { Micros } from './command.ts'

/** Fields of one market row; NaN means unknown. The stride is a power of two. */
export const QUOTE = {
  bidTicks: 0,
  askTicks: 1,
  bidLots: 2,
  askLots: 3,
  lastTicks: 4,
  receivedAt: 5,
  status: 6,
  sessionEndsAt: 7,
  /** When the last trade was received. */
  lastAt: 8,
} as const
export const QUOTE_STRIDE = 16

export const STATUS_CODE: Readonly<Record<TradingStatus, number>> = { OPEN: 1, CLOSED: 2, HALTED: 3 }

/** How many of the newest changes a market remembers: who is further behind looks at every row. */
export const CHANGES_KEPT = 1024

/** Rows by the book's instrument index; grown with `ensureMarketCapacity`. */
export interface Market {
  rows: Float64Array
  /** Rises by one with every change of a row: what was valued at an older version is valued again. */
  version: number
  /** Index of the instrument that change number v was about, at v modulo CHANGES_KEPT. */
  readonly changes: Int32Array
}

export interface QuoteUpdate {
  readonly instrumentId: string
  readonly bidTicks: number | null
  readonly askTicks: number | null
  readonly bidLots: number | null
  readonly askLots: number | null
  readonly lastTicks: number | null
  readonly receivedAt: Micros
}

export interface StatusUpdate {
  readonly instrumentId: string
  readonly status: TradingStatus
  /** When the running session ends; null while closed, or where it has no end. */
  readonly sessionEndsAt: Micros | null
}

export function emptyMarket(capacity = 64): Market {
  return {
    rows: new Float64Array(capacity * QUOTE_STRIDE).fill(Number.NaN),
    version: 0,
    changes: new Int32Array(CHANGES_KEPT),
  }
}

/** Makes room for `instruments` rows; the content stays. */
export function ensureMarketCapacity(market: Market, instruments: number): void {
  if (market.rows.length >= instruments * QUOTE_STRIDE) return
  const grown = new Float64Array(
    Math.max(instruments, (market.rows.length / QUOTE_STRIDE) * 2) * QUOTE_STRIDE,
  ).fill(Number.NaN)
  grown.set(market.rows)
  market.rows = grown
}

/**
 * Writes a quote into the row of the instrument index. One that was received before the one that stands there came late, and
 * changes nothing (MK-01).
 */
export function applyQuote(market: Market, instrumentIndex: number, quote: QuoteUpdate): void {
  ensureMarketCapacity(market, instrumentIndex + 1)
  const row = instrumentIndex * QUOTE_STRIDE
  const rows = market.rows
  if (quote.receivedAt < rows[row + QUOTE.receivedAt]!) return
  rows[row + QUOTE.bidTicks] = quote.bidTicks ?? Number.NaN
  rows[row + QUOTE.askTicks] = quote.askTicks ?? Number.NaN
  rows[row + QUOTE.bidLots] = quote.bidLots ?? Number.NaN
  rows[row + QUOTE.askLots] = quote.askLots ?? Number.NaN
  if (quote.lastTicks !== null) {
    rows[row + QUOTE.lastTicks] = quote.lastTicks
    rows[row + QUOTE.lastAt] = quote.receivedAt
  }
  rows[row + QUOTE.receivedAt] = quote.receivedAt
  noteChange(market, instrumentIndex)
}

export function applyStatus(market: Market, instrumentIndex: number, update: StatusUpdate): void {
  ensureMarketCapacity(market, instrumentIndex + 1)
  const row = instrumentIndex * QUOTE_STRIDE
  market.rows[row + QUOTE.status] = STATUS_CODE[update.status]
  market.rows[row + QUOTE.sessionEndsAt] = update.sessionEndsAt ?? Number.NaN
  noteChange(market, instrumentIndex)
}

function noteChange(market: Market, instrumentIndex: number): void {
  market.version += 1
  market.changes[market.version % CHANGES_KEPT] = instrumentIndex
}
