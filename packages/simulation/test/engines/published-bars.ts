/** Bars and answers that others published, as they lie beside the repository. */

import { readFileSync } from 'node:fs'
import { barColumnsOf } from '@quarterdeck/market-data'
import type { BarColumns } from '@quarterdeck/market-data'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'

/** Whether the published cases are here. Without them there is nothing to compare with. */
export function casesArePresent(): boolean {
  return sharedIsPresent
}

/** Rows of a CSV file without quotes, its header first. */
export function csvRows(...path: readonly string[]): readonly (readonly string[])[] {
  return readFileSync(sharedPath('data', ...path), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
}

/** Daily bars of a file whose columns are date, open, high, low, close, volume. */
export function dailyBars(...path: readonly string[]): BarColumns {
  const [, ...rows] = csvRows(...path)
  return barColumnsOf(
    rows.map(([date, open, high, low, close, volume]) => ({
      time: Date.parse(`${date}T00:00:00Z`) * 1_000,
      open: Number(open),
      high: Number(high),
      low: Number(low),
      close: Number(close),
      volume: Number(volume),
    })),
  )
}

export function published<T>(...path: readonly string[]): T {
  return JSON.parse(readFileSync(sharedPath('data', 'expected', ...path), 'utf8')) as T
}
