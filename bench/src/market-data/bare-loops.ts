/** The least that the work can cost: loops over columns that know their input and check nothing. */
import { createBarColumns, type BarColumns } from '@quarterdeck/market-data'

const HOUR = 3_600_000_000

/** Hourly bars of minute bars without a gap. */
export function bareHours(bars: BarColumns): BarColumns {
  const { time, open, high, low, close, volume, length } = bars
  const hours = createBarColumns(Math.ceil(length / 60))
  let at = -1
  let end = Number.NEGATIVE_INFINITY
  for (let row = 0; row < length; row += 1) {
    const instant = time[row]!
    if (instant >= end) {
      at += 1
      const start = Math.floor(instant / HOUR) * HOUR
      end = start + HOUR
      hours.time[at] = start
      hours.open[at] = open[row]!
      hours.high[at] = high[row]!
      hours.low[at] = low[row]!
      hours.volume[at] = 0
    }
    if (high[row]! > hours.high[at]!) hours.high[at] = high[row]!
    if (low[row]! < hours.low[at]!) hours.low[at] = low[row]!
    hours.close[at] = close[row]!
    hours.volume[at]! += volume[row]!
  }
  return hours
}

/** Counts bars whose high and low do not enclose open and close. */
export function bareCheck({ open, high, low, close, length }: BarColumns): number {
  let faults = 0
  for (let row = 0; row < length; row += 1) {
    const h = high[row]!
    const l = low[row]!
    if (h < open[row]! || h < close[row]! || l > open[row]! || l > close[row]!) faults += 1
  }
  return faults
}
