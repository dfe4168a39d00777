/** One price for a whole bar: median, typical, weighted close and average. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'

/** (high + low) / 2. */
export class MedianPrice extends Indicator {
  constructor() {
    super('MEDPRICE', 1, [])
  }

  update(bar: BarOf<'high' | 'low'>): number {
    return this.next(bar.high, bar.low)
  }

  next(high: number, low: number): number {
    const price = (high + low) / 2
    if (!Number.isNaN(price)) this.value = price
    return this.value
  }
}

/** (high + low + close) / 3. */
export class TypicalPrice extends Indicator {
  constructor() {
    super('TYPPRICE', 1, [])
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  next(high: number, low: number, close: number): number {
    const price = (high + low + close) / 3
    if (!Number.isNaN(price)) this.value = price
    return this.value
  }
}

/** (high + low + 2 * close) / 4. */
export class WeightedClose extends Indicator {
  constructor() {
    super('WCLPRICE', 1, [])
  }

  update(bar: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(bar.high, bar.low, bar.close)
  }

  next(high: number, low: number, close: number): number {
    const price = (high + low + 2 * close) / 4
    if (!Number.isNaN(price)) this.value = price
    return this.value
  }
}

/** (open + high + low + close) / 4. */
export class AveragePrice extends Indicator {
  constructor() {
    super('AVGPRICE', 1, [])
  }

  update(bar: BarOf<'open' | 'high' | 'low' | 'close'>): number {
    return this.next(bar.open, bar.high, bar.low, bar.close)
  }

  next(open: number, high: number, low: number, close: number): number {
    const price = (open + high + low + close) / 4
    if (!Number.isNaN(price)) this.value = price
    return this.value
  }
}

/** The median price of each bar. */
export function medianPrice(columns: ColumnsOf<'high' | 'low'>): Float64Array {
  const { high, low } = columns
  const out = columnFor('MEDPRICE', columns, ['high', 'low'])
  const indicator = new MedianPrice()
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!)
  return out
}

/** The typical price of each bar. */
export function typicalPrice(columns: ColumnsOf<'high' | 'low' | 'close'>): Float64Array {
  const { high, low, close } = columns
  const out = columnFor('TYPPRICE', columns, ['high', 'low', 'close'])
  const indicator = new TypicalPrice()
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!, close[at]!)
  return out
}

/** The weighted close of each bar. */
export function weightedClose(columns: ColumnsOf<'high' | 'low' | 'close'>): Float64Array {
  const { high, low, close } = columns
  const out = columnFor('WCLPRICE', columns, ['high', 'low', 'close'])
  const indicator = new WeightedClose()
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(high[at]!, low[at]!, close[at]!)
  return out
}

/** The average price of each bar. */
export function averagePrice(columns: ColumnsOf<'open' | 'high' | 'low' | 'close'>): Float64Array {
  const { open, high, low, close } = columns
  const out = columnFor('AVGPRICE', columns, ['open', 'high', 'low', 'close'])
  const indicator = new AveragePrice()
  for (let at = 0; at < out.length; at += 1)
    out[at] = indicator.next(open[at]!, high[at]!, low[at]!, close[at]!)
  return out
}
