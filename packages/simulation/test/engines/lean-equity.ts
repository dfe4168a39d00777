/** LEAN's daily equity files: zipped prices in ten-thousandths, and the factors that adjust them for dividends and splits. */

import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { barColumnsOf } from '@quarterdeck/market-data'
import type { BarColumns } from '@quarterdeck/market-data'
import { sharedPath } from '@quarterdeck/testkit'
import { csvRows } from './published-bars.ts'

const EQUITY = ['market-data', 'lean', 'Data', 'equity', 'usa'] as const

/** The text of the only entry of a zip archive. */
export function soleEntry(...path: readonly string[]): string {
  const bytes = readFileSync(sharedPath('data', ...path))
  const nameLength = bytes.readUInt16LE(26)
  const extraLength = bytes.readUInt16LE(28)
  return inflateRawSync(bytes.subarray(30 + nameLength + extraLength)).toString('utf8')
}

/** Adjusted daily bars of a symbol between two dates, both included, as YYYYMMDD. */
export function adjustedDays(symbol: string, from: string, to: string): BarColumns {
  const factors = csvRows(...EQUITY, 'factor_files', `${symbol}.csv`)
  const rows = soleEntry(...EQUITY, 'daily', `${symbol}.zip`)
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
    .filter(([at]) => at!.slice(0, 8) >= from && at!.slice(0, 8) <= to)
  return barColumnsOf(
    rows.map(([at, ...numbers]) => {
      const day = at!.slice(0, 8)
      // A factor holds up to its date.
      const [, priceFactor, splitFactor] = factors.find(([date]) => day <= date!)!
      const factor = (Number(priceFactor) * Number(splitFactor)) / 10_000
      const [open, high, low, close, volume] = numbers.map(Number)
      return {
        time: Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`) * 1_000,
        open: open! * factor,
        high: high! * factor,
        low: low! * factor,
        close: close! * factor,
        volume: volume!,
      }
    }),
  )
}
