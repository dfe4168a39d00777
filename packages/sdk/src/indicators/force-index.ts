/** Force index (Elder): an EMA of the close's change times the volume. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Ema, type EmaOptions } from './ema.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'

/** Streaming form of {@link forceIndex}. */
export class ForceIndex extends Indicator {
  readonly average: Ema
  previous = Number.NaN

  constructor(period = 13, options: EmaOptions = {}) {
    const { seed = 'SMA' } = options
    requirePeriods('FORCE', { period })
    const average = new Ema(period, { seed })
    super('FORCE', average.warmUp + 1, [period, { seed }])
    this.average = average
  }

  update(bar: BarOf<'close' | 'volume'>): number {
    return this.next(bar.close, bar.volume)
  }

  /** As `update`, without a bar object. */
  next(close: number, volume: number): number {
    if (Number.isNaN(close + volume)) return this.value
    this.value = this.average.update((close - this.previous) * volume)
    this.previous = close
    return this.value
  }
}

/** The force index of each bar; NaN before it is warm. */
export function forceIndex(
  columns: ColumnsOf<'close' | 'volume'>,
  period = 13,
  options: EmaOptions = {},
): Float64Array {
  const { close, volume } = columns
  const out = columnFor('FORCE', columns, ['close', 'volume'])
  const indicator = new ForceIndex(period, options)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(close[at]!, volume[at]!)
  return out
}
