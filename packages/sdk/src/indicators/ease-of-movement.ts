/** Ease of movement (Arms): the change of the median price times the range, over the volume, averaged. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods, requirePositive } from './parameter.ts'
import { Sma } from './sma.ts'

export interface EaseOfMovementOptions {
  /** What volume is divided by, for readable figures. */
  readonly volumeUnit?: number
}

/** Streaming form of {@link easeOfMovement}. */
export class EaseOfMovement extends Indicator {
  readonly volumeUnit: number
  readonly average: Sma
  previous = Number.NaN

  /** The usual average over 14 bars and a volume unit of 100,000,000; a period of 1 does not average. */
  constructor(period = 14, options: EaseOfMovementOptions = {}) {
    const { volumeUnit = 100_000_000 } = options
    requirePeriods('EMV', { period })
    requirePositive('EMV', { volumeUnit })
    super('EMV', period + 1, [period, { volumeUnit }])
    this.volumeUnit = volumeUnit
    this.average = new Sma(period)
  }

  update(bar: BarOf<'high' | 'low' | 'volume'>): number {
    return this.next(bar.high, bar.low, bar.volume)
  }

  /** As `update`, without a bar object. A bar without volume counts as 0. */
  next(high: number, low: number, volume: number): number {
    if (Number.isNaN(high + low + volume)) return this.value
    const median = (high + low) / 2
    const change = median - this.previous
    this.previous = median
    if (Number.isNaN(change)) return this.value
    this.value = this.average.update(volume === 0 ? 0 : (change * (high - low) * this.volumeUnit) / volume)
    return this.value
  }
}

/** The ease of movement of each bar; NaN before it is warm. */
export function easeOfMovement(
  columns: ColumnsOf<'high' | 'low' | 'volume'>,
  period = 14,
  options: EaseOfMovementOptions = {},
): Float64Array {
  const { high, low, volume } = columns
  const out = columnFor('EMV', columns, ['high', 'low', 'volume'])
  const indicator = new EaseOfMovement(period, options)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!, volume[at]!)
  return out
}
