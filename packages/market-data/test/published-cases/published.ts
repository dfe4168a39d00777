/** The published cases of data management, and the files they speak of, as they lie beside the repository. */
import { existsSync, readFileSync } from 'node:fs'
import { sharedPath } from '@quarterdeck/testkit'
import { barColumnsOf, type BarColumns } from '../../src/columns/bar-columns.ts'
import { columnsOfTable } from '../../src/columns/column-table.ts'
import { readFileRows, type FileChoices } from '../../src/file/read-rows.ts'
import type { Timeframe } from '../../src/series/timeframe.ts'

export const CASES_FILE = 'data-manager/resample-validate.json'

/** One published case; what it expects has the form that its case function knows. */
export interface PublishedCase {
  readonly id: string
  readonly expected: unknown
  readonly input?: unknown
}

export function casesArePresent(): boolean {
  return existsSync(sharedPath('data', 'expected', CASES_FILE))
}

export function publishedCases(): readonly PublishedCase[] {
  const text = readFileSync(sharedPath('data', 'expected', CASES_FILE), 'utf8')
  return (JSON.parse(text) as { readonly cases: readonly PublishedCase[] }).cases
}

/** Bars of a file, read as an import reads them. */
export async function barsOf(
  path: string,
  timeframe: Timeframe,
  choices: FileChoices = {},
): Promise<BarColumns> {
  const key = { instrument: 'TEST:CASE', kind: 'BARS', timeframe } as const
  const { rows } = await readFileRows(sharedPath('data', 'market-data', path), { ...choices, key })
  return columnsOfTable('BARS', rows)
}

/** A row of freqtrade's JSON: milliseconds, open, high, low, close, volume. */
export type FreqtradeRow = readonly [number, number, number, number, number, number]

export function barsOfRows(rows: readonly FreqtradeRow[]): BarColumns {
  return barColumnsOf(
    rows.map(([millis, open, high, low, close, volume]) => ({
      time: millis * 1000,
      open,
      high,
      low,
      close,
      volume,
    })),
  )
}

/** A candle of trading-signals' JSON. */
export interface Candle {
  readonly openTimeInISO: string
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
}

export function barsOfCandles(candles: readonly Candle[]): BarColumns {
  return barColumnsOf(
    candles.map((candle) => ({
      time: Date.parse(candle.openTimeInISO) * 1000,
      open: Number(candle.open),
      high: Number(candle.high),
      low: Number(candle.low),
      close: Number(candle.close),
      volume: Number(candle.volume),
    })),
  )
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(sharedPath('data', 'market-data', path), 'utf8')) as T
}
