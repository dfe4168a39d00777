/**
 * Splits and dividends as they happen to an account that trades at raw prices, each at its instant, before anything trades.
 *
 * At a split the data that lies before it is counted in new shares, in a copy of this run: marks, windows and the extremes of trades
 * then see no jump, and nothing of what lies after it is touched. What is known at an instant stays what was known then.
 */

import type { CorporateAction as EngineAction, Micros } from '@quarterdeck/engine'
import { firstRowAtOrAfter } from '@quarterdeck/market-data'
import type { CorporateAction } from '@quarterdeck/market-data'
import type { Decimal, InstrumentId } from '@quarterdeck/sdk'
import type { StreamData } from './market-stream.ts'

/** A split or dividend of an instrument, with the instant from which prices are without it. */
export type InstrumentAction = CorporateAction & { readonly instrumentId: InstrumentId }

const NEVER = Number.POSITIVE_INFINITY
const PRICES: ReadonlySet<string> = new Set(['open', 'high', 'low', 'close', 'bid', 'ask', 'price'])
const SIZES: ReadonlySet<string> = new Set(['volume', 'bidSize', 'askSize', 'size'])

/** What is still to come, in order of time; of one instant splits come first, because dividends are paid for new shares. */
export class ActionSchedule {
  /** When the next one is due; Infinity: none is left. */
  nextAt: Micros = NEVER
  private readonly actions: readonly InstrumentAction[]
  private next = 0

  constructor(actions: readonly InstrumentAction[]) {
    const rank = ({ kind }: InstrumentAction): number => (kind === 'SPLIT' ? 0 : 1)
    this.actions = actions.toSorted((one, other) => one.exTime - other.exTime || rank(one) - rank(other))
    this.plan()
  }

  /** Those that are due by an instant. */
  take(at: Micros): readonly InstrumentAction[] {
    const from = this.next
    while (this.nextAt <= at) {
      this.next += 1
      this.plan()
    }
    return this.actions.slice(from, this.next)
  }

  private plan(): void {
    this.nextAt = this.actions[this.next]?.exTime ?? NEVER
  }
}

/** The data of a series that splits may restate: a copy, so that runs on the same columns know nothing of each other. */
export function restatable(data: StreamData): StreamData {
  switch (data.kind) {
    case 'BARS':
      return { ...data, bars: copied(data.bars) }
    case 'QUOTE_BARS':
      return { ...data, bid: copied(data.bid), ask: copied(data.ask) }
    case 'QUOTES':
      return { ...data, quotes: copied(data.quotes) }
    case 'TRADES':
      return { ...data, trades: copied(data.trades) }
    case 'DEPTH':
      return data
  }
}

/** Counts every row from before a split in new shares. Only for data that is `restatable`. */
export function restate(data: StreamData, exTime: Micros, ratio: number): void {
  switch (data.kind) {
    case 'BARS':
      return scale(data.bars, exTime, ratio)
    case 'QUOTE_BARS':
      scale(data.bid, exTime, ratio)
      return scale(data.ask, exTime, ratio)
    case 'QUOTES':
      return scale(data.quotes, exTime, ratio)
    case 'TRADES':
      return scale(data.trades, exTime, ratio)
    case 'DEPTH':
      throw new Error('Invariant: an instrument whose market is an order book has no splits')
  }
}

/** The action as the engine takes it. `referencePrice` is the last price of an old share. */
export function engineAction(action: CorporateAction, referencePrice: Decimal): EngineAction {
  if (action.kind === 'CASH_DIVIDEND') return { kind: 'CASH_DIVIDEND', perUnit: decimalOf(action.amount) }
  return { kind: 'SPLIT', ...sharesOf(action.ratio), referencePrice }
}

/** Digits after the point that are kept of a dividend: sources round to fewer. */
const DIVIDEND_DIGITS = 12
/** A ratio is the simplest fraction within this share of it: files round to six digits, and companies choose small numbers. */
const RATIO_ERROR_MAX = 1e-6

function decimalOf(amount: number): Decimal {
  return amount.toFixed(DIVIDEND_DIGITS).replace(/\.?0+$/, '')
}

/** New shares for old ones as whole numbers: the first convergent of the ratio's continued fraction that is near enough. */
export function sharesOf(ratio: number): { readonly numerator: number; readonly denominator: number } {
  let rest = ratio
  let before = { numerator: 0, denominator: 1 }
  let last = { numerator: 1, denominator: 0 }
  for (;;) {
    const whole = Math.floor(rest)
    const next = {
      numerator: whole * last.numerator + before.numerator,
      denominator: whole * last.denominator + before.denominator,
    }
    if (Math.abs(next.numerator / next.denominator / ratio - 1) < RATIO_ERROR_MAX) return next
    before = last
    last = next
    rest = 1 / (rest - whole)
  }
}

function copied<Columns extends object>(columns: Columns): Columns {
  const copies = Object.entries(columns).map(([name, column]) => [
    name,
    column instanceof Float64Array && (PRICES.has(name) || SIZES.has(name))
      ? Float64Array.from(column)
      : column,
  ])
  return Object.fromEntries(copies) as Columns
}

function scale(columns: { readonly time: Float64Array }, exTime: Micros, ratio: number): void {
  const rows = firstRowAtOrAfter(columns.time, exTime)
  for (const [name, column] of Object.entries(columns)) {
    if (!(column instanceof Float64Array)) continue
    if (PRICES.has(name)) for (let row = 0; row < rows; row += 1) column[row]! /= ratio
    if (SIZES.has(name)) for (let row = 0; row < rows; row += 1) column[row]! *= ratio
  }
}
