/**
 * Drawdowns: the ways down from a peak, their depth, and how long they and the way back took.
 *
 * One rule for all: a drawdown starts at the last point of a peak, ends at the first point that reaches the peak again, and
 * one that has not recovered yet counts too.
 */
import type { Series } from './moments.ts'
import { growthOfOne } from './returns.ts'

/** Places are indexes into the series of values. */
export interface Drawdown {
  readonly peakIndex: number
  readonly valleyIndex: number
  /** First point at or above the peak again; null: under water to the end. */
  readonly recoveryIndex: number | null
  /** Valley over peak less one: a negative fraction. */
  readonly depth: number
  /** Peak less valley, in the unit of the values. */
  readonly loss: number
}

/** All drawdowns of a series of values (equity, prices), in the order of time. */
export function drawdowns(values: Series): Drawdown[] {
  const found: Drawdown[] = []
  let peakIndex = 0
  let valleyIndex = 0
  const at = (index: number): number => values[index] ?? Number.NaN
  const close = (recoveryIndex: number | null): void => {
    if (valleyIndex === peakIndex) return
    const peak = at(peakIndex)
    const valley = at(valleyIndex)
    found.push({ peakIndex, valleyIndex, recoveryIndex, depth: valley / peak - 1, loss: peak - valley })
  }
  for (let i = 1; i < values.length; i++) {
    if (at(i) >= at(peakIndex)) {
      close(i)
      peakIndex = i
      valleyIndex = i
    } else if (at(i) < at(valleyIndex)) valleyIndex = i
  }
  close(null)
  return found
}

/** The deepest few, deepest first; of equals the earlier. */
export function deepestDrawdowns(all: readonly Drawdown[], count: number): Drawdown[] {
  return all.toSorted((a, b) => a.depth - b.depth).slice(0, count)
}

/** The one that cost most in the unit of the values; of equals the earlier; null without any. */
export function costliestDrawdown(all: readonly Drawdown[]): Drawdown | null {
  return all.reduce<Drawdown | null>((worst, one) => (worst && worst.loss >= one.loss ? worst : one), null)
}

/** Deepest fall of compounded returns from their peak, a negative fraction; 0 without one, NaN without returns. */
export function maxDrawdown(returns: Series): number {
  if (returns.length === 0) return Number.NaN
  let peak = 1
  let depth = 0
  for (const value of growthOfOne(returns)) {
    if (value > peak) peak = value
    else if (value / peak - 1 < depth) depth = value / peak - 1
  }
  return depth
}

/** How far below the highest value so far each value lies: fractions from 0 down. */
export function underwater(values: Series): Float64Array {
  const depths = new Float64Array(values.length)
  let peak = -Infinity
  for (let i = 0; i < depths.length; i++) {
    const value = values[i] ?? Number.NaN
    if (value > peak) peak = value
    depths[i] = value / peak - 1
  }
  return depths
}
