/** Money flow index: the share of turnover at rising typical prices in all turnover at moving ones, 0 to 100. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowTotal } from './window-total.ts'

/** Streaming form of {@link moneyFlowIndex}. */
export class MoneyFlowIndex extends Indicator {
  readonly rises: WindowTotal
  readonly falls: WindowTotal
  previous = Number.NaN

  /** `period` from 1; TA-Lib's default is 14. */
  constructor(period = 14) {
    requirePeriods('MFI', { period })
    super('MFI', period + 1, [period])
    this.rises = new WindowTotal(period)
    this.falls = new WindowTotal(period)
  }

  update(bar: BarOf<'high' | 'low' | 'close' | 'volume'>): number {
    return this.next(bar.high, bar.low, bar.close, bar.volume)
  }

  /** As `update`, without a bar object. As in TA-Lib, a total turnover below 1 gives 0. */
  next(high: number, low: number, close: number, volume: number): number {
    const typical = (high + low + close) / 3
    if (Number.isNaN(typical + volume)) return this.value
    const change = typical - this.previous
    this.previous = typical
    if (Number.isNaN(change)) return this.value
    const rises = this.rises.push(change > 0 ? typical * volume : 0)
    const falls = this.falls.push(change < 0 ? typical * volume : 0)
    const all = rises + falls
    this.value = all < 1 ? 0 : (rises / all) * 100
    return this.value
  }
}

/** The money flow index of each window; NaN before it is warm. */
export function moneyFlowIndex(
  columns: ColumnsOf<'high' | 'low' | 'close' | 'volume'>,
  period = 14,
): Float64Array {
  const { high, low, close, volume } = columns
  const out = columnFor('MFI', columns, ['high', 'low', 'close', 'volume'])
  const indicator = new MoneyFlowIndex(period)
  for (let at = 0; at < out.length; at += 1)
    out[at] = indicator.next(high[at]!, low[at]!, close[at]!, volume[at]!)
  return out
}
