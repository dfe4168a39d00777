/** Awesome oscillator (Williams): a fast simple average of the median price less a slow one. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods, requireShorter } from './parameter.ts'
import { Sma } from './sma.ts'

export interface AwesomeOptions {
  readonly fast?: number
  readonly slow?: number
}

/** Streaming form of {@link awesomeOscillator}. */
export class AwesomeOscillator extends Indicator {
  readonly fast: Sma
  readonly slow: Sma

  constructor(options: AwesomeOptions = {}) {
    const { fast = 5, slow = 34 } = options
    requirePeriods('AO', { fast, slow })
    requireShorter('AO', ['fast', fast], ['slow', slow])
    super('AO', slow, [{ fast, slow }])
    this.fast = new Sma(fast)
    this.slow = new Sma(slow)
  }

  update(bar: BarOf<'high' | 'low'>): number {
    return this.next(bar.high, bar.low)
  }

  /** As `update`, without a bar object. */
  next(high: number, low: number): number {
    const median = (high + low) / 2
    if (Number.isNaN(median)) return this.value
    const fast = this.fast.update(median)
    this.value = fast - this.slow.update(median)
    return this.value
  }
}

/** The awesome oscillator of each bar; NaN before it is warm. */
export function awesomeOscillator(
  columns: ColumnsOf<'high' | 'low'>,
  options: AwesomeOptions = {},
): Float64Array {
  const { high, low } = columns
  const out = columnFor('AO', columns, ['high', 'low'])
  const indicator = new AwesomeOscillator(options)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!)
  return out
}
