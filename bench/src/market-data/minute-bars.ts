/** Ten million minute bars, the same in every run, in memory and as a CSV file. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { createBarColumns, type BarColumns } from '@quarterdeck/market-data'

export const BARS = 10_000_000
/** 2000-01-01T00:00:00Z in microseconds. */
const START = 946_684_800_000_000
const MINUTE = 60_000_000
const LINES_AT_ONCE = 20_000

/** A seeded random walk in cents. */
export function minuteBars(length: number): BarColumns {
  const bars = createBarColumns(length)
  let state = 7
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  let price = 100_000
  for (let row = 0; row < length; row += 1) {
    const open = price
    price = Math.max(1_000, price + below(41) - 20)
    bars.time[row] = START + row * MINUTE
    bars.open[row] = open / 100
    bars.close[row] = price / 100
    bars.high[row] = (Math.max(open, price) + below(10)) / 100
    bars.low[row] = (Math.min(open, price) - below(10)) / 100
    bars.volume[row] = below(1_000)
  }
  return bars
}

/** Writes bars as CSV, times in milliseconds since 1970. */
export function writeCsv(path: string, bars: BarColumns): void {
  const file = openSync(path, 'w')
  writeSync(file, 'timestamp,open,high,low,close,volume\n')
  for (let from = 0; from < bars.length; from += LINES_AT_ONCE) {
    let text = ''
    for (let row = from; row < Math.min(from + LINES_AT_ONCE, bars.length); row += 1) {
      text += `${bars.time[row]! / 1000},${bars.open[row]},${bars.high[row]},${bars.low[row]},${bars.close[row]},${bars.volume[row]}\n`
    }
    writeSync(file, text)
  }
  closeSync(file)
}
