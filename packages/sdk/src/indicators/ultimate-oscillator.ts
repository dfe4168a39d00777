/** Ultimate oscillator (Williams): buying pressure over true range in three windows, weighted 4, 2 and 1; 0 to 100. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowTotal } from './window-total.ts'

export interface UltimateOptions {
  readonly short?: number
  readonly medium?: number
  readonly long?: number
}

/** Buying pressure and true range of one window. */
class PressureWindow {
  readonly pressure: WindowTotal
  readonly range: WindowTotal

  constructor(period: number) {
    this.pressure = new WindowTotal(period)
    this.range = new WindowTotal(period)
  }

  push(pressure: number, range: number): number {
    const bought = this.pressure.push(pressure)
    const moved = this.range.push(range)
    return moved === 0 ? 0 : bought / moved
  }
}

/** Streaming form of {@link ultimateOscillator}. */
export class UltimateOscillator extends Indicator {
  readonly short: PressureWindow
  readonly medium: PressureWindow
  readonly long: PressureWindow
  previous = Number.NaN

  /** TA-Lib's defaults are 7, 14 and 28. */
  constructor(options: UltimateOptions = {}) {
    const { short = 7, medium = 14, long = 28 } = options
    requirePeriods('ULTOSC', { short, medium, long })
    super('ULTOSC', Math.max(short, medium, long) + 1, [{ short, medium, long }])
    this.short = new PressureWindow(short)
    this.medium = new PressureWindow(medium)
    this.long = new PressureWindow(long)
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  /** As `update`, without a bar object. A window without movement counts as 0. */
  next(high: number, low: number, close: number): number {
    if (Number.isNaN(high + low + close)) return this.value
    const previous = this.previous
    this.previous = close
    if (Number.isNaN(previous)) return this.value
    const bottom = Math.min(low, previous)
    const pressure = close - bottom
    const range = Math.max(high, previous) - bottom
    const short = this.short.push(pressure, range)
    const medium = this.medium.push(pressure, range)
    this.value = ((4 * short + 2 * medium + this.long.push(pressure, range)) / 7) * 100
    return this.value
  }
}

/** The ultimate oscillator of each bar; NaN before it is warm. */
export function ultimateOscillator(
  columns: ColumnsOf<'high' | 'low' | 'close'>,
  options: UltimateOptions = {},
): Float64Array {
  const { high, low, close } = columns
  const out = columnFor('ULTOSC', columns, ['high', 'low', 'close'])
  const indicator = new UltimateOscillator(options)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!, close[at]!)
  return out
}
