/** Simple moving average: the mean of the last `period` values. */

import { PIECE_BARS } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowSum } from './window-sum.ts'

/** Streaming form of {@link sma}. */
export class Sma extends Indicator {
  readonly window: WindowSum

  /** `period` from 1; TA-Lib's default is 30. */
  constructor(period = 30) {
    requirePeriods('SMA', { period })
    super('SMA', period, [period])
    this.window = new WindowSum(period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    this.value = this.window.push(value) / this.window.period
    return this.value
  }
}

/** The mean of each `period` values; NaN before the first whole window. */
export function sma(column: Float64Array, period = 30): Float64Array {
  const average = new Sma(period)
  const out = new Float64Array(column.length)
  // A gap shows in the sum of its window: then the streaming form does it, which skips gaps.
  if (!Number.isNaN(fill(column, out, period))) return out
  for (let at = 0; at < out.length; at += 1) out[at] = average.update(column[at]!)
  return out
}

/**
 * Whole windows one after the other, each with its sum renewed at the end, as the streaming form does.
 *
 * Returns the last sum, NaN if any was.
 */
function fill(column: Float64Array, out: Float64Array, period: number): number {
  out.fill(Number.NaN, 0, period - 1)
  let sum = 0
  for (let at = 0; at < period && at < out.length; at += 1) sum += column[at]!
  if (period > out.length) return sum
  out[period - 1] = sum / period
  const piece = Math.ceil(PIECE_BARS / period) * period
  for (let from = period; from < out.length && !Number.isNaN(sum); from += piece) {
    const end = Math.min(from + piece, out.length)
    sum = fillPiece(column, out, { from, end, period, sum })
  }
  return sum
}

interface Piece {
  readonly from: number
  readonly end: number
  readonly period: number
  /** The sum of the window before it. */
  readonly sum: number
}

function fillPiece(column: Float64Array, out: Float64Array, piece: Piece): number {
  const { from, end, period } = piece
  let { sum } = piece
  for (let begin = from; begin < end; begin += period) {
    const last = Math.min(begin + period, end) - 1
    let fresh = 0
    for (let at = begin; at <= last; at += 1) {
      const value = column[at]!
      sum += value - column[at - period]!
      fresh += value
      out[at] = sum / period
    }
    if (last - begin + 1 < period || Number.isNaN(sum)) return sum
    sum = fresh
    out[last] = sum / period
  }
  return sum
}
