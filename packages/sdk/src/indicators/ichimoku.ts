/**
 * Ichimoku: midpoints of three windows, two of them shown `displacement` bars later as a cloud.
 *
 * Nothing here looks ahead: the cloud at a bar is the one that was drawn forward to it. The lagging span is the close, drawn
 * `displacement` bars back; as that place lies in the past, it is left to the drawing.
 */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Delay } from './delay.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowExtreme } from './window-extreme.ts'

export interface IchimokuOptions {
  readonly conversion?: number
  readonly base?: number
  readonly span?: number
  readonly displacement?: number
}

class MidWindow {
  readonly highest: WindowExtreme
  readonly lowest: WindowExtreme

  constructor(period: number) {
    this.highest = new WindowExtreme(period, 'HIGHEST')
    this.lowest = new WindowExtreme(period, 'LOWEST')
  }

  push(high: number, low: number): number {
    return (this.highest.push(high) + this.lowest.push(low)) / 2
  }
}

/** Streaming form of {@link ichimoku}. `value` is the conversion line (tenkan-sen). */
export class Ichimoku extends Indicator {
  readonly conversions: MidWindow
  readonly bases: MidWindow
  readonly spans: MidWindow
  readonly pastA: Delay
  readonly pastB: Delay
  /** Base line (kijun-sen). */
  base = Number.NaN
  /** Leading span A as drawn at this bar (senkou span A). */
  spanA = Number.NaN
  /** Leading span B as drawn at this bar (senkou span B). */
  spanB = Number.NaN
  /** Leading span A of this bar, to be drawn `displacement` bars later. */
  leadA = Number.NaN
  /** Leading span B of this bar, to be drawn `displacement` bars later. */
  leadB = Number.NaN

  /** The usual 9, 26, 52 and 26. */
  constructor(options: IchimokuOptions = {}) {
    const { conversion = 9, base = 26, span = 52, displacement = 26 } = options
    requirePeriods('ICHIMOKU', { conversion, base, span, displacement })
    super('ICHIMOKU', Math.max(conversion, base, span) + displacement, [
      { conversion, base, span, displacement },
    ])
    this.conversions = new MidWindow(conversion)
    this.bases = new MidWindow(base)
    this.spans = new MidWindow(span)
    this.pastA = new Delay(displacement)
    this.pastB = new Delay(displacement)
  }

  override get isReady(): boolean {
    return !Number.isNaN(this.spanA + this.spanB)
  }

  update(bar: BarOf<'high' | 'low'>): number {
    return this.next(bar.high, bar.low)
  }

  /** As `update`, without a bar object. */
  next(high: number, low: number): number {
    if (Number.isNaN(high + low)) return this.value
    this.value = this.conversions.push(high, low)
    this.base = this.bases.push(high, low)
    this.leadA = (this.value + this.base) / 2
    this.leadB = this.spans.push(high, low)
    this.spanA = this.pastA.push(this.leadA)
    this.spanB = this.pastB.push(this.leadB)
    return this.value
  }
}

export interface IchimokuColumns {
  readonly conversion: Float64Array
  readonly base: Float64Array
  /** Span A as drawn at each bar. */
  readonly spanA: Float64Array
  /** Span B as drawn at each bar. */
  readonly spanB: Float64Array
}

/** The lines as drawn at each bar; each NaN before it is warm. */
export function ichimoku(columns: ColumnsOf<'high' | 'low'>, options: IchimokuOptions = {}): IchimokuColumns {
  const { high, low } = columns
  const conversion = columnFor('ICHIMOKU', columns, ['high', 'low'])
  const base = new Float64Array(conversion.length)
  const spanA = new Float64Array(conversion.length)
  const spanB = new Float64Array(conversion.length)
  const indicator = new Ichimoku(options)
  for (let at = 0; at < conversion.length; at += 1) {
    conversion[at] = indicator.next(high[at]!, low[at]!)
    base[at] = indicator.base
    spanA[at] = indicator.spanA
    spanB[at] = indicator.spanB
  }
  return { conversion, base, spanA, spanB }
}
