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

/** Bid and ask as a day begins and ends. */
export interface DaySides {
  readonly opening: Sides
  readonly closing: Sides
}

/**
 * Days of a cryptocurrency. A day without trades repeats the last price. Beside them what was shown as each day began and ended, which is
 * trades up to the first quotes and quotes from then on; a day without shows nothing.
 */
export function cryptoDays(
  symbol: string,
  { from, to }: Range,
): { readonly bars: BarColumns; readonly sides: ReadonlyMap<number, DaySides> } {
  const read = (kind: string) =>
    new Map(
      lines(soleEntry(...DATA, 'crypto', 'coinbase', 'daily', `${symbol}_${kind}.zip`)).map((row) => [
        micros(row[0]!.slice(0, 8)),
        row.slice(1).map(Number),
      ]),
    )
  const [trades, quotes] = [read('trade'), read('quote')]
  const firstQuote = Math.min(...quotes.keys())
  const bars: Bar[] = []
  const sides = new Map<number, DaySides>()
  for (let time = micros(from); time <= micros(to); time += DAY) {
    const [open, high, low, close, volume] = trades.get(time) ?? []
    const last = bars.at(-1)?.close ?? Number.NaN
    bars.push(
      close === undefined
        ? { time, open: last, high: last, low: last, close: last, volume: 0 }
        : { time, open: open!, high: high!, low: low!, close, volume: volume! },
    )
    const row = quotes.get(time)
    if (row !== undefined)
      sides.set(time, {
        opening: { time, bid: row[0]!, ask: row[5]! },
        closing: { time, bid: row[3]!, ask: row[8]! },
      })
    else if (time < firstQuote && close !== undefined)
      sides.set(time, {
        opening: { time, bid: open!, ask: open! },
        closing: { time, bid: close, ask: close },
      })
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

/** Bars of bid and ask of each minute of the regular session. */
export function minuteQuoteBars(
  symbol: string,
  days: readonly string[],
): { readonly bid: BarColumns; readonly ask: BarColumns } {
  const factor = factorOf(symbol)
  const bars = (first: number): BarColumns =>
    barColumnsOf(
      days.flatMap((day) =>
        minuteRows(symbol, day, 'quote')
          .filter(([at]) => isRegular(Number(at) * 1_000))
          .map((row) => {
            const numbers = row.slice(first, first + 5)
            return barOf(micros(day) + Number(row[0]) * 1_000, numbers, factor(day) / SCALE)
          }),
      ),
    )
  return { bid: bars(1), ask: bars(6) }
}

/** Beginnings of the days from which a share is traded without a dividend or in other parts: those after the dates of its factors. */
export function exDays(symbol: string, bars: BarColumns): readonly number[] {
  const lastDays = csvRows(...EQUITY, 'factor_files', `${symbol}.csv`).map(([date]) => micros(date!))
  return lastDays
    .filter((day) => day >= bars.time[0]! && day < bars.time.at(-1)!)
    .map((day) => bars.time.find((time) => time > day)!)
}

/** A factor holds up to its date. */
function factorOf(symbol: string): (day: string) => number {
  const rows = csvRows(...EQUITY, 'factor_files', `${symbol}.csv`)
  return (day) => {
    const [, price, split] = rows.find(([date]) => day <= date!)!
    return Number(price) * Number(split)
  }
}
