/** Rules that look at one bar and the one before it: numbers, order, high and low, signs. */
import { BAR_FIELDS, type BarColumns } from '../columns/bar-columns.ts'
import type { FindingTally } from './findings.ts'

/** Whether times rise from bar to bar, so that rules about neighbours in time can be asked. */
export function checkBars(bars: BarColumns, found: FindingTally): boolean {
  const { time, open, high, low, close, volume } = bars
  let rises = true
  let before = Number.NEGATIVE_INFINITY
  for (let row = 0; row < bars.length; row += 1) {
    const at = time[row]!
    const o = open[row]!
    const h = high[row]!
    const l = low[row]!
    const c = close[row]!
    const v = volume[row]!
    // Not a number compares as false, so one positive test takes the sound bar through.
    const isSound = at > before && h >= o && h >= c && l <= o && l <= c && l > 0 && v >= 0 && h + v < Infinity
    if (!isSound || Math.floor(at) !== at) rises = explain(bars, row, before, found) && rises
    before = at
  }
  return rises
}

function explain(bars: BarColumns, row: number, before: number, found: FindingTally): boolean {
  const time = bars.time[row]!
  for (const field of BAR_FIELDS) {
    if (!Number.isFinite(bars[field][row]!)) found.add('SCHEMA', row, `${field} is ${bars[field][row]!}`)
  }
  if (Number.isFinite(time) && !Number.isSafeInteger(time)) {
    found.add('SCHEMA', row, `time ${time} is not a whole number of microseconds`)
  }
  const open = bars.open[row]!
  const high = bars.high[row]!
  const low = bars.low[row]!
  const close = bars.close[row]!
  if (high < low) found.add('OHLC', row, `high ${high} is below low ${low}`)
  else if (high < Math.max(open, close)) {
    found.add('OHLC', row, `high ${high} is below open ${open} or close ${close}`)
  } else if (low > Math.min(open, close)) {
    found.add('OHLC', row, `low ${low} is above open ${open} or close ${close}`)
  }
  if (Math.min(open, high, low, close) <= 0) {
    found.add('PRICES', row, `a price is not above 0: ${open} ${high} ${low} ${close}`)
  }
  if (bars.volume[row]! < 0) found.add('PRICES', row, `volume ${bars.volume[row]!} is below 0`)
  if (time === before) found.add('DUPLICATES', row, 'the time of the bar before it')
  else if (time < before) found.add('ORDER', row, 'earlier than the bar before it')
  return time > before
}
