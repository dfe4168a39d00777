/** Chaikin's money flow: volume weighted by where the close stands in its bar, over all volume of the window. */

import { flowOf } from './accumulation.ts'
import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowTotal } from './window-total.ts'

/** Streaming form of {@link chaikinMoneyFlow}. */
export class ChaikinMoneyFlow extends Indicator {
  readonly flows: WindowTotal
  readonly volumes: WindowTotal

  constructor(period = 20) {
    requirePeriods('CMF', { period })
    super('CMF', period, [period])
    this.flows = new WindowTotal(period)
    this.volumes = new WindowTotal(period)
  }

  update(bar: BarOf<'high' | 'low' | 'close' | 'volume'>): number {
    return this.next(bar.high, bar.low, bar.close, bar.volume)
  }

  /** As `update`, without a bar object. A window without volume gives 0. */
  next(high: number, low: number, close: number, volume: number): number {
    if (Number.isNaN(high + low + close + volume)) return this.value
    const flow = this.flows.push(flowOf(high, low, close) * volume)
    const all = this.volumes.push(volume)
    this.value = all === 0 ? 0 : flow / all
    return this.value
  }
}

/** Chaikin's money flow of each window; NaN before the first whole one. */
export function chaikinMoneyFlow(
  columns: ColumnsOf<'high' | 'low' | 'close' | 'volume'>,
  period = 20,
): Float64Array {
  const { high, low, close, volume } = columns
  const out = columnFor('CMF', columns, ['high', 'low', 'close', 'volume'])
  const indicator = new ChaikinMoneyFlow(period)
  for (let at = 0; at < out.length; at += 1)
    out[at] = indicator.next(high[at]!, low[at]!, close[at]!, volume[at]!)
  return out
}
