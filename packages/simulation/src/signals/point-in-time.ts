/**
 * Shows that a signal knows its bars and nothing later: it is computed again on prefixes of the data, cut at random bars, while the
 * rows after the cut are turned upside down in place. Every feature, and where there is a model every score, must be the same to
 * the last bit.
 */

import { sliceBars, type BarColumns } from '@quarterdeck/market-data'
import { featuresOver, signalsOver, type SignalDefinition, type SignalSeries } from '@quarterdeck/sdk'
import { chanceOf } from '../optimize/chance.ts'

export interface PointInTimeProof {
  /** Whether every prefix gave the same. */
  readonly holds: boolean
  readonly prefixes: number
  /** Values that were compared. */
  readonly compared: number
  /** The first difference; null: there is none. */
  readonly divergence: PointInTimeDivergence | null
}

export interface PointInTimeDivergence {
  /** Bars that were known. */
  readonly bars: number
  /** `score`, `confidence`, or the name of a feature. */
  readonly column: string
  readonly row: number
  readonly whole: number
  readonly prefix: number
}

/** Compares a signal on all bars with itself on `prefixes` random prefixes (8 when left out; `seed` chooses them). */
export function provePointInTime(
  signal: SignalDefinition,
  series: SignalSeries,
  bars: BarColumns,
  of: { readonly prefixes?: number; readonly seed?: number } = {},
): PointInTimeProof {
  const whole = columnsOf(signal, series, bars)
  const chance = chanceOf(of.seed ?? 0)
  const prefixes = bars.length < 2 ? 0 : (of.prefixes ?? 8)
  let compared = 0
  for (let index = 0; index < prefixes; index += 1) {
    const cut = 1 + chance.below(bars.length - 1)
    const prefix = withOtherFuture(bars, cut, () => columnsOf(signal, series, sliceBars(bars, 0, cut)))
    for (const [column, values] of prefix) {
      const expected = whole.get(column) ?? new Float64Array()
      compared += cut
      const row = values.findIndex((value, at) => !Object.is(value, expected[at]))
      if (row < 0) continue
      const divergence = { bars: cut, column, row, whole: expected[row] ?? Number.NaN, prefix: values[row]! }
      return { holds: false, prefixes: index + 1, compared, divergence }
    }
  }
  return { holds: true, prefixes, compared, divergence: null }
}

function columnsOf(
  signal: SignalDefinition,
  series: SignalSeries,
  bars: BarColumns,
): ReadonlyMap<string, Float64Array> {
  const said = signal.model === undefined ? {} : signalsOver(signal, series, bars)
  return new Map(Object.entries({ ...featuresOver(signal, bars), ...said }))
}

/** Does something while every price from a row on is mirrored at the last close before it; puts all back. */
function withOtherFuture<T>(bars: BarColumns, from: number, act: () => T): T {
  const columns = [bars.open, bars.high, bars.low, bars.close]
  const kept = columns.map((column) => column.slice(from))
  const last = bars.close[from - 1]!
  for (const column of columns)
    for (let row = from; row < column.length; row += 1) column[row] = 2 * last - column[row]!
  try {
    return act()
  } finally {
    for (const [index, column] of columns.entries()) column.set(kept[index]!, from)
  }
}
