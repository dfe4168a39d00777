/**
 * The full grid: every combination, counted before it is walked and walked without ever being held.
 *
 * A combination has a number, so that a shard is a range of numbers and a resumed search knows what is left.
 */
import { SearchFault, axisSize, checkSpace, valueAt, type ParameterSet, type SearchAxis } from './space.ts'

/** More backtests than anybody should ask for by a slip of a range; a caller may set another limit. */
export const GRID_POINTS_MAX = 1_000_000

/** How many combinations there are. */
export function gridSize(axes: readonly SearchAxis[]): bigint {
  return axes.reduce((product, axis) => product * BigInt(countOf(axis)), 1n)
}

/**
 * Refuses a grid that is too large to run.
 *
 * @returns the number of combinations
 * @throws SearchFault that names the parameter with most values and the limit
 */
export function checkGrid(axes: readonly SearchAxis[], limit: number = GRID_POINTS_MAX): number {
  checkSpace(axes)
  const size = gridSize(axes)
  if (size <= BigInt(limit)) return Number(size)
  const widest = axes.reduce((most, axis) => (countOf(axis) > countOf(most) ? axis : most))
  const product = axes.map((axis) => `${axis.name} ${countOf(axis)}`).join(' x ')
  throw new SearchFault(
    widest.name,
    `the grid has ${size} combinations (${product}), at most ${limit} are allowed: ${widest.name} has most values, ${countOf(widest)}; widen its step, narrow its range, or use a random or Bayesian search`,
  )
}

/** The combination of a number from 0 to the grid's size; the last axis turns fastest. */
export function gridPoint(axes: readonly SearchAxis[], number: number): ParameterSet {
  let rest = number
  const chosen: [string, ParameterSet[string]][] = []
  for (const axis of axes.toReversed()) {
    const size = countOf(axis)
    chosen.push([axis.name, valueAt(axis, rest % size)])
    rest = Math.floor(rest / size)
  }
  return Object.fromEntries(chosen.toReversed())
}

/** All combinations in order, made one at a time. */
export function* gridPoints(axes: readonly SearchAxis[], limit?: number): Generator<ParameterSet> {
  const size = checkGrid(axes, limit)
  for (let i = 0; i < size; i++) yield gridPoint(axes, i)
}

function countOf(axis: SearchAxis): number {
  const size = axisSize(axis)
  if (!Number.isFinite(size))
    throw new SearchFault(axis.name, `${axis.name} has no step: a grid needs one, or a list of values`)
  return size
}
