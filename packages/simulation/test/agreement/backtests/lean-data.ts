/**
 * LEAN's data files as columns: zipped bars of trades and of bid and ask, adjusted by its factor files. Times are those of New York's
 * clocks, read as if they were UTC, so that a day is a session.
 */

import { barColumnsOf } from '@quarterdeck/market-data'
import type { Bar, BarColumns, QuoteColumns } from '@quarterdeck/market-data'
import { soleEntry } from '../../engines/lean-equity.ts'
import { csvRows } from '../../engines/published-bars.ts'

const DATA = ['market-data', 'lean', 'Data'] as const
const EQUITY = [...DATA, 'equity', 'usa'] as const
/** Equity prices are in ten-thousandths. */
const SCALE = 10_000
const MINUTE = 60e6
const DAY = 1440 * MINUTE
const OPENS = 570 * MINUTE
const CLOSES = 960 * MINUTE

/** Bid and ask of one bar, of the same time as a bar of trades. */
export interface Sides {
  readonly time: number
  readonly bid: number
  readonly ask: number
}

export interface Range {
  /** First and last day, YYYYMMDD. */
  readonly from: string
  readonly to: string
}

export function micros(day: string, clock = '00:00'): number {
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T${clock}:00Z`) * 1_000
}

/** Daily or hourly bars of trades. `adjustment` RAW: as traded. */
export function equityBars(
  symbol: string,
  folder: 'daily' | 'hour',
  { from, to, adjustment = 'ADJUSTED' }: Range & { readonly adjustment?: 'ADJUSTED' | 'RAW' },
): BarColumns {
  const factor = adjustment === 'RAW' ? () => 1 : factorOf(symbol)
  return barColumnsOf(
    lines(soleEntry(...EQUITY, folder, `${symbol}.zip`))
      .filter(([at]) => at!.slice(0, 8) >= from && at!.slice(0, 8) <= to)
      .map(([at, ...numbers]) => {
        const day = at!.slice(0, 8)
        return barOf(micros(day, at!.slice(9)), numbers, factor(day) / SCALE)
      }),
  )
}

/** Minutes of trades; without `extended` of the regular session only. */
export function minuteBars(symbol: string, days: readonly string[], extended = false): BarColumns {
  const factor = factorOf(symbol)
  return barColumnsOf(
    days.flatMap((day) =>
      minuteRows(symbol, day, 'trade')
        .filter(([at]) => extended || isRegular(Number(at) * 1_000))
        .map(([at, ...numbers]) => barOf(micros(day) + Number(at) * 1_000, numbers, factor(day) / SCALE)),
    ),
  )
}

/** Bid and ask at the end of each minute of the regular session. */
export function minuteSides(symbol: string, days: readonly string[]): readonly Sides[] {
  const factor = factorOf(symbol)
  return days.flatMap((day) =>
    minuteRows(symbol, day, 'quote')
      .filter(([at]) => isRegular(Number(at) * 1_000))
      .map((row) => ({
        time: micros(day) + Number(row[0]) * 1_000,
        bid: (Number(row[4]) * factor(day)) / SCALE,
        ask: (Number(row[9]) * factor(day)) / SCALE,
      })),
  )
}

/** Days of a cryptocurrency with what was shown at their ends; a day without trades or quotes repeats the one before, as LEAN fills it. */
export function cryptoDays(
  symbol: string,
  { from, to }: Range,
): { readonly bars: BarColumns; readonly sides: readonly Sides[] } {
  const read = (kind: string) =>
    new Map(
      lines(soleEntry(...DATA, 'crypto', 'coinbase', 'daily', `${symbol}_${kind}.zip`)).map((row) => [
        micros(row[0]!.slice(0, 8)),
        row,
      ]),
    )
  const [trades, quotes] = [read('trade'), read('quote')]
  const bars: Bar[] = []
  const sides: Sides[] = []
  for (let time = micros(from); time <= micros(to); time += DAY) {
    const [, ...numbers] = trades.get(time) ?? []
    const last = bars.at(-1)?.close ?? Number.NaN
    bars.push(
      numbers.length > 0
        ? barOf(time, numbers, 1)
        : { time, open: last, high: last, low: last, close: last, volume: 0 },
    )
    const row = quotes.get(time)
    const shown = sides.at(-1)
    if (row !== undefined) sides.push({ time, bid: Number(row[4]), ask: Number(row[9]) })
    else if (shown !== undefined) sides.push({ ...shown, time })
  }
  return { bars: barColumnsOf(bars), sides }
}

/** A quote of one moment; sizes that are left out are without end. */
export interface Shown {
  readonly time: number
  readonly bid: number
  readonly ask: number
  readonly size?: number
}

export function quoteColumns(rows: readonly Shown[]): QuoteColumns {
  const column = (value: (row: Shown) => number) => Float64Array.from(rows, value)
  return {
    length: rows.length,
    time: column(({ time }) => time),
    bid: column(({ bid }) => bid),
    ask: column(({ ask }) => ask),
    bidSize: column(({ size }) => size ?? Number.NaN),
    askSize: column(({ size }) => size ?? Number.NaN),
  }
}

/**
 * A market of closing quotes: at the end of each bar bid and ask, which orders meet, and then the last trade, at which positions are
 * marked. A bar without a quote has its last trade for both.
 */
export function closingQuotes(bars: BarColumns, sides: readonly Sides[], length: number): readonly Shown[] {
  const bySide = new Map(sides.map((one) => [one.time, one]))
  return Array.from({ length: bars.length }, (_none, row) => {
    const last = bars.close[row]!
    const end = bars.time[row]! + length
    const { bid, ask } = bySide.get(bars.time[row]!) ?? { bid: last, ask: last }
    return [
      { time: end - 1, bid, ask },
      { time: end, bid: last, ask: last },
    ]
  }).flat()
}

function isRegular(sinceMidnight: number): boolean {
  return sinceMidnight >= OPENS && sinceMidnight < CLOSES
}

function minuteRows(symbol: string, day: string, kind: 'trade' | 'quote'): readonly (readonly string[])[] {
  return lines(soleEntry(...EQUITY, 'minute', symbol, `${day}_${kind}.zip`))
}

function lines(text: string): readonly (readonly string[])[] {
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
}

function barOf(time: number, numbers: readonly string[], factor: number): Bar {
  const [open, high, low, close, volume] = numbers.map(Number)
  return {
    time,
    open: open! * factor,
    high: high! * factor,
    low: low! * factor,
    close: close! * factor,
    volume: volume!,
  }
}

/** A factor holds up to its date. */
function factorOf(symbol: string): (day: string) => number {
  const rows = csvRows(...EQUITY, 'factor_files', `${symbol}.csv`)
  return (day) => {
    const [, price, split] = rows.find(([date]) => day <= date!)!
    return Number(price) * Number(split)
  }
}
