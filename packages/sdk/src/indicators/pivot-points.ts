/** Pivot points: a price and levels of support and resistance for the next session, from the session that ended. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requireOneOf } from './parameter.ts'

export type PivotMethod = 'CLASSIC' | 'FIBONACCI' | 'WOODIE' | 'CAMARILLA'

export interface PivotOptions {
  /** How the levels are reckoned; CLASSIC (floor traders') is the default. */
  readonly method?: PivotMethod
}

const METHODS: readonly PivotMethod[] = ['CLASSIC', 'FIBONACCI', 'WOODIE', 'CAMARILLA']

/** Multiples of the range, from the first level to the third. */
const STEPS: Readonly<Record<'FIBONACCI' | 'CAMARILLA', readonly [number, number, number]>> = {
  FIBONACCI: [0.382, 0.618, 1],
  CAMARILLA: [1.1 / 12, 1.1 / 6, 1.1 / 4],
}

/** Streaming form of {@link pivotPoints}: fed with whole sessions, it gives the levels for the next. `value` is the pivot. */
export class PivotPoints extends Indicator {
  readonly method: PivotMethod
  resistance1 = Number.NaN
  resistance2 = Number.NaN
  resistance3 = Number.NaN
  support1 = Number.NaN
  support2 = Number.NaN
  support3 = Number.NaN

  constructor(options: PivotOptions = {}) {
    const { method = 'CLASSIC' } = options
    requireOneOf('PIVOT', 'method', method, METHODS)
    super('PIVOT', 1, [{ method }])
    this.method = method
  }

  update(session: BarOf<'high' | 'low' | 'close'>): number {
    return this.next(session.high, session.low, session.close)
  }

  /** As `update`, without an object. */
  next(high: number, low: number, close: number): number {
    if (Number.isNaN(high + low + close)) return this.value
    const range = high - low
    const pivot = this.method === 'WOODIE' ? (high + low + 2 * close) / 4 : (high + low + close) / 3
    this.value = pivot
    if (this.method === 'FIBONACCI' || this.method === 'CAMARILLA') {
      const center = this.method === 'CAMARILLA' ? close : pivot
      const [first, second, third] = STEPS[this.method]
      this.resistance1 = center + first * range
      this.resistance2 = center + second * range
      this.resistance3 = center + third * range
      this.support1 = center - first * range
      this.support2 = center - second * range
      this.support3 = center - third * range
      return pivot
    }
    this.resistance1 = 2 * pivot - low
    this.resistance2 = pivot + range
    this.resistance3 = high + 2 * (pivot - low)
    this.support1 = 2 * pivot - high
    this.support2 = pivot - range
    this.support3 = low - 2 * (high - pivot)
    return pivot
  }
}

export interface PivotColumns {
  readonly pivot: Float64Array
  readonly resistance1: Float64Array
  readonly resistance2: Float64Array
  readonly resistance3: Float64Array
  readonly support1: Float64Array
  readonly support2: Float64Array
  readonly support3: Float64Array
}

/** At each session the levels for the next. */
export function pivotPoints(
  columns: ColumnsOf<'high' | 'low' | 'close'>,
  options: PivotOptions = {},
): PivotColumns {
  const { high, low, close } = columns
  const pivot = columnFor('PIVOT', columns, ['high', 'low', 'close'])
  const column = (): Float64Array => new Float64Array(pivot.length)
  const [resistance1, resistance2, resistance3] = [column(), column(), column()]
  const [support1, support2, support3] = [column(), column(), column()]
  const indicator = new PivotPoints(options)
  for (let at = 0; at < pivot.length; at += 1) {
    pivot[at] = indicator.next(high[at]!, low[at]!, close[at]!)
    resistance1[at] = indicator.resistance1
    resistance2[at] = indicator.resistance2
    resistance3[at] = indicator.resistance3
    support1[at] = indicator.support1
    support2[at] = indicator.support2
    support3[at] = indicator.support3
  }
  return { pivot, resistance1, resistance2, resistance3, support1, support2, support3 }
}
